package dev.weir.alerting.rule;

import java.nio.charset.StandardCharsets;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// The text of a file, and where things stand in it.
///
/// YAML folds, unindents and unescapes what it reads, but it never adds, drops or reorders a
/// character that is not a space: a place in a value is found again in the file by counting those.
final class SourceText {
  /// A line and a column, both from 1.
  record Place(int line, int column) {}

  private final String text;

  SourceText(String text) {
    this.text = text;
  }

  static Place place(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /// Where the character at `offset` of the value of `scalar` stands; the start of the scalar when
  /// it has no text.
  Place inside(ScalarNode scalar, int offset) {
    Mark mark = scalar.getStartMark().orElseThrow();
    int start = contentStart(mark, scalar.getScalarStyle());
    int wanted = visibleBefore(scalar.getValue(), offset);
    boolean isEnd = wanted == visibleBefore(scalar.getValue(), Integer.MAX_VALUE);
    int at = start;
    int seen = 0;
    while (at < text.length()) {
      int length = unitLength(at, scalar.getScalarStyle());
      if (!isSpace(text.charAt(at)) && seen++ == (isEnd ? wanted - 1 : wanted)) {
        return placeAt(isEnd ? at + length : at); // what is missing is missing after the last one
      }
      at += length;
    }
    return placeAt(start);
  }

  /// The offset in `value` of `line` and `byteColumn`, both from 1, as PromQL's messages count.
  static int offset(String value, int line, int byteColumn) {
    int at = 0;
    for (int i = 1; i < line && at >= 0; i++) {
      int next = value.indexOf('\n', at);
      at = next < 0 ? value.length() : next + 1;
    }
    int bytes = 1;
    while (at < value.length() && bytes < byteColumn) {
      int c = value.codePointAt(at);
      bytes += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
      at += Character.charCount(c);
    }
    return at;
  }

  private int contentStart(Mark mark, ScalarStyle style) {
    int at = index(mark);
    return switch (style) {
      case LITERAL, FOLDED, JSON_SCALAR_STYLE -> {
        int lineEnd = text.indexOf('\n', at); // the header: |, >-, |2 and a comment
        yield lineEnd < 0 ? text.length() : lineEnd + 1;
      }
      case SINGLE_QUOTED, DOUBLE_QUOTED -> at + 1;
      case PLAIN -> at;
    };
  }

  private int index(Mark mark) {
    int at = 0;
    for (int line = 0; line < mark.getLine(); line++) {
      int next = text.indexOf('\n', at);
      if (next < 0) {
        return text.length();
      }
      at = next + 1;
    }
    int left = mark.getColumn();
    while (left-- > 0 && at < text.length()) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  /// Chars in the file that make one character of the value.
  private int unitLength(int at, ScalarStyle style) {
    char c = text.charAt(at);
    boolean isEscape =
        (style == ScalarStyle.DOUBLE_QUOTED && c == '\\')
            || (style == ScalarStyle.SINGLE_QUOTED && text.startsWith("''", at));
    return isEscape ? Math.min(2, text.length() - at) : 1;
  }

  private static int visibleBefore(String value, int offset) {
    int count = 0;
    for (int i = 0; i < Math.min(offset, value.length()); i++) {
      if (!isSpace(value.charAt(i))) {
        count++;
      }
    }
    return count;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
  }

  private Place placeAt(int at) {
    int line = 1;
    int lineStart = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
      line++;
      lineStart = i + 1;
    }
    return new Place(line, text.codePointCount(lineStart, at) + 1);
  }
}
