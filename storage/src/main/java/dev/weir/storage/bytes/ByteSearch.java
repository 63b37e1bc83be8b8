package dev.weir.storage.bytes;

import java.util.Arrays;

/// Finds one run of bytes in others. Looks for the byte of it that is rarest in log lines, eight
/// bytes at a time, and compares the rest only where that byte stands.
///
/// Immutable, any thread.
public final class ByteSearch {
  private static final String BY_FREQUENCY = " etaoinsrhldcumfpg.:/=-_,wybvkxjqz";
  private static final int DIGIT_RANK = 22;
  private static final int CAPITAL_RANK = 8;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private final byte[] wanted;
  private final int anchor;
  private final long pattern;

  /// A search for `wanted`, which is not copied. The empty run is found everywhere.
  public ByteSearch(byte[] wanted) {
    this.wanted = wanted;
    int best = 0;
    for (int i = 1; i < wanted.length; i++) {
      if (frequency(wanted[i]) < frequency(wanted[best])) {
        best = i;
      }
    }
    anchor = best;
    pattern = wanted.length == 0 ? 0 : (wanted[best] & 0xffL) * ONES;
  }

  private static int frequency(byte b) {
    if (b >= '0' && b <= '9') {
      return DIGIT_RANK;
    }
    if (b >= 'A' && b <= 'Z') {
      return CAPITAL_RANK;
    }
    int rank = b < 0 ? -1 : BY_FREQUENCY.indexOf(b);
    return rank < 0 ? 0 : BY_FREQUENCY.length() - rank;
  }

  /// First place in `[from, to)` of `text`, or -1.
  public int indexIn(byte[] text, int from, int to) {
    int last = to - wanted.length + anchor; // of the anchor
    if (wanted.length == 0) {
      return from;
    }
    int at = from + anchor;
    for (; at + 7 <= last; at += 8) {
      long difference = LittleEndian.getLong(text, at) ^ pattern;
      long zeros = (difference - ONES) & ~difference & HIGHS;
      while (zeros != 0) {
        int start = at + (Long.numberOfTrailingZeros(zeros) >>> 3) - anchor;
        if (isAt(text, start)) {
          return start;
        }
        zeros &= zeros - 1;
      }
    }
    for (; at <= last; at++) {
      if (text[at] == wanted[anchor] && isAt(text, at - anchor)) {
        return at - anchor;
      }
    }
    return -1;
  }

  private boolean isAt(byte[] text, int start) {
    return Arrays.equals(text, start, start + wanted.length, wanted, 0, wanted.length);
  }

  /// The small letter for an ASCII capital; any other byte itself.
  public static byte small(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 'a' - 'A') : b;
  }

  /// First place in `[from, to)` of `text` of `small`, whose ASCII letters are small ones and stand
  /// for capitals too; or -1.
  public static int indexIgnoringCase(byte[] text, int from, int to, byte[] small) {
    for (int start = from; start <= to - small.length; start++) {
      int i = 0;
      while (i < small.length && small(text[start + i]) == small[i]) {
        i++;
      }
      if (i == small.length) {
        return start;
      }
    }
    return -1;
  }
}
