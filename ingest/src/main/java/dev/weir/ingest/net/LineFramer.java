package dev.weir.ingest.net;

import java.util.Arrays;

/// Cuts one connection's bytes into whole lines. Keeps the unfinished line between calls, at most
/// `maxLineBytes` of it: a longer line is refused once and skipped up to its LF, and the connection
/// goes on. One thread.
public final class LineFramer {
  /// Where lines go.
  public interface Sink {
    /// Whole lines, each with its LF; at most `maxLineBytes + 1` for a line that spanned calls.
    /// Valid until this returns.
    void lines(byte[] bytes, int offset, int length);

    /// A line over the limit; its first bytes.
    void tooLong(byte[] bytes, int offset, int length);
  }

  private static final int FIRST_BYTES = 256;

  private final int maxLineBytes;
  private byte[] tail = new byte[0];
  private int tailLength;
  private boolean isSkipping;

  public LineFramer(int maxLineBytes) {
    this.maxLineBytes = maxLineBytes;
  }

  /// Takes in `bytes[offset, offset + length)`.
  public void feed(byte[] bytes, int offset, int length, Sink sink) {
    int end = offset + length;
    int at = offset;
    if (isSkipping || tailLength > 0) {
      at = finishTail(bytes, offset, end, sink);
    }
    int lastLineEnd = lastLineEnd(bytes, at, end);
    if (lastLineEnd > at) {
      passLines(bytes, at, lastLineEnd, sink);
    }
    if (lastLineEnd < end) {
      keep(bytes, Math.max(at, lastLineEnd), end, sink);
    }
  }

  /// Ends the connection: gives the unfinished line to `sink`, with an LF added, when `keepsTail`.
  public void end(boolean keepsTail, Sink sink) {
    if (keepsTail && tailLength > 0 && !isSkipping) {
      append(new byte[] {'\n'}, 0, 1);
      sink.lines(tail, 0, tailLength);
    }
    tail = new byte[0];
    tailLength = 0;
    isSkipping = false;
  }

  /// Bytes of the unfinished line.
  int tailLength() {
    return tailLength;
  }

  /// Completes the unfinished line, if its LF is here; returns where the next line begins.
  private int finishTail(byte[] bytes, int offset, int end, Sink sink) {
    int lineEnd = offset;
    while (lineEnd < end && bytes[lineEnd] != '\n') {
      lineEnd++;
    }
    if (lineEnd == end) {
      return offset; // still unfinished: kept, or skipped, as a whole
    }
    if (!isSkipping) {
      if (tailLength + lineEnd - offset > maxLineBytes) {
        sink.tooLong(tail, 0, tailLength);
      } else {
        append(bytes, offset, lineEnd + 1 - offset);
        sink.lines(tail, 0, tailLength);
      }
    }
    isSkipping = false;
    tailLength = 0;
    if (tail.length > FIRST_BYTES * 16) {
      tail = new byte[0];
    }
    return lineEnd + 1;
  }

  /// Passes whole lines on, leaving out those that are too long.
  private void passLines(byte[] bytes, int from, int to, Sink sink) {
    if (to - from <= maxLineBytes) {
      sink.lines(bytes, from, to - from);
      return;
    }
    int passed = from;
    int lineStart = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        if (i - lineStart > maxLineBytes) {
          if (lineStart > passed) {
            sink.lines(bytes, passed, lineStart - passed);
          }
          sink.tooLong(bytes, lineStart, i - lineStart);
          passed = i + 1;
        }
        lineStart = i + 1;
      }
    }
    if (to > passed) {
      sink.lines(bytes, passed, to - passed);
    }
  }

  private void keep(byte[] bytes, int from, int end, Sink sink) {
    if (isSkipping) {
      return;
    }
    if (tailLength + end - from > maxLineBytes) {
      if (tailLength > 0) {
        sink.tooLong(tail, 0, tailLength);
      } else {
        sink.tooLong(bytes, from, end - from);
      }
      isSkipping = true;
      tailLength = 0;
      tail = new byte[0];
      return;
    }
    append(bytes, from, end - from);
  }

  private void append(byte[] bytes, int from, int count) {
    int needed = tailLength + count;
    if (needed > tail.length) {
      tail = Arrays.copyOf(tail, Math.max(needed, Math.max(FIRST_BYTES, tail.length * 2)));
    }
    System.arraycopy(bytes, from, tail, tailLength, count);
    tailLength = needed;
  }

  private static int lastLineEnd(byte[] bytes, int from, int end) {
    int at = end;
    while (at > from && bytes[at - 1] != '\n') {
      at--;
    }
    return at;
  }
}
