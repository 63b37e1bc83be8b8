package dev.weir.query.logql;

import dev.weir.query.engine.QueryException;
import dev.weir.query.logql.text.GoValues;
import dev.weir.query.promql.Durations;
import dev.weir.query.promql.GoText;
import java.util.Locale;
import java.util.Set;

/// Cuts a query into tokens, one at a time, so that a mistake is reported only when the parser
/// comes to its place. Whether a name is a function depends on what follows it: `rate` is a label
/// name in `| rate > 5`. Facts of the language: Loki 3, `pkg/logql/syntax/lex.go`.
final class LogqlLexer {
  private static final Set<String> FUNCTIONS =
      Set.of(
          "rate",
          "rate_counter",
          "count_over_time",
          "bytes_rate",
          "bytes_over_time",
          "avg_over_time",
          "sum_over_time",
          "min_over_time",
          "max_over_time",
          "stdvar_over_time",
          "stddev_over_time",
          "quantile_over_time",
          "first_over_time",
          "last_over_time",
          "absent_over_time",
          "vector",
          "sum",
          "avg",
          "max",
          "min",
          "count",
          "stddev",
          "stdvar",
          "bottomk",
          "topk",
          "approx_topk",
          "sort",
          "sort_desc",
          "label_replace",
          "bytes",
          "duration",
          "duration_seconds",
          "ip");

  private static final Set<String> WORDS =
      Set.of(
          "by",
          "without",
          "bool",
          "offset",
          "on",
          "ignoring",
          "group_left",
          "group_right",
          "or",
          "and",
          "unless",
          "json",
          "regexp",
          "logfmt",
          "unpack",
          "pattern",
          "label_format",
          "line_format",
          "decolorize",
          "drop",
          "keep",
          "unwrap");

  private static final Set<String> FLAGS = Set.of("--strict", "--keep-empty");
  private static final Set<String> PAIRS =
      Set.of("!=", "=~", "!~", "!>", "|=", "|~", "|>", "==", ">=", "<=");
  private static final String SINGLES = ",.{}=|()[]+-*/%^<>";

  private final String text;
  private int at;
  private int line = 1;
  private int lineStart;
  private int tokenLine;
  private int tokenColumn;

  LogqlLexer(String text) {
    this.text = text;
  }

