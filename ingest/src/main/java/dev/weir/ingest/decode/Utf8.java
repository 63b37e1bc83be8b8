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
