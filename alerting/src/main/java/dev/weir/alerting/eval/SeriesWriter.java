package dev.weir.alerting.eval;

import dev.weir.storage.model.Intake;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Staleness;
import dev.weir.storage.model.Tenant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what rules yield, and a stale marker for each series that a rule yielded the last time
/// and does not any more. Any thread; the sets of the last time belong to the caller.
final class SeriesWriter {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesWriter.class);

  private final Intake intake;
  private final Tenant tenant;
  private final AlertingMetrics metrics;

  SeriesWriter(Intake intake, Tenant tenant, AlertingMetrics metrics) {
    this.intake = intake;
    this.tenant = tenant;
    this.metrics = metrics;
  }

  /// Writes `series` at `timeMs` and ends those of `previous` that are not among them. Returns when
  /// the pipeline has taken them; the future completes when queries see them.
  CompletableFuture<Void> write(
      Map<Labels, Double> series, Collection<Labels> previous, long timeMs) {
    var batch = new SeriesBatch(tenant);
    series.forEach((labels, value) -> batch.add(labels, timeMs, value));
    Set<Labels> ended = new HashSet<>(previous);
    ended.removeAll(series.keySet());
    ended.forEach(labels -> batch.add(labels, timeMs, Staleness.STALE_NAN));
    if (batch.count() == 0) {
      return CompletableFuture.completedFuture(null);
    }
    return intake
        .append(batch)
        .whenComplete((stored, failure) -> {
          if (failure != null) {
            metrics.lostSamples.add(batch.count());
            LOG.debug("rule_samples_lost", failure);
          }
        });
  }

  /// Waits until what was written is seen; a write that failed was counted and is not waited for
  /// again.
  static void await(CompletableFuture<Void> written, long timeoutMs) {
    try {
      written.get(timeoutMs, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("rule_samples_not_seen", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
