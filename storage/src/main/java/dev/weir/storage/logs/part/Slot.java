package dev.weir.storage.logs.part;

/// Kinds of slot in a template: the byte that stands for the variable part. Lines that contain one
/// of these bytes are stored whole.
final class Slot {
  /// A token that contains a digit.
  static final byte GENERIC = 1;

  /// `a.b.c.d`, each 0 to 255 without leading zeros.
  static final byte IPV4 = 2;

  /// `HH:MM:SS`.
  static final byte CLOCK = 3;

  /// `HH:MM:SS,mmm`.
  static final byte CLOCK_COMMA = 4;

  /// `HH:MM:SS.mmm`.
  static final byte CLOCK_DOT = 5;

  /// `HH:MM:SS.uuuuuu`.
  static final byte CLOCK_MICROS = 6;

  /// All of a line that has no template.
  static final byte WHOLE = 7;

  private Slot() {}

  /// True for a time of day.
  static boolean isClock(int kind) {
    return kind >= CLOCK && kind <= CLOCK_MICROS;
  }

  /// Nanoseconds of the last digit of a time of day.
  static long clockUnitNs(int kind) {
    return kind == CLOCK ? 1_000_000_000L : kind == CLOCK_MICROS ? 1_000L : 1_000_000L;
  }
}
