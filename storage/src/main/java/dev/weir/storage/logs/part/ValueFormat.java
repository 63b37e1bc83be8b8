package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.CorruptDataException;

/// How the values of a column read as text, if they are numbers. Ids are part of the file format.
final class ValueFormat {
  /// Decimal number without leading zeros.
  static final int DECIMAL = 0;

  /// Decimal number with a fixed number of digits.
  static final int DECIMAL_FIXED = 1;

  /// Hexadecimal number with a fixed number of digits.
  static final int HEX_LOWER = 2;

  /// The same in capitals.
  static final int HEX_UPPER = 3;

  /// IPv4 address.
  static final int IPV4 = 4;

  /// Times of day: the format is the [Slot] kind and this.
  static final int CLOCKS = 2;

  /// Not numbers.
  static final int TEXT = 9;

  /// Most digits of a decimal number.
  static final int DECIMAL_DIGITS_MAX = 18;

  /// Most digits of a hexadecimal number.
  static final int HEX_DIGITS_MAX = 16;

  /// Most bytes that a number takes as text.
  static final int NUMBER_BYTES_MAX = 20;

  private static final byte[] LOWER = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final byte[] UPPER = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
  };

  private ValueFormat() {}

  static boolean isFixed(int format) {
    return format == DECIMAL_FIXED || format == HEX_LOWER || format == HEX_UPPER;
  }

  /// Parses what the splitter or the column writer found to be of `format`.
  static long parse(int format, byte[] text, int from, int to) {
    return switch (format) {
      case DECIMAL, DECIMAL_FIXED -> LineSplitter.number(text, from, to);
      case HEX_LOWER, HEX_UPPER -> hex(text, from, to);
      case IPV4 -> ipv4(text, from, to);
      default -> clock(text, from, to);
    };
  }

  private static long hex(byte[] text, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      int c = text[i];
      value = value << 4 | (c <= '9' ? c - '0' : (c & 0x1f) + 9);
    }
    return value;
  }

  private static long ipv4(byte[] text, int from, int to) {
    long value = 0;
    int part = 0;
    for (int i = from; i < to; i++) {
      if (text[i] == '.') {
        value = value << 8 | part;
        part = 0;
      } else {
        part = part * 10 + (text[i] - '0');
      }
    }
    return value << 8 | part;
  }

  private static long clock(byte[] text, int from, int to) {
    long hours = LineSplitter.number(text, from, from + 2);
    long minutes = LineSplitter.number(text, from + 3, from + 5);
    long value = (hours * 60 + minutes) * 60 + LineSplitter.number(text, from + 6, from + 8);
    for (int i = from + 9; i < to; i++) {
      value = value * 10 + (text[i] - '0');
    }
    return value;
  }

  /// Writes `value` at `at`, where [#NUMBER_BYTES_MAX] bytes are free; returns the index after it.
  static int write(int format, int digits, long value, byte[] into, int at) {
    return switch (format) {
      case DECIMAL -> decimal(value, decimalDigits(value), into, at);
      case DECIMAL_FIXED -> decimal(value, digits, into, at);
      case HEX_LOWER -> hex(value, digits, LOWER, into, at);
      case HEX_UPPER -> hex(value, digits, UPPER, into, at);
      case IPV4 -> ipv4(value, into, at);
      case 5, 6, 7, 8 -> clock(format - CLOCKS, value, into, at);
      default -> throw new CorruptDataException("unknown format of numbers: " + format);
    };
  }

  private static int decimalDigits(long value) {
    int digits = 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private static int decimal(long value, int digits, byte[] into, int at) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      long next = rest / 10;
      into[i] = (byte) ('0' + (rest - next * 10));
      rest = next;
    }
    return at + digits;
  }

  private static int hex(long value, int digits, byte[] alphabet, byte[] into, int at) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      into[i] = alphabet[(int) rest & 15];
      rest >>>= 4;
    }
    return at + digits;
  }

  private static int ipv4(long value, byte[] into, int from) {
    int at = from;
    for (int shift = 24; shift >= 0; shift -= 8) {
      int part = (int) (value >>> shift) & 0xff;
      at = decimal(part, part < 10 ? 1 : part < 100 ? 2 : 3, into, at);
      if (shift > 0) {
        into[at++] = '.';
      }
    }
    return at;
  }

  private static int clock(int kind, long value, byte[] into, int at) {
    int fraction = kind == Slot.CLOCK ? 0 : kind == Slot.CLOCK_MICROS ? 6 : 3;
    long unit = fraction == 0 ? 1 : fraction == 3 ? 1000 : 1_000_000;
    int seconds = (int) (value / unit);
    decimal(seconds / 3600, 2, into, at);
    into[at + 2] = ':';
    decimal(seconds / 60 % 60, 2, into, at + 3);
    into[at + 5] = ':';
    decimal(seconds % 60, 2, into, at + 6);
    if (fraction == 0) {
      return at + 8;
    }
    into[at + 8] = (byte) (kind == Slot.CLOCK_COMMA ? ',' : '.');
    return decimal(value % unit, fraction, into, at + 9);
  }
}
