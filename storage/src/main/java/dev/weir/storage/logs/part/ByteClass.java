package dev.weir.storage.logs.part;

/// What a byte is to the tokeniser and the splitter of lines: a token is a maximal run of letters,
/// digits and bytes from 0x80 on.
final class ByteClass {
  /// Part of a token: a digit.
  static final int DIGIT = 1;

  /// Part of a token: a letter or a byte from 0x80 on.
  static final int LETTER = 2;

  /// A letter or digit that hexadecimal numbers have, in small letters.
  static final int HEX_LOWER = 4;

  /// The same in capitals.
  static final int HEX_UPPER = 8;

  /// A byte that templates use for themselves.
  static final int MARKER = 16;

  /// What makes a byte part of a token.
  static final int TOKEN = DIGIT | LETTER;

  private static final byte[] CLASSES = new byte[256];

  static {
    for (int b = 0; b < 256; b++) {
      boolean isSmall = b >= 'a' && b <= 'z';
      boolean isCapital = b >= 'A' && b <= 'Z';
      boolean isDigit = b >= '0' && b <= '9';
      int bits = isDigit ? DIGIT : 0;
      bits |= isSmall || isCapital || b >= 0x80 ? LETTER : 0;
      bits |= isDigit || (isSmall && b <= 'f') ? HEX_LOWER : 0;
      bits |= isDigit || (isCapital && b <= 'F') ? HEX_UPPER : 0;
      bits |= b >= Slot.GENERIC && b <= Slot.WHOLE ? MARKER : 0;
      CLASSES[b] = (byte) bits;
    }
  }

  private ByteClass() {}

  /// The bits that are true of `b`.
  static int of(byte b) {
    return CLASSES[b & 0xff];
  }

  static boolean isToken(byte b) {
    return (CLASSES[b & 0xff] & TOKEN) != 0;
  }

  /// Index after the run of token bytes that begins at `from`.
  static int endOfToken(byte[] text, int from, int to) {
    int at = from;
    while (at < to && isToken(text[at])) {
      at++;
    }
    return at;
  }
}
