package dev.weir.query.logql;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// An IP address as a number of 32 or 128 bits; an IPv4 address is in the low bits of `low`.
/// Nothing is ever looked up by name.
record IpAddress(boolean isVersion4, long high, long low) implements Comparable<IpAddress> {
  private static final int GROUPS = 8;

  static @Nullable IpAddress parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return parse(bytes, 0, bytes.length);
  }

  /// The address that is `[from, to)`, all of it; null when that is none.
  static @Nullable IpAddress parse(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] == ':') {
        return parseVersion6(text, from, to);
      }
    }
    long value = parseVersion4(text, from, to);
    return value < 0 ? null : new IpAddress(true, 0, value);
  }

  /// Where the run of bytes that addresses are made of ends.
  static int spanEnd(byte[] text, int from, int to, boolean isVersion6) {
    int end = from;
    while (end < to) {
      byte c = text[end];
      boolean digit = c >= '0' && c <= '9';
      if (!digit && c != '.' && !(isVersion6 && (c == ':' || IpRange.isHex(c)))) {
        break;
      }
      end++;
    }
    return end;
  }

  private static long parseVersion4(byte[] text, int from, int to) {
    long value = 0;
    int part = 0;
    int digits = 0;
    int dots = 0;
    for (int i = from; i < to; i++) {
      byte c = text[i];
      if (c == '.') {
        if (digits == 0 || ++dots > 3) {
          return -1;
        }
        value = (value << 8) | part;
        part = 0;
        digits = 0;
      } else if (c < '0' || c > '9' || (digits > 0 && part == 0)) {
        return -1; // no digit, or one after a leading zero
      } else {
        part = part * 10 + (c - '0');
        digits++;
        if (part > 255) {
          return -1;
        }
      }
    }
    return dots == 3 && digits > 0 ? (value << 8) | part : -1;
  }

  private static @Nullable IpAddress parseVersion6(byte[] text, int from, int to) {
    int[] groups = new int[GROUPS];
    int count = 0;
    int gap = -1;
    int at = from;
    if (to - from >= 2 && text[from] == ':' && text[from + 1] == ':') {
      gap = 0;
      at += 2;
    }
    while (at < to) {
      int groupStart = at;
      int value = 0;
      while (at < to && IpRange.isHex(text[at])) {
        value = (value << 4) | Character.digit(text[at++], 16);
        if (at - groupStart > 4) {
          return null;
        }
      }
      if (at == groupStart) {
        return null;
      }
      if (at < to && text[at] == '.') {
        long tail = count > GROUPS - 2 ? -1 : parseVersion4(text, groupStart, to);
        if (tail < 0) {
          return null;
        }
        groups[count++] = (int) (tail >>> 16);
        groups[count++] = (int) (tail & 0xffff);
        break;
      }
      if (count == GROUPS) {
        return null;
      }
      groups[count++] = value;
      if (at == to) {
        break;
      }
      if (text[at++] != ':' || at == to) {
        return null;
      }
      if (text[at] == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = count;
        at++;
      }
    }
    return fromGroups(groups, count, gap);
  }

  private static @Nullable IpAddress fromGroups(int[] groups, int count, int gap) {
    if (gap < 0 ? count != GROUPS : count == GROUPS) {
      return null;
    }
    long high = 0;
    long low = 0;
    int zeros = GROUPS - count;
    for (int i = 0; i < GROUPS; i++) {
      boolean inGap = gap >= 0 && i >= gap && i < gap + zeros;
      int index = gap >= 0 && i >= gap + zeros ? i - zeros : i;
      int group = inGap ? 0 : groups[index];
      if (i < GROUPS / 2) {
        high = (high << 16) | group;
      } else {
        low = (low << 16) | group;
      }
    }
    return new IpAddress(false, high, low);
  }

  /// 32 or 128.
  int bits() {
    return isVersion4 ? 32 : 128;
  }

  /// The first address with the same `length` leading bits.
  IpAddress floor(int length) {
    return new IpAddress(isVersion4, high & highMask(length), low & lowMask(length));
  }

  /// The last address with the same `length` leading bits.
  IpAddress ceiling(int length) {
    long lowest = low | ~lowMask(length);
    return new IpAddress(
        isVersion4,
        high | (isVersion4 ? 0 : ~highMask(length)),
        isVersion4 ? lowest & 0xffff_ffffL : lowest);
  }

  private static long highMask(int length) {
    return length == 0 ? 0 : length >= 64 ? -1 : -1L << (64 - length);
  }

  private long lowMask(int length) {
    int bits = isVersion4 ? 32 + length : length - 64;
    return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
  }

  @Override
  public int compareTo(IpAddress other) {
    int order = Long.compareUnsigned(high, other.high);
    return order == 0 ? Long.compareUnsigned(low, other.low) : order;
  }
}