  /// The next token, `END` again and again at the end.
  LogqlToken next() {
    skipBlanks();
    mark();
    if (at == text.length()) {
      return token(TokenKind.END, "");
    }
    int c = text.codePointAt(at);
    if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      return number();
    }
    if (c == '"' || c == '`') {
      return string((char) c);
    }
    if (c == '\'') {
      throw error("invalid char literal");
    }
    if (c == '[') {
      return range();
    }
    if (c == '_' || Character.isLetter(c)) {
      return word();
    }
    return symbol(c);
  }

  private LogqlToken symbol(int c) {
    if (c == '-') {
      LogqlToken special = peek(1) == '-' ? flag() : negativeDuration();
      if (special.kind() != TokenKind.END) {
        return special;
      }
    }
    if (at + 2 <= text.length() && PAIRS.contains(text.substring(at, at + 2))) {
      at += 2;
      return token(TokenKind.SYMBOL, text.substring(at - 2, at));
    }
    String one = Character.toString(c);
    at += one.length();
    return token(SINGLES.contains(one) ? TokenKind.SYMBOL : TokenKind.ILLEGAL, one);
  }

  private LogqlToken flag() {
    int end = at;
    while (end < text.length() && (Character.isLetter(text.charAt(end)) || peekIs(end, '-'))) {
      end++;
    }
    String flag = text.substring(at, end);
    if (!FLAGS.contains(flag)) {
      return token(TokenKind.END, "");
    }
    at = end;
    return token(TokenKind.FLAG, flag);
  }

  /// `-5m`; an END token when it is not one.
  private LogqlToken negativeDuration() {
    int end = quantityEnd(at + 1, "nuµmshdwy");
    long nanos = GoValues.duration(text.substring(at, end));
    return end == at + 1 || nanos == GoValues.NO_DURATION
        ? token(TokenKind.END, "")
        : quantity(TokenKind.DURATION, end, nanos);
  }

  private LogqlToken number() {
    int plainEnd = numberEnd();
    int end = quantityEnd(plainEnd, "nuµmshdwy");
    if (end > plainEnd) {
      long nanos = GoValues.duration(text.substring(at, end));
      if (nanos != GoValues.NO_DURATION) {
        return quantity(TokenKind.DURATION, end, nanos);
      }
    }
    end = quantityEnd(plainEnd, "BikKMGTP");
    if (end > plainEnd) {
      double bytes = GoValues.bytes(text.substring(at, end));
      if (bytes < 9.2e18) { // not NaN either
        return quantity(TokenKind.BYTES, end, (long) bytes);
      }
    }
    return quantity(TokenKind.NUMBER, plainEnd, 0);
  }

  private LogqlToken quantity(TokenKind kind, int end, long value) {
    String written = text.substring(at, end);
    at = end;
    return token(kind, written, value);
  }

  private int numberEnd() {
    int end = at;
    if (text.charAt(end) == '0' && (peek(1) == 'x' || peek(1) == 'X')) {
      end += 2;
      while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
        end++;
      }
      return end;
    }
    end = digitsEnd(end);
    if (peekIs(end, '.')) {
      end = digitsEnd(end + 1);
    }
    if (peekIs(end, 'e') || peekIs(end, 'E')) {
      int exponent = peekIs(end + 1, '+') || peekIs(end + 1, '-') ? end + 2 : end + 1;
      if (exponent < text.length() && isDigit(text.charAt(exponent))) {
        return digitsEnd(exponent);
      }
    }
    return end;
  }

  private int digitsEnd(int from) {
    int end = from;
    while (end < text.length() && (isDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    return end;
  }

  private int quantityEnd(int from, String units) {
    int end = from;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (!isDigit(c) && c != '.' && units.indexOf(c) < 0) {
        return end;
      }
      end++;
    }
    return end;
  }

  private LogqlToken range() {
    int close = text.indexOf(']', at);
    if (close < 0) {
      throw error("missing closing ']' in duration");
    }
    String written = text.substring(at + 1, close);
    if (written.isEmpty()) {
      throw error("empty duration string");
    }
    long millis = Durations.parse(written);
    if (millis < 0 || millis > Long.MAX_VALUE / 1_000_000) {
      throw error("not a valid duration string: " + GoText.quote(written));
    }
    countLines(at, close);
    at = close + 1;
    return token(TokenKind.RANGE, written, millis * 1_000_000);
  }

  private LogqlToken string(char quote) {
    int end = at + 1;
    while (true) {
      if (end >= text.length() || (quote == '"' && text.charAt(end) == '\n')) {
        throw error("literal not terminated");
      }
      char c = text.charAt(end++);
      if (c == quote) {
        break;
      }
      if (c == '\\' && quote == '"') {
        end++;
      }
    }
    String literal = text.substring(at, end);
    countLines(at, end);
    at = end;
    String value;
    try {
      value = GoText.unquote(literal);
    } catch (IllegalArgumentException e) {
      throw error("invalid char escape");
    }
    if (!GoText.isValidUtf8(value)) {
      throw error("invalid UTF-8 rune"); // "\xff": lines are looked for as text
    }
    return token(TokenKind.STRING, value);
  }

  private LogqlToken word() {
    int end = at;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      if (c != '_' && !Character.isLetterOrDigit(c)) {
        break;
      }
      end += Character.charCount(c);
    }
    String written = text.substring(at, end);
    at = end;
    String word = written.toLowerCase(Locale.ROOT);
    if (FUNCTIONS.contains(word)) {
      return isCalled() ? token(TokenKind.FUNCTION, word) : token(TokenKind.IDENTIFIER, written);
    }
    return WORDS.contains(word)
        ? token(TokenKind.WORD, word)
        : token(TokenKind.IDENTIFIER, written);
  }

  /// True when what follows makes the word before a function: `(`, `by (`, `without (`.
  private boolean isCalled() {
    int next = blanksEnd(at);
    if (peekIs(next, '(')) {
      return true;
    }
    for (String word : new String[] {"by", "without"}) {
      if (text.regionMatches(true, next, word, 0, word.length())) {
        return peekIs(blanksEnd(next + word.length()), '(');
      }
    }
    return false;
  }

  private int blanksEnd(int from) {
    int end = from;
    while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        at++;
        if (c == '\n') {
          line++;
          lineStart = at;
        }
      } else {
        return;
      }
    }
  }

  private void countLines(int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
  }

  private void mark() {
    tokenLine = line;
    tokenColumn = text.codePointCount(lineStart, at) + 1;
  }

  private LogqlToken token(TokenKind kind, String text) {
    return token(kind, text, 0);
  }

  private LogqlToken token(TokenKind kind, String text, long number) {
    return new LogqlToken(kind, text, number, tokenLine, tokenColumn);
  }

  private QueryException error(String message) {
    return LogqlError.at(tokenLine, tokenColumn, message);
  }

  private int peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : -1;
  }

  private boolean peekIs(int index, char c) {
    return index < text.length() && text.charAt(index) == c;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
