package dev.weir.query.promql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.query.engine.QueryException;
import dev.weir.query.promql.ast.Expr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is accepted, how it reads, and the words for what is not.
final class PromqlParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "sum(                       | 1:5: parse error: unclosed left parenthesis",
        "(1))                       | 1:4: parse error: unexpected right parenthesis ')'",
        "foo bar                    | 1:5: parse error: unexpected identifier \"bar\"",
        "1 +                        | 1:4: parse error: unexpected end of input",
        "*1                         | 1:1: parse error: unexpected <op:*>",
        "foo{                       | 1:5: parse error: unexpected end of input inside braces",
        "foo{a                      | 1:6: parse error: unexpected end of input inside braces",
        "foo{1}                     | 1:5: parse error: unexpected character inside braces: '1'",
        "foo{a=b}                   | 1:7: parse error: unexpected identifier \"b\" in label"
            + " matching, expected string",
        "foo[5m                     | 1:7: parse error: unclosed left bracket",
        "foo[0s]                    | 1:5: parse error: duration must be greater than 0",
        "foo[5mx]                   | 1:5: parse error: bad number or duration syntax: \"5mx\"",
        "sum(x)[5m]                 | 1:7: parse error: ranges only allowed for vector selectors",
        "foo offset 5m[5m]          | 1:14: parse error: no offset modifiers allowed before range",
        "foo @ 5 [5m]               | 1:9: parse error: no @ modifiers allowed before range",
        "foo offset 1m offset 2m    | 1:1: parse error: offset may not be set multiple times",
        "foo @ 1 @ 2                | 1:1: parse error: @ <timestamp> may not be set multiple times",
        "(foo) offset 1m            | 1:1: parse error: offset modifier must be preceded by an"
            + " instant vector selector or range vector selector or a subquery",
        "{}                         | 1:1: parse error: vector selector must contain at least one"
            + " non-empty matcher",
        "{a=~\".*\"}                | 1:1: parse error: vector selector must contain at least one"
            + " non-empty matcher",
        "foo{__name__=\"bar\"}      | 1:1: parse error: metric name must not be set twice: \"foo\""
            + " or \"bar\"",
        "1 == 1                     | 1:3: parse error: comparisons between scalars must use BOOL"
            + " modifier",
        "foo + bool bar             | 1:5: parse error: bool modifier can only be used on"
            + " comparison operators",
        "1 and 1                    | 1:1: parse error: set operator \"and\" not allowed in binary"
            + " scalar expression",
        "a and on(b) group_left c   | 1:1: parse error: no grouping allowed for \"and\" operation",
        "a + on(b) group_left(b) c  | 1:3: parse error: label \"b\" must not occur in ON and GROUP"
            + " clause at once",
        "1 + on(b) c                | 1:1: parse error: vector matching only allowed between"
            + " instant vectors",
        "abs(1)                     | 1:5: parse error: expected type instant vector in call to"
            + " function \"abs\", got scalar",
        "rate(foo)                  | 1:6: parse error: expected type range vector in call to"
            + " function \"rate\", got instant vector",
        "sum(1)                     | 1:5: parse error: expected type instant vector in aggregation"
            + " expression, got scalar",
        "abs()                      | 1:1: parse error: expected 1 argument(s) in call to \"abs\","
            + " got 0",
        "hour(a, b)                 | 1:1: parse error: expected at most 1 argument(s) in call to"
            + " \"hour\", got 2",
        "label_join(a)              | 1:1: parse error: expected at least 3 argument(s) in call to"
            + " \"label_join\", got 1",
        "nonsense(1)                | 1:1: parse error: unknown function with name \"nonsense\"",
        "topk(1)                    | 1:1: parse error: wrong number of arguments for aggregate"
            + " expression provided, expected 2, got 1",
        "sum()                      | 1:1: parse error: no arguments for aggregate expression"
            + " provided",
        "-\"a\"                     | 1:1: parse error: unary expression only allowed on"
            + " expressions of type scalar or instant vector, got \"string\"",
        "1[5m:]                     | 1:1: parse error: subquery is only allowed on instant vector,"
            + " got scalar instead",
        "\"a                        | 1:1: parse error: unterminated quoted string",
        "a ! b                      | 1:3: parse error: unexpected character after '!': ' '",
        "a =~ b                     | 1:3: parse error: unexpected character after '=': '~'",
        "a $ b                      | 1:3: parse error: unexpected character: '$'",
        "sum by (a b) (c)           | 1:11: parse error: unexpected identifier \"b\" in grouping"
            + " opts, expected \",\" or \")\"",
      })
  void parse_ofMistake_saysWhatAndWhere(String query, String message) {
    var error = assertThrows(QueryException.class, () -> PromqlParser.parse(query));
    assertEquals(message, error.getMessage());
    assertEquals(QueryException.Kind.BAD_DATA, error.kind());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "1 + 2 * 3 ^ 2 ^ -1                   | 1 + 2 * 3 ^ 2 ^ -1",
        "foo{a=\"b\",c!='d',e=~`f\\.`,g!~\"h\",} "
            + "| foo{a=\"b\", c!=\"d\", e=~\"f\\\\.\", g!~\"h\"}",
        "{\"a.b\", c=\"d\"}                   | {\"a.b\", c=\"d\"}",
        "{\"a.b\"=\"c\"}                      | {\"a.b\"=\"c\"}",
        "{\"plain\"}                          | plain",
        "{__name__=~\"a.+\"}                  | {__name__=~\"a.+\"}",
        "SUM(x) BY (job)                      | sum by (job) (x)",
        "sum without () (x)                   | sum without () (x)",
        "count_values by (\"a.b\") (\"v\", x) | count_values by (\"a.b\") (\"v\", x)",
        "a + on(x) group_left(y, z) b         | a + on (x) group_left (y, z) b",
        "a > bool ignoring(x) b               | a > bool ignoring (x) b",
        "a unless on() b                      | a unless on () b",
        "foo[1h30m] offset -5m                | foo[1h30m] offset -5m",
        "foo[1m0s]                            | foo[1m]",
        "foo[90]                              | foo[1m30s]",
        "foo @ 1609746000 offset 1w           | foo @ 1609746000.000 offset 1w",
        "foo offset 1d @ end()                | foo @ end() offset 1d",
        "rate(foo[5m] @ start())              | rate(foo[5m] @ start())",
        "max_over_time(a[1h:] offset 5m)      | max_over_time(a[1h:] offset 5m)",
        "avg_over_time((a + b)[30s:10s])      | avg_over_time((a + b)[30s:10s])",
        "-foo                                 | -foo",
        "-(1)                                 | -(1)",
        "0x1F + 1_000 + .5 + 1e3 + 1E-3       | 31 + 1000 + 0.5 + 1000 + 0.001",
        "Inf + nan + 5m                       | +Inf + NaN + 5m",
        "\"\\u00e9\\x41\\n\\\"\"              | \"\u00e9A\\n\\\"\"",
        "a atan2 b                            | a atan2 b",
        "by                                   | by",
        "sum                                  | sum",
        "sum(by) by (on, sum)                 | sum by (on, sum) (by)",
        "a:b:c + :x                           | a:b:c + :x",
        "a # comment                          | a",
        "time()                               | time()",
        "a + fill(0) b                        | a + fill (0) b",
        "topk(5, a)                           | topk(5, a)",
      })
  void parse_thenPrint_isTheSameInOneForm(String query, String printed) {
    Expr expr = PromqlParser.parse(query);
    assertEquals(printed, PromqlPrinter.print(expr));
    assertEquals(printed, PromqlPrinter.print(PromqlParser.parse(printed)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a - b - c", "a ^ b ^ c", "a or b and c", "-a ^ b", "-1 ^ 2", "a == b + c"})
  void parse_bindsAsPrometheusDoes(String query) {
    String shape =
        switch (query) {
          case "a - b - c" -> "((a - b) - c)";
          case "a ^ b ^ c" -> "(a ^ (b ^ c))";
          case "a or b and c" -> "(a or (b and c))";
          case "-a ^ b" -> "-(a ^ b)";
          case "-1 ^ 2" -> "-(1 ^ 2)";
          default -> "(a == (b + c))";
        };
    assertEquals(shape, shape(PromqlParser.parse(query)));
  }

  private static String shape(Expr expr) {
    return switch (expr) {
      case Expr.Binary b ->
          "(" + shape(b.left()) + " " + b.op().symbol() + " " + shape(b.right()) + ")";
      case Expr.Unary u -> (u.negative() ? "-" : "+") + shape(u.expr());
      default -> PromqlPrinter.print(expr);
    };
  }

  @Test
  void parse_ofDeepNesting_isRefusedNotOverflowed() {
    String query = "(".repeat(100_000) + "1" + ")".repeat(100_000);
    var error = assertThrows(QueryException.class, () -> PromqlParser.parse(query));
    assertTrue(error.text().contains("nested too deeply"), error.text());
  }

  @Test
  void parse_ofNothing_saysSo() {
    var error = assertThrows(QueryException.class, () -> PromqlParser.parse("  # only a comment"));
    assertTrue(error.text().contains("no expression found in input"), error.text());
  }

  @Test
  void error_onALaterLine_namesIt() {
    var error = assertThrows(QueryException.class, () -> PromqlParser.parse("sum(\n  a b\n)"));
    assertEquals("2:5: parse error: unexpected identifier \"b\"", error.getMessage());
  }

  @Test
  void format_ofALongQuery_breaksLines() {
    String query =
        "sum by (instance, job) (rate(http_request_duration_seconds_bucket{environment=\"production\""
            + "}[5m])) / on (instance) group_left (job) count by (instance) (up{environment=\"production\"})";
    assertEquals(
        "  sum by (instance, job) (rate(http_request_duration_seconds_bucket"
            + "{environment=\"production\"}[5m]))\n"
            + "/ on (instance) group_left (job)\n"
            + "  count by (instance) (up{environment=\"production\"})",
        PromqlPrinter.format(PromqlParser.parse(query)));
  }

  @Test
  void parseSelector_takesSelectorsOnly() {
    assertEquals(2, PromqlParser.parseSelector("up{job=\"a\"}").size());
    assertThrows(QueryException.class, () -> PromqlParser.parseSelector("up + 1"));
    assertThrows(QueryException.class, () -> PromqlParser.parseSelector("up offset 5m"));
    assertThrows(QueryException.class, () -> PromqlParser.parseSelector(""));
  }
}
