package dev.weir.ingest.syslog;

import dev.weir.ingest.decode.LogEntries;
import dev.weir.storage.model.LabelNames;
import java.nio.charset.StandardCharsets;

/// Structured data of RFC 5424: `[id name="value" ...][id2 ...]`. In values `\"`, `\\` and `\]`
/// stand for the second character; any other backslash is one.
final class StructuredData {
  private StructuredData() {}

  /// Position after the elements that begin at `at`, or -1 when they are malformed.
  static int end(byte[] bytes, int at, int end) {
    int next = at;
    while (next < end && bytes[next] == '[') {
      next = elementEnd(bytes, next, end);
      if (next < 0) {
        return -1;
      }
    }
    return next > at && (next == end || bytes[next] == ' ') ? next : -1;
  }

  private static int elementEnd(byte[] bytes, int start, int end) {
    int at = nameEnd(bytes, start + 1, end);
    if (at == start + 1) {
      return -1;
    }
    while (at < end && bytes[at] == ' ') {
      int name = at + 1;
      int nameEnd = nameEnd(bytes, name, end);
      if (nameEnd == name) {
        break; // rsyslog and others leave a blank before the bracket
      }
      if (nameEnd + 1 >= end || bytes[nameEnd] != '=' || bytes[nameEnd + 1] != '"') {
        return -1;
      }
      at = valueEnd(bytes, nameEnd + 2, end) + 1;
      if (at == 0) {
        return -1;
      }
    }
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    return at < end && bytes[at] == ']' ? at + 1 : -1;
  }

  /// End of a name: printable ASCII without `=`, blank, `]` and `"`.
  private static int nameEnd(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end
        && bytes[at] > ' '
        && bytes[at] < 0x7f
        && bytes[at] != '='
        && bytes[at] != ']'
        && bytes[at] != '"') {
      at++;
    }
    return at;
  }

  /// Position of the quote that ends the value at `from`, or -1.
  private static int valueEnd(byte[] bytes, int from, int end) {
    for (int at = from; at < end; at++) {
      switch (bytes[at]) {
        case '"' -> {
          return at;
        }
        case ']' -> {
          return -1;
        }
        case '\\' -> at += at + 1 < end && isEscaped(bytes[at + 1]) ? 1 : 0;
        default -> {}
      }
    }
    return -1;
  }

  private static boolean isEscaped(byte b) {
    return b == '"' || b == '\\' || b == ']';
  }

  /// Adds the parameters in `bytes[from, to)`, which [#end] found good, as fields `<id>_<name>`.
  static void fields(byte[] bytes, int from, int to, LogEntries entries) {
    int at = from;
    while (at < to) {
      int idEnd = nameEnd(bytes, at + 1, to);
      String id = text(bytes, at + 1, idEnd);
      at = idEnd;
      while (bytes[at] == ' ') {
        int name = at + 1;
        int nameEnd = nameEnd(bytes, name, to);
        if (nameEnd == name) {
          at++;
          continue;
        }
        int valueEnd = valueEnd(bytes, nameEnd + 2, to);
        String field = LabelNames.of(id + '_' + text(bytes, name, nameEnd));
        value(field, bytes, nameEnd + 2, valueEnd, entries);
        at = valueEnd + 1;
      }
      at++; // the bracket
    }
  }

  private static void value(String field, byte[] bytes, int from, int to, LogEntries entries) {
    byte[] plain = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\' && i + 1 < to && isEscaped(bytes[i + 1])) {
        i++;
      }
      plain[length++] = bytes[i];
    }
    entries.field(field, plain, 0, length);
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
