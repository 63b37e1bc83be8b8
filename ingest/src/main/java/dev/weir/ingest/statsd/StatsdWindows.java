package dev.weir.ingest.statsd;

import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.Refusals;
import dev.weir.storage.model.SeriesBatch;
import java.nio.ByteBuffer;
import java.util.List;

/// The open statsd windows of one server: counters, timers, gauges and sets between two flushes.
/// Every method belongs to the apply thread.
public interface StatsdWindows {
  /// Parses statsd lines and takes them in: during operation and, with the same bytes and arrival
  /// time, during replay. Malformed lines are counted in `refusals`.
  void apply(Payload lines, Refusals refusals);

  /// Closes the window: the samples to emit for each tenant, timestamped with `flushMs` rounded to
  /// whole seconds, and empty counters, timers and sets from now on. `flushMs - previous flush` is
  /// the interval that rates are computed over, nominally the configured one.
  List<SeriesBatch> flush(long flushMs);

  /// What [#flush] does to the state, without the samples: replay of a flush marker.
  void flushed(long flushMs);

  /// Serialises the whole state for a checkpoint, with a version byte in front.
  ByteBuffer snapshot();

  /// Replaces the state by a snapshot.
  void restore(ByteBuffer snapshot);
}
