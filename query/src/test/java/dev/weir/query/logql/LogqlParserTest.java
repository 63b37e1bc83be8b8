package dev.weir.query.logql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.query.engine.QueryException;
import dev.weir.query.logql.ast.LabelFilter;
import dev.weir.query.logql.ast.LogqlExpr;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.RangeAggregation;
import dev.weir.query.logql.ast.Stage;
import dev.weir.storage.model.Matcher;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is accepted, how it reads, and the words for what is not.
final class LogqlParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "{app=\"a\"                ¦ parse error at line 1, col 9: syntax error: unexpected $end, expecting } or ,",
        "{                          ¦ parse error at line 1, col 2: syntax error: unexpected $end, expecting IDENTIFIER or }",
        "{app                       ¦ parse error at line 1, col 5: syntax error: unexpected $end, expecting = or =~ or !~ or !=",
        "{app=                      ¦ parse error at line 1, col 6: syntax error: unexpected $end, expecting STRING",
        "{app=\"a\",                ¦ parse error at line 1, col 10: syntax error: unexpected $end, expecting IDENTIFIER",
        "{app=\"a\"} |=             ¦ parse error at line 1, col 13: syntax error: unexpected $end, expecting STRING or ip",
        "{app=\"a\"} |              ¦ parse error at line 1, col 12: syntax error: unexpected $end",
        "{app=\"a\"} | unwrap x     ¦ parse error at line 1, col 13: syntax error: unexpected unwrap",
        "{app='a'}                  ¦ parse error at line 1, col 6: invalid char literal",
        "{app=\"a}                 ¦ parse error at line 1, col 6: literal not terminated",
        "{app=\"\\q\"}             ¦ parse error at line 1, col 6: invalid char escape",
        "{app=\"\\xff\"}             ¦ parse error at line 1, col 6: invalid UTF-8 rune",
        "unk({ foo = \"bar\" }[5m]) ¦ parse error at line 1, col 1: syntax error: unexpected IDENTIFIER",
        "rate({ foo = \"bar\" }[5minutes]) ¦ parse error at line 1, col 21: not a valid duration string: \"5minutes\"",
        "rate({ foo = \"bar\" }[])  ¦ parse error at line 1, col 21: empty duration string",
        "rate({ foo = \"bar\" }[5)  ¦ parse error at line 1, col 21: missing closing ']' in duration",
        "min({ foo = \"bar\" }[5m]) ¦ parse error at line 1, col 20: syntax error: unexpected RANGE",
        "stddev({ foo = \"bar\" })  ¦ parse error at line 1, col 23: syntax error: unexpected )",
        "rate({a=\"b\"})            ¦ parse error at line 1, col 13: syntax error: unexpected )",
        "rate({a=\"b\"}[1m] offset) ¦ parse error at line 1, col 24: syntax error: unexpected ), expecting DURATION",
        "label_replace(rate({ foo = \"bar\" }[5m]),\"\") ¦ parse error at line 1, col 43: syntax error: unexpected ), expecting ,",
        "label_replace(rate({a=\"b\"}[5m]),\"foo\",\"$1\",\"bar\",\"^^^^x43\\\\q\") ¦ parse error : invalid regex in label_replace: error parsing regexp: invalid escape sequence: `\\q`",
        "bottomk(he,count_over_time({ foo = \"bar\" }[5h])) ¦ parse error at line 1, col 9: syntax error: unexpected IDENTIFIER",
        "bottomk(1.2,count_over_time({ foo = \"bar\" }[5h])) ¦ parse error : invalid parameter bottomk(1.2,",
        "topk(0,count_over_time({ foo = \"bar\" }[5h])) ¦ parse error : invalid parameter (must be greater than 0) topk(0",
        "topk(count_over_time({ foo = \"bar\" }[5h])) ¦ parse error : parameter required for operation topk",
        "sum(3 ,count_over_time({ foo = \"bar\" }[5h])) ¦ parse error : unsupported parameter for operation sum(3,",
        "rate(3,{ foo = \"bar\" }[5h]) ¦ parse error : parameter 3 not supported for operation rate",
        "quantile_over_time({a=\"b\"} | unwrap x [5m]) ¦ parse error : parameter required for operation quantile_over_time",
        "sum_over_time({a=\"b\"}[5m]) ¦ parse error : invalid aggregation sum_over_time without unwrap",
        "count_over_time({a=\"b\"} | unwrap x [5m]) ¦ parse error : invalid aggregation count_over_time with unwrap",
        "rate({a=\"b\"}[5m]) by (a) ¦ parse error : grouping not allowed for rate aggregation",
        "absent_over_time({ foo = \"bar\" }[5h]) by (foo) ¦ parse error : grouping not allowed for absent_over_time aggregation",
        "sort by (a) (rate({a=\"b\"}[5m])) ¦ parse error : sort and sort_desc doesn't allow grouping by",
        "{a=\"b\"} or {c=\"d\"}     ¦ parse error : unexpected type for left leg of binary operation (or): *syntax.MatchersExpr",
        "1 + {a=\"b\"} |= \"x\"     ¦ parse error : unexpected type for right leg of binary operation (+): *syntax.PipelineExpr",
        "rate({a=\"b\"}[5m]) and 1 ¦ parse error : unexpected literal for right leg of logical/set binary operation (and): 1.000000",
        "{a=~\"[\"}                ¦ parse error : error parsing regexp: missing closing ]: `[`",
        "{a=\"b\"} | pattern \"<a><b>\" ¦ parse error : invalid pattern parser: found consecutive capture: invalid expression",
        "{a=\"b\"} | pattern \"<_>\" ¦ parse error : invalid pattern parser: at least one capture is required",
        "{a=\"b\"} | pattern \"<a> <a>\" ¦ parse error : invalid pattern parser: duplicate capture name (a): invalid expression",
        "{a=\"b\"} | regexp \"x\"   ¦ parse error : invalid regexp parser: at least one named capture must be supplied",
        "{a=\"b\"} | json | addr>=ip(\"1.2.3.4\") ¦ parse error at line 1, col 24: syntax error: unexpected ip",
        "{}                         ¦ parse error : queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will",
        "sum(rate({app=~\".*\"}[1m])) ¦ parse error : queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will",
        "$                          ¦ parse error at line 1, col 1: syntax error: unexpected IDENTIFIER",
      })
  void parse_whatIsWrong_isSaidInLokisWords(String query, String message) {
    var e = assertThrows(QueryException.class, () -> LogqlParser.parse(query));
    assertEquals(message, e.text().strip());
    assertEquals(QueryException.Kind.BAD_DATA, e.kind());
  }

  @Test
  void parse_secondLine_isCounted() {
    var e = assertThrows(QueryException.class, () -> LogqlParser.parse("{a=\"b\"}\n |= x"));
    assertEquals(
        "parse error at line 2, col 5: syntax error: unexpected IDENTIFIER, expecting STRING or ip",
        e.text());
  }

  @Test
  void parse_empty_says$end() {
    var e = assertThrows(QueryException.class, () -> LogqlParser.parse(""));
    assertEquals("parse error at line 1, col 1: syntax error: unexpected $end", e.text());
  }

  /// Both sides are the same query: the right one as it is written back.
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      value = {
        "sum by(env)(rate({app=\"a\"}[1m])) ¦ sum by (env)(rate({app=\"a\"}[1m]))",
        "sum(rate({app=\"a\"}[1m])) by (env, x) ¦ sum by (env,x)(rate({app=\"a\"}[1m]))",
        "max without () (rate({app=\"a\"}[1m])) ¦ max without ()(rate({app=\"a\"}[1m]))",
        "{ namespace=\"buzz\", foo != \"bar\" } ¦ {namespace=\"buzz\", foo!=\"bar\"}",
        "{ foo =~ `b\\w+`,x!~\"y\"} ¦ {foo=~\"b\\\\w+\", x!~\"y\"}",
        "({a=\"b\"})                ¦ {a=\"b\"}",
        "{a=\"b\"}|=\"c\"|~\"d\"!=\"e\"!~\"f\" |> \"<_>g\" !> \"h\" ¦ {a=\"b\"} |= \"c\" |~ \"d\" != \"e\" !~ \"f\" |> \"<_>g\" !> \"h\"",
        "{a=\"b\"} |= \"c\" or \"d\" or ip(\"10.0.0.0/8\") ¦ {a=\"b\"} |= \"c\" or \"d\" or ip(\"10.0.0.0/8\")",
        "{a=\"b\"} # a comment        ¦ {a=\"b\"}",
        "count_over_time({a=\"b\"}[5m] |= \"x\") ¦ count_over_time({a=\"b\"} |= \"x\"[5m])",
        "count_over_time(({a=\"b\"} |= \"x\" [5m])) ¦ count_over_time({a=\"b\"} |= \"x\"[5m])",
        "count_over_time(({a=\"b\"} |= \"x\")[5m]) ¦ count_over_time({a=\"b\"} |= \"x\"[5m])",
        "count_over_time((({a=\"b\"})[5m] offset 1h)) ¦ count_over_time({a=\"b\"}[5m] offset 1h0m0s)",
        "rate({a=\"b\"}[5m] offset -1h30m) ¦ rate({a=\"b\"}[5m] offset -1h30m0s)",
        "rate({a=\"b\"}[5m] offset 1d |= \"x\") ¦ rate({a=\"b\"} |= \"x\"[5m] offset 24h0m0s)",
        "rate({a=\"b\"}[1y])         ¦ rate({a=\"b\"}[1y])",
        "rate({a=\"b\"}[1h30m])      ¦ rate({a=\"b\"}[1h30m])",
        "sum_over_time({a=\"b\"} | json | unwrap duration(x) | __error__=\"\" [5m]) ¦ sum_over_time({a=\"b\"} | json | unwrap duration(x) | __error__=\"\"[5m])",
        "avg_over_time(({a=\"b\"} | unwrap bytes(x))[5m]) by (a) ¦ avg_over_time({a=\"b\"} | unwrap bytes(x)[5m]) by (a)",
        "max_over_time(({a=\"b\"})[5m] | unwrap duration_seconds(x)) ¦ max_over_time({a=\"b\"} | unwrap duration_seconds(x)[5m])",
        "quantile_over_time(0.99,{a=\"b\"} | unwrap x [5m]) without (c) ¦ quantile_over_time(0.99,{a=\"b\"} | unwrap x[5m]) without (c)",
        "topk(10, sum(rate({a=\"b\"}[1m]))) ¦ topk(10,sum(rate({a=\"b\"}[1m])))",
        "approx_topk(10, rate({a=\"b\"}[1m])) ¦ approx_topk(10,rate({a=\"b\"}[1m]))",
        "sum(3 + rate({a=\"b\"}[1m])) ¦ sum(3 + rate({a=\"b\"}[1m]))",
        "1 + 2 * 3 ^ 4 ^ 5           ¦ 1 + 2 * 3 ^ 4 ^ 5",
        "(1 + 2) * 3                 ¦ (1 + 2) * 3",
        "(2 ^ 3) ^ 4                 ¦ (2 ^ 3) ^ 4",
        "1 - (2 - 3)                 ¦ 1 - (2 - 3)",
        "2 > bool -1                 ¦ 2 > bool -1",
        "vector(1)+vector(1)         ¦ vector(1) + vector(1)",
        "rate({a=\"b\"}[1m]) / on(x) group_left(y) rate({a=\"b\"}[1m]) ¦ rate({a=\"b\"}[1m]) / on (x) group_left (y) rate({a=\"b\"}[1m])",
        "rate({a=\"b\"}[1m]) > bool ignoring() group_right rate({a=\"b\"}[1m]) ¦ rate({a=\"b\"}[1m]) > bool ignoring () group_right () rate({a=\"b\"}[1m])",
        "vector(1) or vector(2) and vector(3) ¦ vector(1) or vector(2) and vector(3)",
        "(vector(1) or vector(2)) unless vector(3) ¦ (vector(1) or vector(2)) unless vector(3)",
        "label_replace(rate({a=\"b\"}[1m]), \"d\", \"$1\", \"s\", \"(.*)\") ¦ label_replace(rate({a=\"b\"}[1m]),\"d\",\"$1\",\"s\",\"(.*)\")",
        "{a=\"b\"} | json x, y=\"z[0].q\" ¦ {a=\"b\"} | json x=\"x\",y=\"z[0].q\"",
        "{a=\"b\"} | logfmt --keep-empty --strict x ¦ {a=\"b\"} | logfmt --strict --keep-empty x=\"x\"",
        "{a=\"b\"} | regexp \"(?P<x>.)\" | pattern \"<y> \" | unpack | decolorize ¦ {a=\"b\"} | regexp \"(?P<x>.)\" | pattern \"<y> \" | unpack | decolorize",
        "{a=\"b\"} | line_format \"{{.x}}\" | label_format x=y, z=`{{.w}}` ¦ {a=\"b\"} | line_format \"{{.x}}\" | label_format x=y,z=\"{{.w}}\"",
        "{a=\"b\"} | drop x, y=~\"z\" | keep w,v!=\"u\" ¦ {a=\"b\"} | drop x,y=~\"z\" | keep w,v!=\"u\"",
        "{a=\"b\"} | rate=\"a\" | duration > 1s | bytes <= 1.5KB | ip=\"x\" ¦ {a=\"b\"} | rate=\"a\" | duration>1s | bytes<=1500B | ip=\"x\"",
        "{a=\"b\"} | s >= 20MB and t < 1KiB or u = -5 ¦ {a=\"b\"} | s>=20MB and t<1KiB or u==-5",
        "{a=\"b\"} | latency >= 250ms or ( s < 500 and s > 200) ¦ {a=\"b\"} | latency>=250ms or s<500 and s>200",
        "{a=\"b\"} | x=\"1\" , y=\"2\" z=\"3\" ¦ {a=\"b\"} | x=\"1\" and (y=\"2\" and z=\"3\")",
        "{a=\"b\"} | x=\"1\" , y=\"2\" or z=\"3\" ¦ {a=\"b\"} | x=\"1\" and (y=\"2\" or z=\"3\")",
        "{a=\"b\"} | x=\"1\" and y=\"2\" or z=\"3\" ¦ {a=\"b\"} | x=\"1\" and y=\"2\" or z=\"3\"",
        "{a=\"b\"} | addr=ip(\"1.2.3.4\") | b!=ip(\"::1\") ¦ {a=\"b\"} | addr=ip(\"1.2.3.4\") | b!=ip(\"::1\")",
      })
  void format_writesBackWhatWasRead(String query, String written) {
    LogqlExpr tree = LogqlParser.parse(query);
    assertEquals(written, LogqlFormatter.format(tree));
    assertEquals(tree, LogqlParser.parse(written));
  }

  @Test
  void layOut_breaksWhatIsLong() {
    String query =
        "topk(10, sum by (a, b) (quantile_over_time(0.99, {app=\"x\"} |= \"error\" | json | unwrap"
            + " duration(took) | __error__=\"\" [5m] offset 1h)) / on (a) (vector(1) + vector(2)))";
    String laidOut =
        """
        topk(
          10,
            sum by (a, b)(
              quantile_over_time(
                0.99,
                {app="x"}
                  |= "error"
                  | json
                  | unwrap duration(took) | __error__="" [5m] offset 1h0m0s
              )
            )
          / on (a)
            (
              vector(1) + vector(2)
            )
        )\
        """;
    assertEquals(laidOut, new LogqlLayout(24).layOut(LogqlParser.parse(query)));
    assertEquals(LogqlParser.parse(query), LogqlParser.parse(laidOut));
    String brief = "sum by (env)(rate({app=\"a\"}[1m]))";
    assertEquals(brief, LogqlFormatter.layOut(LogqlParser.parse(brief)));
  }

  @Test
  void parse_commaThenOr_groupsToTheRight() {
    var query = (LogQuery) LogqlParser.parse("{a=\"b\"} | x=\"1\", y=\"2\" or z=\"3\"");
    LabelFilter filter = ((Stage.LabelFilterStage) query.stages().getFirst()).filter();
    assertEquals(
        new LabelFilter.And(
            new LabelFilter.Text(Matcher.equal("x", "1")),
            new LabelFilter.Or(
                new LabelFilter.Text(Matcher.equal("y", "2")),
                new LabelFilter.Text(Matcher.equal("z", "3")))),
        filter);
  }

  @Test
  void parse_range_isNanoseconds() {
    var rate = (RangeAggregation) LogqlParser.parse("rate({a=\"b\"}[1h30m] offset -5m)");
    assertEquals(5400_000_000_000L, rate.rangeNs());
    assertEquals(-300_000_000_000L, rate.offsetNs());
  }

  @Test
  void parseSelector_takesWhatMatchesEmpty() {
    assertEquals(
        List.of(new Matcher("a", Matcher.Op.REGEX, ".*")),
        LogqlParser.parseSelector("{a=~\".*\"}"));
    assertEquals(List.of(), LogqlParser.parseSelector("{}"));
    assertThrows(QueryException.class, () -> LogqlParser.parseSelector("{a=\"b\"} |= \"c\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "((1)+", "{a=\"b\"}|(", "sum(", "rate(("})
  void parse_nestedTooDeep_isRefused(String piece) {
    String query = piece.repeat(LogqlParser.MAX_DEPTH + 10);
    assertThrows(QueryException.class, () -> LogqlParser.parse(query));
  }

  @Test
  void parse_tooLong_isRefused() {
    String query = "{a=\"" + "b".repeat(LogqlParser.MAX_LENGTH) + "\"}";
    var e = assertThrows(QueryException.class, () -> LogqlParser.parse(query));
    assertEquals("parse error : input size too long (65542 > 65536)", e.text());
  }
}
