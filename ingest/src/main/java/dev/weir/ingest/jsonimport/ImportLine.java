package dev.weir.ingest.jsonimport;

import dev.weir.ingest.decode.SampleBatch;

/// Where the members of one import line lie. Reused; one thread.
final class ImportLine {
  private long metric;
  private long values;
  private long timestamps;

  /// Finds the members of the object that is the whole of `bytes[start, end)`; false when it is no
  /// object, lacks one of the three, or they are of the wrong kind. The last of members of one name
  /// counts.
  boolean read(byte[] bytes, int start, int end) {
    metric = 0;
    values = 0;
    timestamps = 0;
    if (bytes[start] != '{') {
      return false;
    }
    int at = Json.skipSpace(bytes, start + 1, end);
    while (at < end && bytes[at] == '"') {
      int nameEnd = Json.skipString(bytes, at, end);
      int colon = nameEnd < 0 ? end : Json.skipSpace(bytes, nameEnd, end);
      if (colon >= end || bytes[colon] != ':') {
        return false;
      }
      int value = Json.skipSpace(bytes, colon + 1, end);
      int valueEnd = Json.skip(bytes, value, end);
      if (valueEnd < 0) {
        return false;
      }
      member(bytes, at + 1, nameEnd - 1, value, valueEnd);
      at = Json.skipSpace(bytes, valueEnd, end);
      if (at < end && bytes[at] == ',') {
        at = Json.skipSpace(bytes, at + 1, end);
      } else {
        return at < end
            && bytes[at] == '}'
            && Json.skipSpace(bytes, at + 1, end) == end
            && metric != 0
            && values != 0
            && timestamps != 0;
      }
    }
    return false;
  }

  private void member(byte[] bytes, int name, int nameEnd, int value, int valueEnd) {
    long slice = SampleBatch.slice(value, valueEnd - value);
    if (bytes[value] == '{' && Json.is(bytes, name, nameEnd, "metric")) {
      metric = slice;
    } else if (bytes[value] == '[' && Json.is(bytes, name, nameEnd, "values")) {
      values = slice;
    } else if (bytes[value] == '[' && Json.is(bytes, name, nameEnd, "timestamps")) {
      timestamps = slice;
    }
  }

  /// Slice of the `metric` object.
  long metric() {
    return metric;
  }

  /// Slice of the `values` array.
  long values() {
    return values;
  }

  /// Slice of the `timestamps` array.
  long timestamps() {
    return timestamps;
  }
}
