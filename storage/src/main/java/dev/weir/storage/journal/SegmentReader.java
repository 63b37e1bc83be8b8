package dev.weir.storage.journal;

import dev.weir.storage.io.Files;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Reads the records of one segment in order, checks each, and decides what a broken one means.
///
/// In a segment whose end is known, everything before the end must be whole. In the last segment
/// after a crash (the tail) a broken record normally is the torn end of writes that were never
/// forced; but when a later record shows that the broken place had been forced before it was
/// written, acknowledged data is damaged. What was damaged is reported to [OnDamage], which throws,
/// or lets the reader go on at the next record.
///
/// Memory is one window of the file, grown to the largest record; no length is believed beyond the
/// file's size. One thread.
final class SegmentReader implements AutoCloseable {
  /// Is told about damaged bytes from `position` to `resumedAt`; throws to stop the reading.
  interface OnDamage {
    void damaged(Segment segment, long position, long resumedAt, String problem) throws IOException;
  }

  private static final int WINDOW_BYTES = 256 << 10;

  private final Segment segment;
  private final Files.Handle file;
  private final OnDamage onDamage;
  private final boolean isTail;
  private final long expectedEnd;
  private final long limit; // position where the file, or what counts of it, ends
  private final RecordFrame frame = new RecordFrame();

  private byte[] window = new byte[0];
  private long windowStart; // position of the window's first byte
  private int windowLength;

  private long position;
  private long next;
  private long forcedEnd;
  private ByteBuffer payload = ByteBuffer.allocate(0);
  private String problem = "";

  /// Reads `segment` up to `expectedEnd`, from its first record.
  static SegmentReader ofWhole(Files files, Segment segment, long expectedEnd, OnDamage onDamage)
      throws IOException {
    return new SegmentReader(files, segment, expectedEnd, false, onDamage);
  }

  /// Reads `segment` to wherever its records end.
  static SegmentReader ofTail(Files files, Segment segment, OnDamage onDamage) throws IOException {
    return new SegmentReader(files, segment, Long.MAX_VALUE, true, onDamage);
  }

  private SegmentReader(
      Files files, Segment segment, long expectedEnd, boolean isTail, OnDamage onDamage)
      throws IOException {
    this.segment = segment;
    this.expectedEnd = expectedEnd;
    this.isTail = isTail;
    this.onDamage = onDamage;
    this.file = files.openForReading(segment.path());
    try {
      long data = Math.max(0, file.size() - SegmentHeader.SIZE_BYTES);
      limit = Math.min(segment.start() + data, expectedEnd);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    windowStart = segment.start();
    next = segment.start();
    position = next;
    forcedEnd = next;
  }

  /// Goes on with the record at `newPosition`.
  void seek(long newPosition) {
    next = Math.max(newPosition, segment.start());
  }

  /// Moves to the next record; false at the end.
  boolean next() throws IOException {
    while (next < limit || (!isTail && next < expectedEnd)) {
      position = next;
      if (readRecord()) {
        next = position + RecordFrame.SIZE_BYTES + frame.length();
        forcedEnd = Math.max(forcedEnd, position - frame.unforced());
        return true;
      }
      if (isTail && !wasForced(position)) {
        return false;
      }
      long resumedAt = findRecord(position + 1);
      if (resumedAt < 0) {
        resumedAt = isTail ? limit : expectedEnd;
      }
      onDamage.damaged(segment, position, resumedAt, problem);
      next = resumedAt;
    }
    return false;
  }

  /// Whether the byte at `broken` had been forced: some later record says so.
  private boolean wasForced(long broken) throws IOException {
    long later = findRecord(broken + 1);
    while (later >= 0 && later - frame.unforced() <= broken) {
      later = findRecord(later + 1);
    }
    return later >= 0;
  }

  /// Position of the record moved to.
  long position() {
    return position;
  }

  /// Where the next record begins; after the last one, where the segment's records end.
  long end() {
    return next;
  }

  /// Up to where the records read so far prove that everything was forced.
  long forcedEnd() {
    return forcedEnd;
  }

  byte kind() {
    return frame.kind();
  }

  /// Valid until the next move.
  ByteBuffer payload() {
    return payload;
  }

  /// Bytes after [#end()] that are not zero padding: what a torn write left.
  long tornBytes() throws IOException {
    long lastNonZero = next;
    for (long at = next; at < limit; at += windowLength) {
      int available = fill(at, 1);
      for (int i = available - 1; i >= 0; i--) {
        if (window[i] != 0) {
          lastNonZero = at + i + 1;
          break;
        }
      }
    }
    return lastNonZero - next;
  }

  private boolean readRecord() throws IOException {
    long left = limit - position;
    if (left < RecordFrame.SIZE_BYTES) {
      problem = "segment ends after " + left + " bytes of a record's frame";
      return false;
    }
    int at = index(position, RecordFrame.SIZE_BYTES);
    if (!frame.read(window, at, position)) {
      problem = "record header does not fit its checksum";
      return false;
    }
    int length = frame.length();
    if (length > left - RecordFrame.SIZE_BYTES) {
      problem = "record of " + length + " bytes goes beyond the end of the segment";
      return false;
    }
    at = index(position, RecordFrame.SIZE_BYTES + length);
    payload = ByteBuffer.wrap(window, at + RecordFrame.SIZE_BYTES, length);
    if (!frame.fits(payload)) {
      problem = "record of " + length + " bytes does not fit its checksum";
      return false;
    }
    return true;
  }

  /// Position of the first intact frame at or after `from`, or -1. [#frame] then holds it.
  private long findRecord(long from) throws IOException {
    for (long at = from; at <= limit - RecordFrame.SIZE_BYTES; at++) {
      if (frame.read(window, index(at, RecordFrame.SIZE_BYTES), at)) {
        return at;
      }
    }
    return -1;
  }

  /// Index in the window of the byte at `from`, after making sure that `count` bytes are there,
  /// which the file has.
  private int index(long from, int count) throws IOException {
    if (from < windowStart || from + count > windowStart + windowLength) {
      fill(from, count);
    }
    return (int) (from - windowStart);
  }

  /// Loads the window with the bytes from `from`, at least `count` of them.
  private int fill(long from, int count) throws IOException {
    int wanted = (int) Math.min(limit - from, Math.max(count, WINDOW_BYTES));
    if (window.length < wanted) {
      window = new byte[Math.max(wanted, (int) Math.min(limit - from, window.length * 2L))];
    }
    windowStart = from;
    windowLength = file.read(ByteBuffer.wrap(window, 0, wanted), segment.offset(from));
    if (windowLength < count) {
      throw new IOException(
          "read "
              + windowLength
              + " of "
              + count
              + " bytes: "
              + segment.path()
              + " became shorter");
    }
    return windowLength;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
