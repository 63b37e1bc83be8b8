package dev.weir.ingest.ring;

import dev.weir.storage.model.SeriesBatch;
import java.util.List;

/// Closed statsd windows whose samples are not journalled yet.
///
/// `number` counts closings and is never used twice, not even after a crash. `cutoff` is the
/// journal position up to which lines went into the closed windows: those journalled later belong
/// to the next ones. `flushMs` is the time of the closing, epoch milliseconds.
record PendingFlush(long number, long cutoff, long flushMs, List<SeriesBatch> batches) {}
