package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.LittleEndian;
import java.util.Arrays;

/// Splits a line, in one pass, into what is constant (the template) and what varies (the slots): a
/// token with a digit in it is a slot, and so are IPv4 addresses and times of day as wholes. After
/// [#split] the fields hold the result until the next call. One thread.
///
/// The template is the line with each variable replaced by one byte, its [Slot] kind.
final class LineSplitter {
  /// Longest line that is split, in bytes: longer ones are stored whole.
  static final int LINE_BYTES_MAX = 16 << 10;

  /// Most slots of a line: lines with more are stored whole.
  static final int SLOTS_MAX = 255;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /// The template; up to [#keyLength], with eight bytes of zeros behind.
  byte[] key = new byte[1024];

  int keyLength;
  int slots;
  final int[] starts = new int[SLOTS_MAX];
  final int[] ends = new int[SLOTS_MAX];
  private int compoundEnd;

  /// Splits `[from, to)` of `text`; false when the line must be stored whole.
  boolean split(byte[] text, int from, int to) {
    keyLength = 0;
    slots = 0;
    if (to - from > LINE_BYTES_MAX) {
      return false;
    }
    if (key.length < to - from + 8) {
      key = new byte[LINE_BYTES_MAX + 8];
    }
    byte[] into = key;
    int length = 0;
    int at = from;
    while (at < to) {
      byte b = text[at];
      int bits = ByteClass.of(b);
      if ((bits & ByteClass.TOKEN) == 0) {
        if ((bits & ByteClass.MARKER) != 0) {
          return false;
        }
        into[length++] = b;
        at++;
        continue;
      }
      int start = at;
      int before = length;
      int seen = 0;
      do {
        seen |= bits;
        into[length++] = b;
        at++;
        if (at == to) {
          break;
        }
        b = text[at];
        bits = ByteClass.of(b);
      } while ((bits & ByteClass.TOKEN) != 0);
      if ((seen & ByteClass.DIGIT) != 0) {
        if (slots == SLOTS_MAX) {
          return false;
        }
        int kind = Slot.GENERIC;
        if ((seen & ByteClass.LETTER) == 0 && at < to && at - start <= 3) {
          kind = compound(text, start, at, to);
          at = compoundEnd;
        }
        length = before;
        into[length++] = (byte) kind;
        starts[slots] = start;
        ends[slots++] = at;
      }
    }
    Arrays.fill(into, length, length + 8, (byte) 0);
    keyLength = length;
    return true;
  }

  /// Makes the line `[from, to)` one slot, without a template.
  void whole(int from, int to) {
    keyLength = 0;
    slots = 1;
    starts[0] = from;
    ends[0] = to;
  }

  /// Kind of the slot that begins with the number `[start, end)`; its end in [#compoundEnd].
  private int compound(byte[] text, int start, int end, int to) {
    compoundEnd = end;
    if (text[end] == ':' && end - start == 2) {
      return clock(text, start, to);
    }
    if (text[end] == '.') {
      return ipv4(text, start, to);
    }
    return Slot.GENERIC;
  }

  private int clock(byte[] text, int start, int to) {
    int end = start + 8;
    if (end > to || text[start + 5] != ':') {
      return Slot.GENERIC;
    }
    if (digits(text, start) > 23 || digits(text, start + 3) > 59 || digits(text, start + 6) > 59) {
      return Slot.GENERIC;
    }
    int run = endOfNumber(text, end, to);
    if (run != end || (end < to && ByteClass.isToken(text[end]))) {
      return Slot.GENERIC;
    }
    compoundEnd = end;
    if (end + 4 <= to && (text[end] == ',' || text[end] == '.')) {
      int fractionEnd = ByteClass.endOfToken(text, end + 1, to);
      boolean isNumber = endOfNumber(text, end + 1, to) == fractionEnd;
      int length = fractionEnd - end - 1;
      if (isNumber && length == 3) {
        compoundEnd = fractionEnd;
        return text[end] == ',' ? Slot.CLOCK_COMMA : Slot.CLOCK_DOT;
      }
      if (isNumber && length == 6 && text[end] == '.') {
        compoundEnd = fractionEnd;
        return Slot.CLOCK_MICROS;
      }
    }
    return Slot.CLOCK;
  }

  /// Two digits as a number, or 99 when they are none.
  private static int digits(byte[] text, int at) {
    int tens = text[at] - '0';
    int ones = text[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? 99 : tens * 10 + ones;
  }

  private static int endOfNumber(byte[] text, int from, int to) {
    int at = from;
    while (at < to && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at;
  }

  private int ipv4(byte[] text, int start, int to) {
    int at = start;
    for (int part = 0; part < 4; part++) {
      int end = endOfNumber(text, at, to);
      int length = end - at;
      if (length == 0 || length > 3 || (length > 1 && text[at] == '0')) {
        return Slot.GENERIC;
      }
      if (length == 3 && number(text, at, end) > 255) {
        return Slot.GENERIC;
      }
      if (part == 3) {
        if (end < to && ByteClass.isToken(text[end])) {
          return Slot.GENERIC;
        }
        compoundEnd = end;
        return Slot.IPV4;
      }
      if (end == to || text[end] != '.') {
        return Slot.GENERIC;
      }
      at = end + 1;
    }
    return Slot.GENERIC;
  }

  /// The digits as a number; at most 18 of them.
  static long number(byte[] text, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + (text[i] - '0');
    }
    return value;
  }

  /// Hash of the template.
  int hash() {
    return hash(key, 0, keyLength);
  }

  /// Hash of `length` bytes from `from`; reads up to seven bytes more, which must be there.
  static int hash(byte[] bytes, int from, int length) {
    long hash = length;
    int at = from;
    int end = from + length;
    for (; at + 8 <= end; at += 8) {
      hash = (hash ^ LittleEndian.getLong(bytes, at)) * MULTIPLIER;
      hash ^= hash >>> 32;
    }
    if (at < end) {
      long tail = LittleEndian.getLong(bytes, at) & (-1L >>> (64 - 8 * (end - at)));
      hash = (hash ^ tail) * MULTIPLIER;
      hash ^= hash >>> 32;
    }
    return (int) (hash ^ (hash >>> 15));
  }
}
