package dev.weir.query.logql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Strings of short byte sequences, remembered: values of logs repeat, and looking one up costs
/// less than building it. At most [#SLOTS] are kept, each replaced by the next one of its slot. One
/// thread.
final class ValueCache {
  private static final int SLOTS = 4096;
  private static final int MAX_LENGTH = 64;

  private final byte[][] keys = new byte[SLOTS][];
  private final @Nullable String[] values = new @Nullable String[SLOTS];

  /// The text of `[from, to)`; what is not UTF-8 becomes U+FFFD.
  String text(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 0) {
      return "";
    }
    if (length > MAX_LENGTH) {
      return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
    int slot = slot(bytes, from, to);
    byte[] key = keys[slot];
    String value = values[slot];
    if (key != null && value != null && Arrays.equals(key, 0, key.length, bytes, from, to)) {
      return value;
    }
    String text = new String(bytes, from, length, StandardCharsets.UTF_8);
    keys[slot] = Arrays.copyOfRange(bytes, from, to);
    values[slot] = text;
    return text;
  }

  private static int slot(byte[] bytes, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + bytes[i];
    }
    hash *= 0x9e3779b9;
    return hash >>> 20; // the upper 12 bits: SLOTS of them
  }
}
