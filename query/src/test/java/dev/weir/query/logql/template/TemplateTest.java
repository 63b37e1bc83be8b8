package dev.weir.query.logql.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.query.template.Template;
import dev.weir.query.template.TemplateException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Templates by the examples of Loki's documentation and the rules of Go's `text/template`.
final class TemplateTest {
  private static final Map<String, String> LABELS =
      Map.of(
          "level", "info",
          "path", "/api/users",
          "status", "503",
          "took", "1.5s",
          "size", "20KB",
          "json", "{\"a\":{\"b\":\"c\"},\"list\":[1,\"two\"]}",
          "text", "  a b  ",
          "url", "a%20b%26c+d");

  /// The labels above, with a line and a time.
  private record Line() implements LineTemplateSource {
    @Override
    public String field(String name) {
      return LABELS.getOrDefault(name, "");
    }

    @Override
    public Map<String, String> fields() {
      return LABELS;
    }

    @Override
    public String line() {
      return "the line";
    }

    @Override
    public long timestampNs() {
      return 1_700_000_000_123_456_789L;
    }
  }

  private static String run(String template) {
    var out = new StringBuilder();
    LineTemplates.compile("line", template).execute(new Line(), out);
    return out.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "plain¦plain",
        "{{.level}}: {{ .path }}¦info: /api/users",
        "[{{.missing}}]¦[]",
        "{{ .level | ToUpper }}¦INFO",
        "{{ ToUpper .level }}¦INFO",
        "{{ .level | upper | lower }}¦info",
        "a  {{- .level -}}  b¦ainfob",
        "{{/* comment */}}x¦x",
        "{{ \"a\\tb\" }}{{ `c\\d` }}{{ 'x' }}¦a\tbc\\d120",
        "{{ 100000.5 }} {{ 1234567.0 }} {{ 1e5 }} {{ 0.0001 }} {{ 0.00001 }}¦100000.5 1.234567e+06 100000 0.0001 1e-05",
        "{{ printf \"%g %.4g %.3g %.2g %e\" 1234567.0 1234.5 1000.0 1234.5 0.5 }}¦1.234567e+06 1234 1e+03 1.2e+03 5.000000e-01",
        "{{ html \"<a&b>\" }} {{ urlquery \"a b&c\" }} {{ slice \"abcdef\" 1 3 }}¦&lt;a&amp;b&gt; a+b%26c bc",
        "{{ 1.50 }} {{ -3 }} {{ 1e30 }} {{ 0x10 }} {{ true }}¦1.5 -3 1e+30 16 true",
        "{{ if eq .level \"info\" }}yes{{ else }}no{{ end }}¦yes",
        "{{ if eq .level \"warn\" }}a{{ else if eq .level \"info\" }}b{{ else }}c{{ end }}¦b",
        "{{ if and .level .missing }}yes{{ else }}no{{ end }}¦no",
        "{{ or .missing .level }}¦info",
        "{{ not .missing }}¦true",
        "{{ with .level }}<{{ . }}>{{ end }}{{ with .missing }}x{{ else }}none{{ end }}¦<info>none",
        "{{ $x := .level }}{{ $x }}{{ $x = \"new\" }}{{ $x }}¦infonew",
        "{{ $.level }}¦info",
        "{{ range $i, $e := (fromJson .json).list }}{{ $i }}={{ $e }};{{ end }}¦0=1;1=two;",
        "{{ range $k, $v := . }}{{ if eq $k \"level\" }}{{ $v }}{{ end }}{{ end }}¦info",
        "{{ range 5 }}{{ if eq . 3 }}{{ break }}{{ end }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ . }}{{ end }}¦02",
        "{{ (fromJson .json).a.b }}¦c",
        "{{ index (fromJson .json).list 1 }}¦two",
        "{{ len .level }}¦4",
        "{{ __line__ }}¦the line",
        "{{ __line__ | ToUpper }}¦THE LINE",
        "{{ __timestamp__ | date \"2006-01-02T15:04:05.000Z07:00\" }}¦2023-11-14T22:13:20.123Z",
        "{{ date \"Mon Jan _2 3:04PM 06\" __timestamp__ }}¦Tue Nov 14 10:13PM 23",
        "{{ __timestamp__ }} {{ __timestamp__ | date \"MST -0700 Z0700\" }}¦2023-11-14 22:13:20.123456789 +0000 UTC UTC +0000 Z",
        "{{ title \"o'neill aa_bb\" }}¦O'Neill Aa_bb",
        "{{ __timestamp__ | unixEpoch }} {{ __timestamp__ | unixEpochMillis }} {{ __timestamp__ | unixEpochNanos }}¦1700000000 1700000000123 1700000000123456789",
        "{{ \"2023-11-14\" | toDate \"2006-01-02\" | unixEpoch }}¦1699920000",
        "{{ toDateInZone \"2006-01-02\" \"Europe/Berlin\" \"2023-11-14\" | unixEpoch }}¦1699916400",
        "{{ unixToTime \"1700000000\" | date \"15:04:05\" }}¦22:13:20",
        "{{ printf \"%s-%5d|%-6s|%06.2f|%x|%q|%v|%t|%%\" .level 42 \"ab\" 3.14159 255 \"q\" 1.5 true }}¦info-   42|ab    |003.14|ff|\"q\"|1.5|true|%",
        "{{ printf \"%d\" .level }}¦%!d(string=info)",
        "{{ printf \"%s %s\" .level }}¦info %!s(MISSING)",
        "{{ .text | trim }}|{{ TrimSpace .text }}|{{ TrimLeft .text \" \" }}|{{ TrimRight .text \" \" }}¦a b|a b|a b  |  a b",
        "{{ trimAll \"/\" .path }} {{ trimPrefix \"/api\" .path }} {{ .path | trimSuffix \"users\" }}¦api/users /users /api/",
        "{{ Trim \"xxaxx\" \"x\" }} {{ TrimPrefix .path \"/\" }} {{ TrimSuffix .path \"s\" }}¦a api/users /api/user",
        "{{ .path | replace \"/\" \"_\" }} {{ Replace .path \"/\" \"_\" 1 }} {{ Replace .path \"/\" \"_\" -1 }}¦_api_users _api/users _api_users",
        "{{ .path | substr 1 4 }} {{ substr -1 4 .path }} {{ substr 5 -1 .path }}¦api /api users",
        "{{ trunc 4 .path }} {{ trunc -5 .path }}¦/api users",
        "{{ contains \"api\" .path }} {{ hasPrefix \"/api\" .path }} {{ hasSuffix \"x\" .path }}¦true true false",
        "{{ default \"none\" .missing }} {{ .level | default \"none\" }}¦none info",
        "{{ repeat 3 \"ab\" }} {{ title \"hello big world\" }}¦ababab Hello Big World",
        "{{ indent 2 \"a\\nb\" }}{{ nindent 1 \"c\" }}¦  a⏎  b⏎ c",
        "[{{ alignLeft 6 .level }}] [{{ alignRight 6 .level }}] [{{ alignLeft 2 .level }}] [{{ alignRight 2 .level }}]¦[info  ] [  info] [in] [fo]",
        "{{ add 1 2 3 }} {{ sub 5 2 }} {{ mul 3 4 }} {{ div 7 2 }} {{ mod 7 2 }}¦6 3 12 3 1",
        "{{ add .status 1 }} {{ .status | int }} {{ max 1 5 3 }} {{ min 4 2 }}¦504 503 5 2",
        "{{ addf 0.1 0.2 }} {{ divf 10 4 }} {{ mulf 1.5 2 }} {{ subf 1 0.9 }}¦0.3 2.5 3 0.1",
        "{{ ceil 1.2 }} {{ floor 1.8 }} {{ round 1.256 2 }} {{ float64 \"1.5\" }}¦2 1 1.26 1.5",
        "{{ duration .took }} {{ duration_seconds \"1m\" }} {{ bytes .size }}¦1.5 60 20000",
        "{{ regexReplaceAll \"(a)(p)\" .path \"$2${1}\" }} {{ regexReplaceAllLiteral \"a\" .path \"$1\" }}¦/pai/users /$1pi/users",
        "{{ count \"s\" .path }}¦2",
        "{{ .url | urldecode }} {{ urlencode \"a b&c*~\" }}¦a b&c d a+b%26c%2A~",
        "{{ b64enc \"hello\" }} {{ b64dec \"aGVsbG8=\" }}¦aGVsbG8= hello",
        "{{ lt 1 2 }} {{ ge \"b\" \"a\" }} {{ ne .level \"info\" }} {{ eq .level \"x\" \"info\" }}¦true true false true",
        "{{ if gt (int .status) 500 }}bad{{ end }}¦bad",
        "{{ print 1 2 \"a\" 3 }}{{ println \"x\" }}¦1 2a3x⏎",
      })
  void execute_writes(String template, String expected) {
    assertEquals(expected.replace('⏎', '\n'), run(template));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      value = {
        "{{ frobnicate .a }} ¦ template: line:1: function \"frobnicate\" not defined",
        "{{ .a ¦ template: line:1: unclosed action",
        "{{ if .a }}x ¦ template: line:1: unexpected EOF",
        "{{ end }} ¦ template: line:1: unexpected {{end}}",
        "{{ else }} ¦ template: line:1: unexpected {{else}}",
        "{{ }} ¦ template: line:1: missing value for command",
        "{{ define \"x\" }}{{ end }} ¦ template: line:1: {{define}} is not supported",
        "{{ \"open }} ¦ template: line:1: unterminated quoted string",
        "{{ (.a }} ¦ template: line:1: unclosed left paren",
        "{{ $x }} ¦ template: line:1: undefined variable \"$x\"",
        "{{ if .a }}{{ $x := 1 }}{{ end }}{{ $x }} ¦ template: line:1: undefined variable \"$x\"",
        "{{ 1 .a }} ¦ template: line:1: can't give argument to non-function",
        "{{ break }} ¦ template: line:1: {{break}} outside {{range}}",
        "{{ .a | }} ¦ template: line:1: missing value for command",
      })
  void compile_whatIsWrong_isSaid(String template, String message) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> LineTemplates.compile("line", template));
    assertEquals(message, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      value = {
        "{{ div 1 0 }} ¦ runtime error: integer divide by zero",
        "{{ lt 1 \"a\" }} ¦ incompatible types for comparison",
        "{{ .level.x }} ¦ can't evaluate field x in type string",
        "{{ ToUpper 1 }} ¦ wrong type for value; expected string; got int",
        "{{ ToUpper }} ¦ wrong number of args for ToUpper: want 1 got 0",
        "{{ duration .level }} ¦ time: invalid duration \"info\"",
        "{{ repeat 1000000 .path }} ¦ text longer than 262144 characters",
        "{{ range 9999 }}{{ range 9999 }}x{{ end }}{{ end }} ¦ range: more than 10000 rounds",
        "{{ index (fromJson .json).list 7 }} ¦ index out of range: 7",
        "{{ regexReplaceAll \"[\" .path \"\" }} ¦ error parsing regexp: missing closing ]: `[`",
      })
  void execute_whatCannotBe_isSaid(String template, String message) {
    var e = assertThrows(TemplateException.class, () -> run(template));
    assertEquals(message, e.text());
  }

  @Test
  void execute_manyWrites_areBounded() {
    String big = "{{ range 9000 }}{{ repeat 100 \"x\" }}{{ end }}";
    var e = assertThrows(TemplateException.class, () -> run(big));
    assertEquals("output longer than 262144 characters", e.text());
  }

  @Test
  void fields_areThoseRead() {
    Template template =
        LineTemplates.compile("line", "{{ .a }}{{ if $.b }}{{ upper .c.d }}{{ end }}");
    assertEquals(Set.of("a", "b", "c"), template.fields());
    assertFalse(LineTemplates.readsLine(template));
    assertNull(LineTemplates.compile("line", "{{ . }}").fields());
    assertTrue(LineTemplates.readsLine(LineTemplates.compile("line", "{{ __line__ }}")));
  }
}
