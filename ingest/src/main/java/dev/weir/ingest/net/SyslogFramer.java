package dev.weir.ingest.net;

import dev.weir.ingest.decode.Scan;
import dev.weir.storage.logs.LogBatch;

/// The frames of syslog over TCP, RFC 6587, decided frame by frame because senders mix them:
///
/// - a frame that begins with a digit is octet-counted: `LENGTH SP bytes`, all bytes content
/// - any other is text up to LF (a CR before it is left out), or up to a NUL, which some senders
///   use instead: one that the next frame's `<` follows, or after which nothing comes for now
///   (those senders send message by message). Any other NUL is content.
///
/// Separators between frames are skipped, so counted frames may be followed by an LF that is not
/// counted. A frame over the limit is given cut and the rest of it is skipped.
///
/// A count that is none (`0 `, `12x`, more digits than a length of [#COUNT_MAX] has, or a greater
/// number) is reported as broken, and the text that begins with it is a frame up to the next LF: so
/// at most one message suffers. A count that is plainly wrong but small cannot be told from a right
/// one; it takes as many bytes as it says.
public final class SyslogFramer implements Framer {
  /// Longest frame that is not cut: a full log line and its header.
  public static final int FRAME_BYTES_MAX = LogBatch.LINE_BYTES_MAX + 1024;

  /// Greatest length believed. Greater ones are damage: skipping what they say would swallow good
  /// messages for minutes.
  public static final int COUNT_MAX = 16 << 20;

  private static final int COUNT_DIGITS = 8;
  private static final byte[] NUL = {0};

  private enum State {
    BETWEEN,
    COUNT,
    COUNTED,
    TEXT,
    SKIP_COUNTED,
    SKIP_TEXT
  }

  private final int limit;
  private final FrameTail tail;
  private State state = State.BETWEEN;
  private boolean isNulPending; // a NUL ended what was fed, and may be content or an end
  private int count; // while COUNT: so far; while COUNTED or SKIP_COUNTED: bytes still to come

  public SyslogFramer() {
    this(FRAME_BYTES_MAX);
  }

  SyslogFramer(int limit) {
    if (limit < COUNT_DIGITS) {
      throw new IllegalArgumentException("the limit must leave room for a count: " + limit);
    }
    this.limit = limit;
    tail = new FrameTail(limit);
  }

