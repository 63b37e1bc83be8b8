package dev.weir.ingest.net;

import dev.weir.ingest.decode.Scan;
import dev.weir.storage.logs.LogBatch;

/// Lines of text, ended by LF or CR LF; empty ones are left out. A line over the limit is given cut
/// and the rest of it is skipped. NUL and every other byte are content.
public final class TextFramer implements Framer {
  /// Longest line that is not cut: a full log line and something around it.
  public static final int FRAME_BYTES_MAX = LogBatch.LINE_BYTES_MAX + 1024;

  private final int limit;
  private final FrameTail tail;
  private boolean isSkipping;

  public TextFramer() {
    this(FRAME_BYTES_MAX);
  }

  TextFramer(int limit) {
    this.limit = limit;
    tail = new FrameTail(limit);
  }

  @Override
  public void feed(byte[] bytes, int offset, int length, FrameSink sink) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int lineEnd = Scan.indexOf(bytes, at, end, (byte) '\n');
      if (isSkipping) {
        isSkipping = lineEnd == end;
      } else if (lineEnd == end) {
        keep(bytes, at, end, sink);
      } else if (tail.length() == 0) {
        line(bytes, at, lineEnd - at, sink);
      } else {
        finishTail(bytes, at, lineEnd, sink);
      }
      at = lineEnd + 1;
    }
  }

  @Override
  public int heldBytes() {
    return tail.length();
  }

  @Override
  public void end(FrameSink sink) {
    if (tail.length() > 0) {
      line(tail.bytes(), 0, tail.length(), sink);
    }
    tail.clear();
    isSkipping = false;
  }

  private void keep(byte[] bytes, int from, int end, FrameSink sink) {
    boolean isTooLong = end - from > tail.room();
    tail.append(bytes, from, end - from);
    if (isTooLong) {
      sink.frame(tail.bytes(), 0, tail.length(), true);
      tail.clear();
      isSkipping = true;
    }
  }

  private void finishTail(byte[] bytes, int from, int lineEnd, FrameSink sink) {
    if (lineEnd - from > tail.room()) {
      tail.append(bytes, from, lineEnd - from);
      sink.frame(tail.bytes(), 0, tail.length(), true);
    } else {
      tail.append(bytes, from, lineEnd - from);
      line(tail.bytes(), 0, tail.length(), sink);
    }
    tail.clear();
  }

  private void line(byte[] bytes, int from, int length, FrameSink sink) {
    if (length > limit) {
      sink.frame(bytes, from, limit, true);
      return;
    }
    int kept = length > 0 && bytes[from + length - 1] == '\r' ? length - 1 : length;
    if (kept > 0) {
      sink.frame(bytes, from, kept, false);
    }
  }
}
