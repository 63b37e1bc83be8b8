package dev.weir.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The acknowledged, ordered log of everything that came in. On one machine a directory of segment
/// files; on several, a partitioned log service.
///
/// A position is the number of bytes ever appended before the record, over all segments: it only
/// grows, and survives restarts and truncation. `append`, `force` and `truncateBefore` belong to
/// one thread; [#durablePosition()] may be read by any.
public interface IngestLog extends AutoCloseable {
  /// Receives records in order.
  interface Visitor {
    /// One record. `position` is where it begins, `end` where the next begins. `payload` is valid
    /// until this returns.
    void record(long position, long end, RecordKind kind, ByteBuffer payload) throws IOException;
  }

  /// Appends one record whose payload is `payload` from position to limit, and returns the position
  /// just after it. The record reaches the operating system before this returns, and the device
  /// after [#force()]. Payloads are at most 64 MiB. Throws when the device is full or broken; then
  /// nothing of the record will be replayed.
  long append(RecordKind kind, ByteBuffer payload) throws IOException;

  /// Makes everything appended so far durable. After a failure the segment is abandoned: records
  /// since the last successful force are not acknowledged, a new segment begins, and [#isHealthy()]
  /// is false until a force succeeds there.
  void force() throws IOException;

  /// Position up to which everything is durable. Safe from any thread.
  long durablePosition();

  /// Position after the last appended record. Safe from any thread.
  long endPosition();

  /// Calls `visitor` for every intact record at or after `position`, oldest first. Only before the
  /// first append. A torn tail was cut when the log was opened; damage before the tail stopped the
  /// opening.
  void replay(long position, Visitor visitor) throws IOException;

  /// Lets go of segments that lie wholly before `position`.
  void truncateBefore(long position) throws IOException;

  /// False after a failed force or append until one succeeds again.
  boolean isHealthy();

  @Override
  void close() throws IOException;
}
