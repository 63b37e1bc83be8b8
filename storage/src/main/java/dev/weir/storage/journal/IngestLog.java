package dev.weir.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The acknowledged, ordered log of everything that came in. On one machine a directory of segment
/// files; on several, a partitioned log service.
///
/// A position says where in the whole history a record begins: the number of bytes appended before
/// it, plus the positions left out after failures and unclean stops. Positions only grow, over
/// restarts, crashes and truncation alike, and one that was handed out never means another record,
/// even when its own was lost.
///
/// `append`, `force`, `truncateBefore` and `close` belong to one thread; the rest may be called by
/// any.
public interface IngestLog extends AutoCloseable {
  /// Receives records in order.
  interface Visitor {
    /// One record. `position` is where it begins, `end` where the next begins. `payload` is valid
    /// until this returns.
    void record(long position, long end, RecordKind kind, ByteBuffer payload) throws IOException;
  }

  /// Appends one record whose payload is `payload` from position to limit (both left as they are),
  /// and returns the position just after it. The record reaches the operating system before this
  /// returns, and the device after [#force()]. Payloads are at most 64 MiB:
  /// `IllegalArgumentException`.
  ///
  /// Throws when the device is full or broken; then nothing of the record will be replayed once a
  /// later force succeeds (if the process ends before that, either it or what was appended in its
  /// place may be), and the caller may append it again. Going on is the way to find out that the
  /// device has recovered. A caller whose later records depend on this one (by the definitions of
  /// series in it) appends it again before them, or makes what they need durable elsewhere.
  long append(RecordKind kind, ByteBuffer payload) throws IOException;

  /// Makes everything appended so far durable. A record may be acknowledged when a force that began
  /// after its append returned, never because [#durablePosition()] passed it: after a failed force
  /// later records become durable, the failed ones never.
  ///
  /// After a failure the segment is abandoned: records since the last successful force are never
  /// replayed once a later force succeeds (they may be if the process ends before that), a new
  /// segment begins, and [#isHealthy()] is false until a force succeeds there. The caller may
  /// append them again. With nothing to force after a failure, this tries to begin a segment.
  void force() throws IOException;

  /// Position up to which everything is durable. Safe from any thread.
  long durablePosition();

  /// Position after the last appended record. Safe from any thread.
  long endPosition();

  /// Calls `visitor` for every intact record at or after `position`, oldest first. Only before the
  /// first append. A torn tail was cut when the log was opened; damage before the tail stops the
  /// opening or this with an exception, unless the log was opened for repair, as does a
  /// `CorruptDataException` of the visitor.
  void replay(long position, Visitor visitor) throws IOException;

  /// Forces, and begins a new segment if the open one holds records: once a checkpoint stands for
  /// the present end, [#truncateBefore] can let everything before it go. Fails as [#force()] does.
  void roll() throws IOException;

  /// Lets go of segments that lie wholly before `position`, the newest excepted.
  void truncateBefore(long position) throws IOException;

  /// False after a failed append or force until the same succeeds again and a force with it.
  boolean isHealthy();

  /// Forces what was appended.
  @Override
  void close() throws IOException;
}
