package dev.weir.ingest.ring;

import dev.weir.ingest.decode.SampleBatch;
import dev.weir.ingest.decode.SampleDecoder;
import dev.weir.storage.metrics.MetricStore;
import dev.weir.storage.metrics.ResolvedSamples;
import dev.weir.storage.metrics.SeriesRegistry;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.SampleOutcome;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Tenant;

/// From decoded rows to series ids: time bounds, the cache of ids, and for keys never seen the
/// decoder's labels and the registry. Write thread only; allocates for new series only.
///
/// A refused series is remembered for ten seconds, so that a sender of a million series over the
/// limit costs a look-up a sample, not a parse. Results stop where one journal record should end:
/// see [#ROWS_MAX] and [#DEFINITIONS_MAX_BYTES].
final class Resolver {
  /// Most rows in one journal record.
  static final int ROWS_MAX = 1 << 18;

  /// Definitions in one journal record end soon after this many bytes.
  static final int DEFINITIONS_MAX_BYTES = 8 << 20;

  private static final int REFUSALS_MAX = 1 << 16;
  private static final long REFUSALS_NANOS = 10_000_000_000L;
  private static final int SHOWN_CHARS = 200;
  private static final SampleOutcome[] OUTCOMES = SampleOutcome.values();

  private final MetricStore store;
  private final SeriesRegistry registry;
  private final SeriesIdCache ids;
  private final LabelsIdCache idsByLabels;
  private final SeriesIdCache refusals = new SeriesIdCache(REFUSALS_MAX);
  private final LabelsBuilder labels = new LabelsBuilder();
  private final long[] outcomes = new long[OUTCOMES.length];
  private String firstRefused = "";
  private long refusalsClearedNanos;
  private long earliestMs;
  private long latestMs;

  Resolver(MetricStore store, int idCacheLimit, int labelsCacheLimit) {
    this.store = store;
    this.registry = store.registry();
    this.ids = new SeriesIdCache(idCacheLimit);
    this.idsByLabels = new LabelsIdCache(labelsCacheLimit);
  }

  /// Prepares for the rows of one event.
  void begin(long nanoTime) {
    if (nanoTime - refusalsClearedNanos > REFUSALS_NANOS) {
      refusals.clear();
      refusalsClearedNanos = nanoTime;
    }
    earliestMs = store.earliestAcceptedMs();
    latestMs = store.latestAcceptedMs();
    java.util.Arrays.fill(outcomes, 0);
    firstRefused = "";
  }

  /// Adds the rows of `batch` from `from` on to `out` until the batch ends or a journal record is
  /// full; returns the first row not taken.
  int resolve(
      SampleBatch batch, int from, Tenant tenant, SampleDecoder decoder, ResolvedSamples out) {
    final int length = Math.min(batch.length(), from + ROWS_MAX - out.length());
    final long[] high = batch.keyHigh();
    final long[] low = batch.keyLow();
    final long[] timestamps = batch.timestamps();
    final double[] values = batch.values();
    int row = from;
    while (row < length) {
      long timestampMs = timestamps[row];
      int id = ids.find(high[row], low[row]);
      if (timestampMs < earliestMs || timestampMs > latestMs) {
        refuseTime(timestampMs, batch, row, decoder);
      } else if (id >= 0) {
        out.add(id, timestampMs, values[row]);
      } else {
        id = resolveSlow(batch, row, tenant, decoder);
        if (id >= 0) {
          out.add(id, timestampMs, values[row]);
          if (registry.newDefinitionsSize() > DEFINITIONS_MAX_BYTES) {
            return row + 1;
          }
        }
      }
      row++;
    }
    return row;
  }

  /// The same for samples that come with their labels.
  int resolve(SeriesBatch batch, int from, ResolvedSamples out) {
    Tenant tenant = batch.tenant();
    int length = Math.min(batch.count(), from + ROWS_MAX - out.length());
    int row = from;
    while (row < length) {
      long timestampMs = batch.timestampMs(row);
      if (timestampMs < earliestMs || timestampMs > latestMs) {
        refuse(timeOutcome(timestampMs), batch.labels(row));
      } else {
        int id = idOf(tenant, batch.labels(row));
        if (id >= 0) {
          out.add(id, timestampMs, batch.value(row));
          if (registry.newDefinitionsSize() > DEFINITIONS_MAX_BYTES) {
            return row + 1;
          }
        }
      }
      row++;
    }
    return row;
  }

  /// Number of samples with this outcome since [#begin]; refusals only.
  long count(SampleOutcome outcome) {
    return outcomes[outcome.ordinal()];
  }

  /// The first series refused since [#begin], at most 200 characters; empty when none was.
  String firstRefused() {
    return firstRefused;
  }

  SeriesIdCache ids() {
    return ids;
  }

  private int resolveSlow(SampleBatch batch, int row, Tenant tenant, SampleDecoder decoder) {
    long high = batch.keyHigh()[row];
    long low = batch.keyLow()[row];
    int id = refusals.find(high, low);
    if (id != SeriesIdCache.MISSING) {
      outcomes[SeriesRegistry.refusal(id).ordinal()]++;
      return id;
    }
    labels.clear();
    if (decoder.labels(batch, row, labels)) {
      Labels series = labels.build();
      id = registry.resolve(tenant, series);
      if (id >= 0) {
        ids.put(high, low, id);
        return id;
      }
      refuse(SeriesRegistry.refusal(id), series);
    } else {
      id = SeriesRegistry.refused(SampleOutcome.INVALID_LABELS);
      outcomes[SampleOutcome.INVALID_LABELS.ordinal()]++;
    }
    refusals.put(high, low, id);
    return id;
  }

  private int idOf(Tenant tenant, Labels series) {
    int id = idsByLabels.find(tenant, series);
    if (id == LabelsIdCache.MISSING) {
      id = registry.resolve(tenant, series);
      if (id >= 0) {
        idsByLabels.put(tenant, series, id);
      } else {
        refuse(SeriesRegistry.refusal(id), series);
      }
    }
    return id;
  }

  private void refuseTime(long timestampMs, SampleBatch batch, int row, SampleDecoder decoder) {
    SampleOutcome outcome = timeOutcome(timestampMs);
    if (firstRefused.isEmpty()) {
      labels.clear();
      if (decoder.labels(batch, row, labels)) {
        firstRefused = shown(labels.build() + " at " + timestampMs);
      }
    }
    outcomes[outcome.ordinal()]++;
  }

  private SampleOutcome timeOutcome(long timestampMs) {
    return timestampMs < earliestMs
        ? SampleOutcome.BEFORE_RETENTION
        : SampleOutcome.TOO_FAR_IN_FUTURE;
  }

  private void refuse(SampleOutcome outcome, Labels series) {
    outcomes[outcome.ordinal()]++;
    if (firstRefused.isEmpty()) {
      firstRefused = shown(series.toString());
    }
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
  }
}
