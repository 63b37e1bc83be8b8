package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import org.jspecify.annotations.Nullable;

/// A column as [ColumnWriter] writes it. Immutable, any thread; indices out of range throw
/// `IndexOutOfBoundsException`.
final class ColumnReader {
  private final int format;
  private final int digits;
  private final LongReader numbers;
  private final byte[] text;
  private final int[] starts; // of texts, one more than there are
  private final byte[] indexBytes;
  private final int indices; // place of the indices into a dictionary of texts; -1: there is none
  private final int indexWidth;
  private final int n;
  private long @Nullable [] characters; // of texts; a benign race

  /// Reads the header from `header` and takes the data from the other two, for `n` values.
  ColumnReader(ByteReader header, ByteReader numbersIn, ByteReader textIn, int n) {
    this.n = n;
    format = header.unsignedByte();
    if (format > ValueFormat.TEXT) {
      throw new CorruptDataException("unknown column: " + format);
    }
    digits = ValueFormat.isFixed(format) ? header.unsignedByte() : 0;
    if (digits > ValueFormat.DECIMAL_DIGITS_MAX) {
      throw new CorruptDataException("too many digits: " + digits);
    }
    indexBytes = numbersIn.array();
    if (format != ValueFormat.TEXT) {
      numbers = new LongReader(header, numbersIn, n);
      text = new byte[0];
      starts = new int[0];
      indices = -1;
      indexWidth = 0;
      return;
    }
    int entries = header.count("dictionary", LongCodec.DICTIONARY_MAX);
    int count = entries == 0 ? n : entries;
    numbers = new LongReader(header, numbersIn, count);
    text = textIn.array();
    starts = starts(textIn, count);
    indices = entries == 0 ? -1 : numbersIn.position();
    indexWidth = entries == 0 ? 0 : LongCodec.width(entries - 1L);
    if (entries > 0) {
      numbersIn.skip(Math.multiplyExact(n, indexWidth));
    }
  }

  private int[] starts(ByteReader textIn, int count) {
    int[] places = new int[count + 1];
    for (int i = 0; i < count; i++) {
      places[i] = textIn.position();
      long length = numbers.get(i, 0);
      if (length < 0 || length > textIn.remaining()) {
        throw new CorruptDataException("text too long: " + length);
      }
      textIn.skip((int) length);
    }
    places[count] = textIn.position();
    return places;
  }

  /// True when values cannot be read without times.
  boolean needsTime() {
    return numbers.needsTime();
  }

  /// Appends value `index`, whose row has the time `timeNs`, to `out`, where
  /// [ValueFormat#NUMBER_BYTES_MAX] bytes are free.
  void append(int index, long timeNs, LineText out) {
    if (format != ValueFormat.TEXT) {
      long value = numbers.get(index, timeNs);
      out.length = ValueFormat.write(format, digits, value, out.bytes, out.length);
      return;
    }
    int entry = indices < 0 ? index : index(index);
    int start = starts[entry];
    int length = starts[entry + 1] - start;
    out.reserve(length + ValueFormat.NUMBER_BYTES_MAX);
    System.arraycopy(text, start, out.bytes, out.length, length);
    out.length += length;
  }

  /// True when a value may have this character.
  boolean has(byte character) {
    return switch (format) {
      case ValueFormat.TEXT -> isSet(textCharacters(), character);
      case ValueFormat.HEX_LOWER -> isDigit(character) || (character >= 'a' && character <= 'f');
      case ValueFormat.HEX_UPPER -> isDigit(character) || (character >= 'A' && character <= 'F');
      default -> isDigit(character) || (character >= '+' && character <= ':'); // signs, times, ips
    };
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isSet(long[] set, byte b) {
    return (set[(b & 0xff) >>> 6] & 1L << (b & 63)) != 0;
  }

  private long[] textCharacters() {
    long[] known = characters;
    if (known == null) {
      known = new long[4];
      for (int at = starts[0]; at < starts[starts.length - 1]; at++) {
        known[(text[at] & 0xff) >>> 6] |= 1L << (text[at] & 63);
      }
      characters = known;
    }
    return known;
  }

  private int index(int row) {
    int value = 0;
    for (int plane = 0; plane < indexWidth; plane++) {
      value |= (indexBytes[indices + plane * n + row] & 0xff) << (8 * plane);
    }
    return value;
  }
}
