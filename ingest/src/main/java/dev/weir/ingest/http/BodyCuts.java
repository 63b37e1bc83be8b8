package dev.weir.ingest.http;

import dev.weir.ingest.ring.Protocol.BodyCut;

/// Where long bodies may be cut, so that a body of 64 MiB becomes pieces that several decoders
/// share and that no batch of rows grows with the body. Pure.
public final class BodyCuts {
  /// At LFs: JSON lines.
  public static final BodyCut LINES = BodyCuts::afterLine;

  /// At LFs that end an Influx line, not those inside a quoted string field.
  public static final BodyCut INFLUX_LINES = BodyCuts::afterInfluxLine;

  /// Between the top-level fields of a protobuf message whose fields are all repeated: remote
  /// write's series.
  public static final BodyCut PROTOBUF_FIELDS = BodyCuts::afterField;

  private BodyCuts() {}

  private static int afterLine(byte[] bytes, int from, int to, int target) {
    for (int at = Math.min(to, from + target); at < to; at++) {
      if (bytes[at] == '\n') {
        return at + 1;
      }
    }
    return to;
  }

  private static int afterInfluxLine(byte[] bytes, int from, int to, int target) {
    int at = from;
    while (at < to) {
      at = influxLineEnd(bytes, at, to);
      if (at - from >= target) {
        return at;
      }
    }
    return to;
  }

  /// Position after the LF of the line at `from`. A quote opens a string only in the second section
  /// of a line (the fields), after the first space that is not escaped.
  private static int influxLineEnd(byte[] bytes, int from, int to) {
    boolean inFields = false;
    boolean inQuotes = false;
    boolean isComment = from < to && bytes[from] == '#';
    for (int at = from; at < to; at++) {
      byte b = bytes[at];
      if (b == '\\') {
        at += at + 1 < to && bytes[at + 1] != '\n' ? 1 : 0;
      } else if (b == '\n' && !inQuotes) {
        return at + 1;
      } else if (b == '"' && inFields && !isComment) {
        inQuotes = !inQuotes;
      } else if (b == ' ' && !inQuotes) {
        inFields = !inFields && at > from;
      }
    }
    return to;
  }

  private static int afterField(byte[] bytes, int from, int to, int target) {
    int at = from;
    while (at < to && at - from < target) {
      int next = fieldEnd(bytes, at, to);
      if (next < 0) {
        return to; // malformed: the decoder says so
      }
      at = next;
    }
    return at;
  }

  /// Position after the length-delimited field at `at`, or -1 when there is none.
  private static int fieldEnd(byte[] bytes, int at, int to) {
    if ((bytes[at] & 0x87) != 0x02) {
      return -1; // field number above 15, or not length-delimited
    }
    long length = 0;
    int shift = 0;
    for (int i = at + 1; i < to && shift < 35; i++, shift += 7) {
      length |= (long) (bytes[i] & 0x7f) << shift;
      if (bytes[i] >= 0) {
        return length <= to - i - 1 ? (int) (i + 1 + length) : -1;
      }
    }
    return -1;
  }
}
