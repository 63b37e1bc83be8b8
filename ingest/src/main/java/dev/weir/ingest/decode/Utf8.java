package dev.weir.ingest.decode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Strict UTF-8: what becomes a label must be text. Any thread; allocates the string.
public final class Utf8 {
  private Utf8() {}

  /// The text of `bytes[offset, offset + length)`, or null when it is not UTF-8.
  public static @Nullable String decode(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] < 0) {
        return decodeSlow(bytes, offset, length);
      }
    }
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }

  /// True when `bytes[offset, offset + length)` is UTF-8. Allocates nothing.
  public static boolean isValid(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      at += bytes[at] >= 0 ? 1 : sequenceLength(bytes, at, end);
      if (at < 0) {
        return false;
      }
    }
    return true;
  }

  /// Length of the sequence of two to four bytes at `at`; hugely negative when there is none.
  private static int sequenceLength(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xFF;
    int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || end - at < length) {
      return Integer.MIN_VALUE;
    }
    int second = bytes[at + 1] & 0xFF;
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80; // no overlong forms
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF; // no surrogates, no plane 17
    boolean isSound = second >= least && second <= most;
    for (int i = at + 2; i < at + length; i++) {
      isSound &= (bytes[i] & 0xC0) == 0x80;
    }
    return isSound ? length : Integer.MIN_VALUE;
  }

  private static @Nullable String decodeSlow(byte[] bytes, int offset, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder() // reports malformed input by default
          .decode(ByteBuffer.wrap(bytes, offset, length))
          .toString();
    } catch (CharacterCodingException e) {
      return null; // the caller counts it
    }
  }
}
