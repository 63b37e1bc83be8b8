package dev.weir.query.logql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.query.engine.QueryException;
import dev.weir.storage.logs.LineFilter;
import dev.weir.storage.logs.LogPlan.Need;
import dev.weir.storage.model.Labels;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each stage by the examples of Loki's documentation and tests, and what the store is asked for.
final class LogPipelineTest {
  private static final String APP = "{app=\"test\"} ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      value = {
        "|= \"err\" ¦ an err here ¦ true",
        "|= \"err\" ¦ fine ¦ false",
        "!= \"err\" ¦ fine ¦ true",
        "!= \"err\" or \"bad\" ¦ so bad ¦ false",
        "|= \"err\" or \"bad\" ¦ so bad ¦ true",
        "|= \"err\" or \"bad\" |= \"so\" ¦ so bad ¦ true",
        "|= \"\" ¦ x ¦ true",
        "!= \"\" ¦ x ¦ false",
        "|~ \"e.+r\" ¦ an erter ¦ true",
        "|~ \"(?i)ERR\" ¦ an err ¦ true",
        "!~ \"e.+r\" ¦ an erter ¦ false",
        "|> \"<_>level=debug<_>\" ¦ ts=1 level=debug msg=x ¦ true",
        "|> \"<_>level=debug<_>\" ¦ ts=1 level=debug ¦ false",
        "|> \"<_> bar\" ¦ foo bar baz ¦ false",
        "|> \"<_> baz\" ¦ foo bar baz ¦ true",
        "|> \"foo <_>\" ¦ foo bar baz ¦ true",
        "|> \"<_> bar <_>\" ¦ .bar. ¦ false",
        "!> \"<_> baz\" ¦ foo bar baz ¦ false",
        "!> \"<_> baz\" or \"<_> bar\" ¦ foo qux ¦ true",
        "|= ip(\"192.168.0.0/16\") ¦ from 192.168.4.5 ok ¦ true",
        "|= ip(\"192.168.0.0/16\") ¦ from 192.169.4.5 ok ¦ false",
        "|= ip(\"192.168.4.5\") ¦ from 192.168.4.56 ok ¦ false",
        "|= ip(\"192.168.4.5-192.168.4.20\") ¦ 192.168.4.19 ¦ true",
        "|= ip(\"192.168.4.5-192.168.4.20\") ¦ 192.168.4.21 ¦ false",
        "!= ip(\"192.168.4.5-192.168.4.20\") ¦ 192.168.4.21 ¦ true",
        "|= ip(\"2001:db8::/32\") ¦ peer 2001:db8:1::7 up ¦ true",
        "|= ip(\"2001:db8::/32\") ¦ peer 2001:db9:1::7 up ¦ false",
        "|= ip(\"::1\") ¦ from [::1]:80 ok ¦ true",
        "|= ip(\"10.0.0.1\") or \"root\" ¦ by root ¦ true",
        "| json | __error__=\"\" ¦ no json ¦ false",
        "| json | __error__=\"JSONParserErr\" ¦ no json ¦ true",
      })
  void filters_keepWhatTheyShould(String stages, String line, boolean kept) {
    assertEquals(kept, new PipelineRun(APP + stages).keeps(line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      value = {
        "{\"a\":\"x\",\"b\":1.5,\"c\":true} ¦ {a=\"x\", b=\"1.5\", c=\"true\"}",
        "{\"a\":{\"b\":{\"c\":\"d\"},\"e\":2}} ¦ {a_b_c=\"d\", a_e=\"2\"}",
        "{\"a\":[1,2],\"b\":null,\"c\":\"y\"} ¦ {c=\"y\"}",
        "{\"a-b\":1,\"1x\":2,\"c.d\":3} ¦ {_1x=\"2\", a_b=\"1\", c_d=\"3\"}",
        "{\"a\":\"x\",\"a\":\"y\"} ¦ {a=\"x\"}",
        "{\"a\":{\"b\":1},\"a_b\":2} ¦ {a_b=\"1\"}",
        "{\"app\":\"other\"} ¦ {app_extracted=\"other\"}",
        "{\"a\":\"q\\\"\\u00fc\\n\"} ¦ {a=\"q\\\"ü\\n\"}",
        "{\"a\":\"\"} ¦ {}",
        "{\"__error__\":\"mine\"} ¦ {__error___extracted=\"mine\"}",
        "{} trailing ¦ {}",
      })
  void json_labelsWhatIsThere(String line, String labels) {
    assertEquals(labels, new PipelineRun(APP + "| json").labels(line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      value = {
        "plain text",
        "[1]",
        "\"text\"",
        "{\"a\":1",
        "{\"a\" 1}",
      })
  void json_mistake_isAnErrorOfTheLine(String line) {
    var run = new PipelineRun(APP + "| json");
    assertTrue(run.keeps(line));
    assertEquals("JSONParserErr", run.state.error());
    assertEquals("JSONParserErr", run.state.label("__error__"));
    assertFalse(run.state.errorDetails().isEmpty());
    assertEquals("JSONParserErr", run.state.merged().find("__error__"));
    assertEquals("JSONParserErr", run.state.parsed().find("__error__"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      value = {
        "a=\"b.c\"               ¦ {a=\"d\"}",
        "a=\"b[\\\"c\\\"]\"      ¦ {a=\"d\"}",
        "x=\"s[0]\", y=\"s[1].z\" ¦ {x=\"1\", y=\"2\"}",
        "first=\"s\"             ¦ {first=\"[1,{\\\"z\\\":2}]\"}",
        "o=\"b\", c=\"b.c\"      ¦ {c=\"d\", o=\"{\\\"c\\\":\\\"d\\\"}\"}",
        "m=\"missing\"           ¦ {}",
        "app=\"b.c\"             ¦ {app_extracted=\"d\"}",
        "n=\"n\"                 ¦ {}",
        "b                       ¦ {b=\"{\\\"c\\\":\\\"d\\\"}\"}",
      })
  void json_withPaths_takesOnlyThem(String paths, String labels) {
    String line = "{\"b\":{\"c\":\"d\"},\"s\":[1,{\"z\":2}],\"n\":null}";
    assertEquals(labels, new PipelineRun(APP + "| json " + paths).labels(line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      value = {
        "a=x b=\"y z\" c            ¦ {a=\"x\", b=\"y z\"}",
        "at=info duration=1ms 5xx=1 ¦ {_5xx=\"1\", at=\"info\", duration=\"1ms\"}",
        "a=\"q\\\"r\\u00e9\"        ¦ {a=\"q\\\"ré\"}",
        "a=x a=y                    ¦ {a=\"x\"}",
        "app=other                  ¦ {app_extracted=\"other\"}",
        "=x a=1 b\"c d=2            ¦ {a=\"1\", d=\"2\"}",
        "a=1=2 b=3                  ¦ {b=\"3\"}",
        "a=\"open b=3               ¦ {}",
        "a= b=                      ¦ {}",
        "\t a=1 \t b=2              ¦ {a=\"1\", b=\"2\"}",
      })
  void logfmt_labelsWhatIsThere(String line, String labels) {
    assertEquals(labels, new PipelineRun(APP + "| logfmt").labels(line));
  }

  @Test
  void logfmt_flags() {
    var strict = new PipelineRun(APP + "| logfmt --strict");
    assertEquals(
        "{__error__=\"LogfmtParserErr\", __error_details__=\"logfmt syntax error at pos 8 :"
            + " unexpected '='\", a=\"1\"}",
        strict.labels("a=1 b=2=3 c=4"));
    var keep = new PipelineRun(APP + "| logfmt --keep-empty");
    assertTrue(keep.keeps("a= b"));
    assertEquals("", keep.state.label("a"));
    assertEquals("", keep.state.label("b"));
  }

  @Test
  void logfmt_withKeys_takesOnlyThem() {
    var run = new PipelineRun(APP + "| logfmt status, d=\"took\", none");
    assertEquals("{d=\"5ms\", status=\"200\"}", run.labels("status=200 took=5ms path=/x"));
    assertEquals("", run.state.label("none"));
    assertNull(run.state.label("path"));
  }

  @Test
  void pattern_capturesFields() {
    var run =
        new PipelineRun(
            APP + "| pattern `<ip> <userid> <user> [<_>] \"<method> <path> <_>\" <status> <size>`");
    assertEquals(
        "{ip=\"127.0.0.1\", method=\"GET\", path=\"/apache_pb.gif\", size=\"2326\","
            + " status=\"200\", user=\"frank\", userid=\"user-identifier\"}",
        run.labels(
            "127.0.0.1 user-identifier frank [10/Oct/2000:13:55:36 -0700]"
                + " \"GET /apache_pb.gif HTTP/1.0\" 200 2326"));
    assertEquals("{ip=\"short\"}", run.labels("short"));
    assertEquals("{}", new PipelineRun(APP + "| pattern \"level=<l> \"").labels("other level=x "));
    assertEquals(
        "{path=\"/api\"}", new PipelineRun(APP + "| pattern \"<path>?<_>\"").labels("/api"));
  }

  @Test
  void regexp_capturesNamedGroups() {
    var run = new PipelineRun(APP + "| regexp `(?P<method>\\w+) (?P<app>\\S+)( (?P<x>y))?`");
    assertEquals("{app_extracted=\"/a\", method=\"GET\"}", run.labels("GET /a"));
    assertEquals("", run.state.label("x"));
    assertEquals("{}", run.labels("???"));
  }

  @Test
  void unpack_restoresLineAndLabels() {
    var run = new PipelineRun(APP + "| unpack |= \"inner\"");
    assertEquals(List.of(), run.pipeline.pushedDown());
    assertEquals("an inner line", run.line("{\"pod\":\"p\",\"n\":1,\"_entry\":\"an inner line\"}"));
    assertEquals("p", run.state.label("pod"));
    assertNull(run.state.label("n"));
    assertEquals("dropped", run.line("{\"pod\":\"p\",\"_entry\":\"else\"}"));
    assertEquals("{\"x\":\"inner\"}", run.line("{\"x\":\"inner\"}"));
    assertNull(run.state.label("x"));
    assertTrue(run.keeps("inner"));
    assertEquals("JSONParserErr", run.state.error());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      value = {
        "status >= 500                     ¦ true",
        "status > 503                      ¦ false",
        "status == 503                     ¦ true",
        "status != 503                     ¦ false",
        "status < 1e3                      ¦ true",
        "took > 1s                         ¦ true",
        "took <= 1500ms                    ¦ true",
        "took < 1m and size > 1KB          ¦ true",
        "size == 20MB                      ¦ true",
        "size < 20MiB                      ¦ true",
        "method = \"GET\"                  ¦ true",
        "method =~ \"G..\"                 ¦ true",
        "method =~ \"G.\"                  ¦ false",
        "method != \"GET\"                 ¦ false",
        "method !~ \"P.*\"                 ¦ true",
        "missing = \"\"                    ¦ true",
        "missing > 0                       ¦ false",
        "missing > 1s or status = 503      ¦ true",
        "addr = ip(\"10.0.0.0/8\")         ¦ true",
        "addr != ip(\"10.0.0.0/8\")        ¦ false",
        "addr = ip(\"10.1.2.4\")           ¦ false",
        "(status > 503 or method = \"GET\") and took > 1s ¦ true",
        "status > 503 , method = \"GET\"   ¦ false",
      })
  void labelFilters_keepWhatTheyShould(String filter, boolean kept) {
    String line = "status=503 took=1.5s size=20MB method=GET addr=10.1.2.3";
    assertEquals(kept, new PipelineRun(APP + "| logfmt | " + filter).keeps(line));
  }

  @Test
  void labelFilter_onWhatIsNoNumber_keepsTheLineWithAnError() {
    var run = new PipelineRun(APP + "| logfmt | status > 5");
    assertEquals(
        "{__error__=\"LabelFilterErr\", __error_details__=\"strconv.ParseFloat: parsing \\\"x\\\":"
            + " invalid syntax\", status=\"x\"}",
        run.labels("status=x"));
    var duration = new PipelineRun(APP + "| logfmt | took > 5s");
    assertTrue(duration.keeps("took=1d"));
    assertEquals("time: unknown unit \"d\" in duration \"1d\"", duration.state.errorDetails());
    var dropped = new PipelineRun(APP + "| logfmt | status > 5 | __error__=\"\"");
    assertFalse(dropped.keeps("status=x"));
    assertTrue(dropped.keeps("status=6"));
  }

  @Test
  void drop_removesLabels() {
    var run = new PipelineRun("{app=\"test\"} | logfmt | drop a, app, b=\"1\", __error__");
    assertEquals("{b=\"2\", c=\"3\"}", run.labels("a=1 b=2 c=3"));
    assertEquals("{c=\"3\"}", run.labels("a=1 b=1 c=3"));
    assertNull(run.state.label("app"));
    assertEquals(Labels.EMPTY, run.state.stream());
  }

  @Test
  void keep_removesTheOthers() {
    var run = new PipelineRun("{app=\"test\"} | json | keep a, b=\"1\"").fields("f", "x");
    assertEquals("{a=\"1\"}", run.labels("{\"a\":1,\"b\":2,\"c\":3}"));
    assertEquals(Labels.EMPTY, run.state.stream());
    assertEquals(Labels.EMPTY, run.state.structuredMetadata());
    assertTrue(run.keeps("broken"));
    assertEquals("JSONParserErr", run.state.error());
  }

  @Test
  void decolorize_removesEscapes() {
    var run = new PipelineRun(APP + "| decolorize |= \"red alert\"");
    assertEquals("a red alert", run.line("a \u001b[31mred\u001b[0m alert"));
    assertEquals("plain red alert", run.line("plain red alert"));
  }

  @Test
  void lineFormat_writesTheLine() {
    var run = new PipelineRun(APP + "| logfmt | line_format `{{.b | ToUpper}} {{.app}}` |= \"X\"");
    assertEquals(List.of(), run.pipeline.pushedDown());
    assertEquals("X test", run.line("b=x"));
    assertEquals("dropped", run.line("b=y"));
    var failing = new PipelineRun(APP + "| logfmt | line_format `{{ duration .b }}`");
    assertEquals("b=x", failing.line("b=x"));
    assertEquals("TemplateFormatErr", failing.state.error());
    assertEquals("time: invalid duration \"x\"", failing.state.errorDetails());
    var again =
        new PipelineRun(APP + "| line_format `<{{__line__}}>` | line_format `[{{__line__}}]`");
    assertEquals("[<x>]", again.line("x"));
  }

  @Test
  void labelFormat_renamesAndWrites() {
    var run = new PipelineRun(APP + "| logfmt | label_format c=a, d=`{{.b}}!`, b=`{{.d}}`");
    assertEquals("{c=\"1\", d=\"2!\"}", run.labels("a=1 b=2"));
    assertEquals("", run.state.label("b"));
    assertNull(run.state.label("a"));
    var missing = new PipelineRun(APP + "| label_format x=none");
    assertEquals("{}", missing.labels("line"));
    var stream = new PipelineRun(APP + "| label_format service=app, app=`{{.f}}`").fields("f", "g");
    assertTrue(stream.keeps("line"));
    assertEquals(Labels.of("service", "test"), stream.state.stream());
    assertEquals(Labels.of("f", "g"), stream.state.structuredMetadata());
    assertEquals(Labels.of("app", "g"), stream.state.parsed());
    var field = new PipelineRun(APP + "| label_format h=f").fields("f", "g");
    assertTrue(field.keeps("line"));
    assertEquals(Labels.of("h", "g"), field.state.structuredMetadata());
  }

  @Test
  void names_thatMeet_areExtracted() {
    var run =
        new PipelineRun(APP + "| logfmt")
            .stream("app", "test", "a", "stream").fields("a", "field", "b", "field");
    assertTrue(run.keeps("a=parsed b=parsed c=parsed"));
    assertEquals(Labels.of("app", "test", "a", "stream"), run.state.stream());
    assertEquals(Labels.of("b", "field"), run.state.structuredMetadata());
    assertEquals(
        Labels.of("a_extracted", "parsed", "b_extracted", "parsed", "c", "parsed"),
        run.state.parsed());
    assertEquals("stream", run.state.label("a"));
    assertEquals("parsed", run.state.label("a_extracted"));
    assertEquals(
        Labels.of(
            "app",
            "test",
            "a",
            "stream",
            "b",
            "field",
            "a_extracted",
            "parsed",
            "b_extracted",
            "parsed",
            "c",
            "parsed"),
        run.state.merged());
  }

  @Test
  void secondParser_doesNotReplaceWhatTheFirstFound() {
    var run = new PipelineRun(APP + "| regexp \"a=(?P<a>.)\" | logfmt");
    assertEquals("{a=\"1\", b=\"2\"}", run.labels("a=1x b=2"));
  }

  @Test
  void merged_isTheSameObjectForLinesOfOneKind() {
    var run = new PipelineRun(APP + "| logfmt | drop b");
    assertTrue(run.keeps("a=1 b=2"));
    Labels first = run.state.merged();
    assertTrue(run.keeps("a=1 b=3"));
    assertSame(first, run.state.merged());
    var plain = new PipelineRun(APP);
    assertTrue(plain.keeps("x"));
    assertEquals(Labels.of("app", "test"), plain.state.merged());
    assertTrue(plain.pipeline.isIdentity());
  }

  @Test
  void pushedDown_areTheFiltersBeforeTheLineChanges() {
    var run =
        new PipelineRun(APP + "|= \"a\" | json | x=\"1\" |~ \"b\" | decolorize |= \"c\" or \"d\"");
    assertEquals(
        List.of(
            LineFilter.contains("a"), new LineFilter(false, List.of(new LineFilter.Regex("b")))),
        run.pipeline.pushedDown());
    assertEquals(
        List.of(LineFilter.contains(" level="), LineFilter.contains(" end")),
        new PipelineRun(APP + "|> \"<_> level=<_> end\"").pipeline.pushedDown());
    assertEquals(
        List.of(LineFilter.contains("10.0.0.1")),
        new PipelineRun(APP + "|= ip(\"10.0.0.1\")").pipeline.pushedDown());
  }

  @Test
  void needs_areOnlyWhatIsRead() {
    assertEquals(Set.of(Need.LINES, Need.FIELDS), new PipelineRun(APP).pipeline.needs());
    String count = "count_over_time({app=\"test\"} |= \"x\" [1m])";
    assertEquals(Set.of(), new PipelineRun(count, Set.of()).pipeline.needs());
    assertEquals(Set.of(Need.FIELDS), new PipelineRun(count, null).pipeline.needs());
    assertEquals(Set.of(Need.FIELDS), new PipelineRun(count, Set.of("ip")).pipeline.needs());
    String bytes = "bytes_rate({app=\"test\"} |= \"x\" [1m])";
    assertEquals(Set.of(Need.LINES), new PipelineRun(bytes, Set.of()).pipeline.needs());
    String json = "count_over_time({app=\"test\"} | json [1m])";
    assertEquals(Set.of(), new PipelineRun(json, Set.of()).pipeline.needs());
    assertTrue(new PipelineRun(json, Set.of()).pipeline.isIdentity());
    assertEquals(
        Set.of(Need.LINES, Need.FIELDS), new PipelineRun(json, Set.of("a")).pipeline.needs());
  }

  @Test
  void wantedLabels_areAllThatIsExtracted() {
    String query = "count_over_time({app=\"test\"} | json | b > 1 [1m])";
    var run = new PipelineRun(query, Set.of("a", "app"));
    assertTrue(run.keeps("{\"c\":1,\"b\":2,\"a\":3}"));
    assertEquals(Labels.of("app", "test", "a", "3", "b", "2"), run.state.merged());
    assertEquals(Labels.of("a", "3"), run.state.select(List.of("a", "none")));
  }

  @Test
  void unwrap_readsTheLabelAsNumber() {
    String query = "sum_over_time({app=\"test\"} | logfmt | unwrap %s [1m])";
    var plain = new PipelineRun(query.formatted("v"), null);
    assertTrue(plain.keeps("v=1.5"));
    assertEquals(1.5, plain.state.value());
    assertFalse(plain.keeps("w=1.5"));
    assertTrue(plain.keeps("v=x"));
    assertEquals("SampleExtractionErr", plain.state.error());
    assertEquals(0, plain.state.value());
    var duration = new PipelineRun(query.formatted("duration(v)"), null);
    assertTrue(duration.keeps("v=1m30s"));
    assertEquals(90, duration.state.value());
    var bytes = new PipelineRun(query.formatted("bytes(v)"), null);
    assertTrue(bytes.keeps("v=1.5KiB"));
    assertEquals(1536, bytes.state.value());
    var filtered = new PipelineRun(query.formatted("v | __error__=\"\""), null);
    assertFalse(filtered.keeps("v=x"));
    assertTrue(filtered.keeps("v=-2"));
    assertEquals(-2, filtered.state.value());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      value = {
        "|~ \"[\" ¦ stage '|~ \"[\"' : error parsing regexp: missing closing ]: `[`",
        "|= ip(\"x\") ¦ stage '|= ip(\"x\")' : ip: invalid pattern: \"x\"",
        "| a=ip(\"1.2.3.4/33\") ¦ stage '| a=ip(\"1.2.3.4/33\")' : ip: invalid pattern: \"1.2.3.4/33\"",
        "|~ ip(\"::1\") ¦ stage '|~ ip(\"::1\")' : ip: invalid operation",
        "|> \"<a>\" ¦ stage '|> \"<a>\"' : named captures are not allowed",
        "| line_format \"{{frob}}\" ¦ stage '| line_format \"{{frob}}\"' : invalid line template: template: line:1: function \"frob\" not defined",
        "| label_format x=\"{{frob}}\" ¦ stage '| label_format x=\"{{frob}}\"' : invalid template for label 'x': template: label:1: function \"frob\" not defined",
        "| label_format x=a,x=b ¦ stage '| label_format x=a,x=b' : multiple label name 'x' not allowed in a single format operation",
        "| label_format __error__=a ¦ stage '| label_format __error__=a' : __error__ cannot be formatted",
        "| json a=\"b[\" ¦ stage '| json a=\"b[\"' : cannot parse expression [b[]: syntax error",
      })
  void compile_whatCannotBe_isNamed(String stages, String message) {
    var e = assertThrows(QueryException.class, () -> new PipelineRun(APP + stages));
    assertEquals(message, e.text());
    assertEquals(QueryException.Kind.BAD_DATA, e.kind());
  }
}
