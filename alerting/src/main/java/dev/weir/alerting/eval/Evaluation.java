package dev.weir.alerting.eval;

import dev.weir.alerting.Alert;
import dev.weir.alerting.AlertSink;
import dev.weir.storage.io.Clock;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that groups share while they are evaluated: whom to ask, where to write, what to
/// tell.
record Evaluation(
    RuleQueries queries,
    SeriesWriter writer,
    AlertStateStore store,
    AlertSink sink,
    AlertEvents events,
    AlertingMetrics metrics,
    Clock clock,
    String externalUrl) {
  private static final Logger LOG = LoggerFactory.getLogger(Evaluation.class);

  /// Saves `group`; false, counted and logged, when that fails.
  boolean save(SavedGroup group) {
    try {
      store.save(group);
      metrics.stateWrites.increment();
      return true;
    } catch (IOException e) {
      metrics.stateFailures.increment();
      LOG.error("alert_state_not_saved group={} reason=\"{}\"", group.name(), e.getMessage());
      return false;
    }
  }

  /// Saves that nothing is left of `group`.
  boolean forget(SavedGroup group) {
    try {
      store.forget(group);
      return true;
    } catch (IOException e) {
      metrics.stateFailures.increment();
      LOG.error("alert_state_not_removed group={} reason=\"{}\"", group.name(), e.getMessage());
      return false;
    }
  }

  /// Hands `alerts` to the notifier; false, counted and logged, when that fails.
  boolean publish(List<Alert> alerts) {
    try {
      sink.publish(alerts);
      metrics.published.add(alerts.size());
      return true;
    } catch (IOException e) {
      metrics.publishFailures.increment();
      LOG.error("alerts_not_published count={} reason=\"{}\"", alerts.size(), e.getMessage());
      return false;
    }
  }

  /// What the notifier is told of `alert`, which `expr` raised.
  Alert alert(AlertInstance alert, String expr) {
    return new Alert(
        queries.tenant(),
        alert.labels(),
        alert.annotations(),
        alert.since().firedAtMs(),
        alert.since().resolvedAtMs(),
        alert.value(),
        externalUrl + "/#/explore?q=" + encoded(expr));
  }

  /// A space is `%20` here: what stands behind `#` is no form.
  private static String encoded(String expr) {
    return URLEncoder.encode(expr, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