  @Override
  public void feed(byte[] bytes, int offset, int length, FrameSink sink) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      at =
          switch (state) {
            case BETWEEN -> begin(bytes, at);
            case COUNT -> count(bytes, at, sink);
            case COUNTED -> counted(bytes, at, end, sink);
            case TEXT -> text(bytes, at, end, sink);
            case SKIP_COUNTED -> skipCounted(at, end);
            case SKIP_TEXT -> skipText(bytes, at, end);
          };
    }
  }

  @Override
  public int heldBytes() {
    return tail.length();
  }

  @Override
  public void end(FrameSink sink) {
    if (tail.length() > 0) {
      switch (state) {
        case COUNTED -> sink.frame(tail.bytes(), 0, tail.length(), true);
        case COUNT, TEXT -> line(tail.bytes(), 0, tail.length(), sink);
        case BETWEEN, SKIP_COUNTED, SKIP_TEXT -> {}
      }
    }
    next();
  }

  private void next() {
    tail.clear();
    isNulPending = false;
    state = State.BETWEEN;
    count = 0;
  }

  private int begin(byte[] bytes, int at) {
    byte first = bytes[at];
    if (first == '\n' || first == '\r' || first == 0) {
      return at + 1;
    }
    state = isDigit(first) ? State.COUNT : State.TEXT;
    return at;
  }

  /// Takes one byte of a count. The digits are kept, for they may turn out to be text.
  private int count(byte[] bytes, int at, FrameSink sink) {
    byte b = bytes[at];
    if (isDigit(b) && tail.length() < COUNT_DIGITS && (count > 0 || b != '0')) {
      count = count * 10 + (b - '0');
      tail.append(bytes, at, 1);
      return at + 1;
    }
    if (b == ' ' && count > 0 && count <= COUNT_MAX) {
      tail.clear();
      state = State.COUNTED;
      return at + 1;
    }
    if (tail.length() == 0) {
      sink.broken(bytes, at, 1);
    } else {
      sink.broken(tail.bytes(), 0, tail.length());
    }
    state = State.TEXT;
    return at;
  }

  private int counted(byte[] bytes, int at, int end, FrameSink sink) {
    int here = Math.min(count, end - at);
    if (tail.length() == 0 && here == count) {
      sink.frame(bytes, at, Math.min(count, limit), count > limit);
      next();
      return at + here;
    }
    boolean isTooLong = here > tail.room();
    tail.append(bytes, at, here);
    count -= here;
    if (count == 0 || isTooLong) {
      sink.frame(tail.bytes(), 0, tail.length(), isTooLong);
      tail.clear();
      state = count == 0 ? State.BETWEEN : State.SKIP_COUNTED;
    }
    return at + here;
  }

  private int skipCounted(int at, int end) {
    int here = Math.min(count, end - at);
    count -= here;
    if (count == 0) {
      state = State.BETWEEN;
    }
    return at + here;
  }

  /// Ends a text that a NUL ended: nothing more has come, so it was no content.
  @Override
  public void pause(FrameSink sink) {
    if (isNulPending && state == State.TEXT) {
      endAtNul(sink);
    }
  }

  private void endAtNul(FrameSink sink) {
    if (state == State.TEXT) {
      line(tail.bytes(), 0, tail.length(), sink);
    }
    next();
  }

  private int text(byte[] bytes, int at, int end, FrameSink sink) {
    if (isNulPending && !resume(bytes[at], sink)) {
      return at;
    }
    int stop = textEnd(bytes, at, end);
    if (stop == end) {
      isNulPending = bytes[end - 1] == 0;
      int count = isNulPending ? end - 1 - at : end - at;
      if (count > tail.room()) {
        tail.append(bytes, at, count);
        cut(sink);
      } else {
        tail.append(bytes, at, count);
      }
      return end;
    }
    if (tail.length() == 0) {
      line(bytes, at, stop - at, sink);
    } else if (stop - at > tail.room()) {
      tail.append(bytes, at, stop - at);
      sink.frame(tail.bytes(), 0, tail.length(), true);
    } else {
      tail.append(bytes, at, stop - at);
      line(tail.bytes(), 0, tail.length(), sink);
    }
    next();
    return stop + 1;
  }

  /// Decides about a NUL at the end of the bytes before these. True when the text goes on.
  private boolean resume(byte following, FrameSink sink) {
    if (following == '<') {
      endAtNul(sink);
      return false;
    }
    isNulPending = false;
    if (tail.room() == 0) {
      cut(sink);
      return false;
    }
    tail.append(NUL, 0, 1);
    return true;
  }

  private void cut(FrameSink sink) {
    sink.frame(tail.bytes(), 0, tail.length(), true);
    tail.clear();
    state = State.SKIP_TEXT;
  }

  private int skipText(byte[] bytes, int at, int end) {
    if (isNulPending && bytes[at] == '<') {
      next();
      return at;
    }
    int stop = textEnd(bytes, at, end);
    if (stop == end) {
      isNulPending = bytes[end - 1] == 0;
      return end;
    }
    next();
    return stop + 1;
  }

  private void line(byte[] bytes, int from, int length, FrameSink sink) {
    if (length > limit) {
      sink.frame(bytes, from, limit, true);
      return;
    }
    int kept = length;
    if (kept > 0 && (bytes[from + kept - 1] == '\r' || bytes[from + kept - 1] == 0)) {
      kept--;
    }
    if (kept > 0) {
      sink.frame(bytes, from, kept, false);
    }
  }

  private static int textEnd(byte[] bytes, int from, int end) {
    int lineEnd = Scan.indexOf(bytes, from, end, (byte) '\n');
    int nul = Scan.indexOf(bytes, from, lineEnd, (byte) 0);
    while (nul < lineEnd && (nul + 1 == end || bytes[nul + 1] != '<')) {
      nul = Scan.indexOf(bytes, nul + 1, lineEnd, (byte) 0);
    }
    return nul;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
