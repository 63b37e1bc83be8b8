package dev.weir.storage.metrics.index;

import dev.weir.storage.bytes.LittleEndian;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.util.Arrays;

/// The canonical key of a series: tenant, then each label's name and value in the order of
/// [Labels], each text as its length in two bytes (little-endian) and its UTF-8. Equal keys mean
/// the same series; dictionary and shard are hashes of these bytes, so they never change. Format
/// page: `storage/docs/format/series-catalog.md`.
///
/// A reusable buffer that also remembers where each text begins. One thread at a time.
final class SeriesKey {
  /// What [#encode] found.
  enum Check {
    OK,
    /// Some text is not Unicode (a surrogate alone) and so has no UTF-8.
    NOT_UNICODE,
    /// Some text exceeds 65,535 bytes.
    TEXT_TOO_LONG,
    /// More than 1,024 labels.
    TOO_MANY_LABELS
  }

  private static final int KEEP_BYTES = 1 << 16;

  private byte[] bytes = new byte[512];
  private int length;
  private int[] starts = new int[64]; // where each text begins: name, value, name, value, ...
  private int texts;

  /// Replaces the content by the key of `labels`. Allocates only when the buffer must grow.
  Check encode(Tenant tenant, Labels labels) {
    start();
    int count = labels.count();
    if (count > SeriesLimits.MAX_LABELS) {
      return Check.TOO_MANY_LABELS;
    }
    Check check = append(tenant.name());
    for (int i = 0; i < count && check == Check.OK; i++) {
      check = append(labels.name(i));
      if (check == Check.OK) {
        check = append(labels.value(i));
      }
    }
    return check;
  }

  /// Empties the buffer, for [#append(byte[], int, int)]: tenant first, then names and values.
  void start() {
    length = 0;
    texts = 0;
    if (bytes.length > KEEP_BYTES) {
      bytes = new byte[KEEP_BYTES];
    }
  }

  /// Appends one text that is UTF-8 already, at most 65,535 bytes.
  void append(byte[] from, int offset, int count) {
    assert count <= SeriesLimits.MAX_TEXT_BYTES : count;
    int at = begin(count);
    System.arraycopy(from, offset, bytes, at, count);
    end(at + count);
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  int labelCount() {
    return (texts - 1) >> 1;
  }

  int nameStart(int label) {
    return starts[1 + 2 * label];
  }

  int nameLength(int label) {
    return textLength(1 + 2 * label);
  }

  int valueStart(int label) {
    return starts[2 + 2 * label];
  }

  int valueLength(int label) {
    return textLength(2 + 2 * label);
  }

  boolean sameAs(SeriesKey other) {
    return Arrays.equals(bytes, 0, length, other.bytes, 0, other.length);
  }

  private int textLength(int text) {
    return LittleEndian.getUnsignedShort(bytes, starts[text] - 2);
  }

  private Check append(String text) {
    int count = text.length();
    if (count > SeriesLimits.MAX_TEXT_BYTES) {
      return Check.TEXT_TOO_LONG;
    }
    int at = begin(count * 3);
    byte[] into = bytes;
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        into[at++] = (byte) c;
      } else if (c < 0x800) {
        into[at++] = (byte) (0xc0 | (c >> 6));
        into[at++] = (byte) (0x80 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        into[at++] = (byte) (0xe0 | (c >> 12));
        into[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        into[at++] = (byte) (0x80 | (c & 0x3f));
      } else {
        if (Character.isLowSurrogate(c)
            || i + 1 == count
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return Check.NOT_UNICODE;
        }
        int point = Character.toCodePoint(c, text.charAt(++i));
        into[at++] = (byte) (0xf0 | (point >> 18));
        into[at++] = (byte) (0x80 | ((point >> 12) & 0x3f));
        into[at++] = (byte) (0x80 | ((point >> 6) & 0x3f));
        into[at++] = (byte) (0x80 | (point & 0x3f));
      }
    }
    if (at - length - 2 > SeriesLimits.MAX_TEXT_BYTES) {
      return Check.TEXT_TOO_LONG;
    }
    end(at);
    return Check.OK;
  }

  /// Makes room for a text of up to `count` bytes; returns where its bytes go.
  private int begin(int count) {
    int needed = length + 2 + count;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
    return length + 2;
  }

  private void end(int at) {
    if (texts == starts.length) {
      starts = Arrays.copyOf(starts, texts * 2);
    }
    starts[texts++] = length + 2;
    LittleEndian.putShort(bytes, length, at - length - 2);
    length = at;
  }
}
