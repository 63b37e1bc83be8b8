package dev.weir.query.logql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Keys of logfmt lines by their bytes: open addressing, at most [#MAX_KEYS] kept, further ones are
/// made anew each time. One thread.
final class KeyTable {
  private static final int SLOTS = 8192;
  private static final int MAX_KEYS = SLOTS / 2;

  private final WantedLabels wanted;
  private final @Nullable Entry[] entries = new @Nullable Entry[SLOTS];
  private int count;

  private record Entry(Bytes bytes, ExtractedKey key) {}

  /// A key's bytes, never changed.
  private static final class Bytes {
    final byte[] value;

    Bytes(byte[] value) {
      this.value = value;
    }
  }

  KeyTable(WantedLabels wanted) {
    this.wanted = wanted;
  }

  ExtractedKey find(byte[] text, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + text[i];
    }
    int slot = (hash * 0x9e3779b9) >>> 19; // the upper 13 bits: SLOTS of them
    Entry entry = entries[slot];
    while (entry != null) {
      byte[] known = entry.bytes.value;
      if (Arrays.equals(known, 0, known.length, text, from, to)) {
        return entry.key;
      }
      slot = (slot + 1) & (SLOTS - 1);
      entry = entries[slot];
    }
    return add(slot, Arrays.copyOfRange(text, from, to));
  }

  private ExtractedKey add(int slot, byte[] bytes) {
    String name = ParsedNames.sanitize(new String(bytes, StandardCharsets.UTF_8));
    var key = new ExtractedKey(name, wanted);
    if (count < MAX_KEYS) {
      entries[slot] = new Entry(new Bytes(bytes), key);
      count++;
    }
    return key;
  }
}
