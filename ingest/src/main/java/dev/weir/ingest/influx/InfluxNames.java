package dev.weir.ingest.influx;

import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.SampleBatch;
import dev.weir.ingest.decode.Scan;
import dev.weir.ingest.decode.Utf8;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import org.jspecify.annotations.Nullable;

/// Measurement, tags and field names of the line protocol. A backslash makes `,`, `=` and blank
/// part of the name, and stands for itself before anything else.
final class InfluxNames {
  private InfluxNames() {}

  /// Index of the unescaped blank that ends measurement and tags, or negative when they are
  /// malformed: no measurement, a tag without `=`, name or value.
  static int headEnd(byte[] bytes, int start, int end) {
    int at = start;
    while (true) {
      at = Scan.indexOfBlankOrEscape(bytes, at, end);
      if (at >= end || bytes[at] == '\n' || bytes[at] == '\r') {
        return InfluxDecoder.refused(Malformed.SYNTAX); // no fields
      }
      if (bytes[at] == ' ') {
        break;
      }
      at += bytes[at] == '\\' && at + 1 < end && isSpecial(bytes[at + 1]) ? 2 : 1;
    }
    return isHead(bytes, start, at) ? at : InfluxDecoder.refused(Malformed.BAD_TAG);
  }

  private static boolean isHead(byte[] bytes, int start, int headEnd) {
    int part = start; // where the current measurement, tag name or tag value began
    boolean inName = false;
    boolean inMeasurement = true;
    for (int at = start; at < headEnd; at++) {
      byte b = bytes[at];
      if (b == '\\') {
        at += isSpecial(bytes[at + 1]) ? 1 : 0;
      } else if (b == ',') {
        if (inName || at == part) {
          return false;
        }
        inMeasurement = false;
        inName = true;
        part = at + 1;
      } else if (b == '=' && !inMeasurement) {
        if (!inName || at == part) {
          return false;
        }
        inName = false;
        part = at + 1;
      }
    }
    return !inName && headEnd > part;
  }

  /// Index of the `=` that ends the field name starting at `start`, or negative.
  static int fieldNameEnd(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end) {
      byte b = bytes[at];
      if (b == '=') {
        break;
      }
      if (b == ',' || (b <= ' ' && b >= 0)) {
        return InfluxDecoder.refused(Malformed.SYNTAX);
      }
      at += b == '\\' && at + 1 < end && isSpecial(bytes[at + 1]) ? 2 : 1;
    }
    return at >= end || at == start ? InfluxDecoder.refused(Malformed.SYNTAX) : at;
  }

  /// The labels of a field; false when some text is not UTF-8.
  static boolean labels(byte[] bytes, long headSlice, long fieldSlice, LabelsBuilder labels) {
    int at = SampleBatch.sliceOffset(headSlice);
    int headEnd = at + SampleBatch.sliceLength(headSlice);
    int measurementEnd = partEnd(bytes, at, headEnd, (byte) ',');
    String measurement = unescape(bytes, at, measurementEnd);
    int fieldOffset = SampleBatch.sliceOffset(fieldSlice);
    String field = unescape(bytes, fieldOffset, fieldOffset + SampleBatch.sliceLength(fieldSlice));
    if (measurement == null || field == null) {
      return false;
    }
    at = measurementEnd + 1;
    while (at < headEnd) {
      int nameEnd = partEnd(bytes, at, headEnd, (byte) '=');
      int valueEnd = partEnd(bytes, nameEnd + 1, headEnd, (byte) ',');
      String name = unescape(bytes, at, nameEnd);
      String value = unescape(bytes, nameEnd + 1, valueEnd);
      if (name == null || value == null) {
        return false;
      }
      labels.set(name, value);
      at = valueEnd + 1;
    }
    labels.set(Labels.NAME, field.equals("value") ? measurement : measurement + '_' + field);
    return true;
  }

  private static int partEnd(byte[] bytes, int start, int end, byte separator) {
    int at = start;
    while (at < end && bytes[at] != separator) {
      at += bytes[at] == '\\' && at + 1 < end && isSpecial(bytes[at + 1]) ? 2 : 1;
    }
    return Math.min(at, end);
  }

  private static boolean isSpecial(byte b) {
    return b == ',' || b == '=' || b == ' ';
  }

  private static @Nullable String unescape(byte[] bytes, int from, int to) {
    String text = Utf8.decode(bytes, from, to - from);
    if (text == null || text.indexOf('\\') < 0) {
      return text;
    }
    var plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escape =
          c == '\\' && i + 1 < text.length() && isSpecial((byte) Math.min(text.charAt(i + 1), 127));
      plain.append(escape ? text.charAt(++i) : c);
    }
    return plain.toString();
  }
}
