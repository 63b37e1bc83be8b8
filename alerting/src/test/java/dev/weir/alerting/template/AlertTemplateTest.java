package dev.weir.alerting.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.query.template.TemplateException;
import dev.weir.storage.model.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Templates of alerts. The expectations of [#expand_asPromtool_writes] are what `promtool test
/// rules` wrote for the same templates over the same series.
final class AlertTemplateTest {
  private static final TemplateData DATA =
      new TemplateData(
          Labels.of("__name__", "metric", "instance", "db-1.example.com:9100", "job", "node"),
          1234567.891,
          Labels.of("cluster", "eu"),
          "http://host:9090/prom");

  private static List<TemplateSample> query(String expr) {
    return switch (expr) {
      case "other" ->
          List.of(
              new TemplateSample(Labels.of("__name__", "other", "instance", "b", "n", "10"), 2),
              new TemplateSample(Labels.of("__name__", "other", "instance", "a", "n", "9"), 1));
      case "none" -> List.of();
      default -> throw new IllegalStateException("parse error");
    };
  }

  private static String expand(String text) {
    return AlertTemplate.compile("A.summary", text).expand(DATA, AlertTemplateTest::query);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{{ $labels.nope }}|{{ .Labels.nope }}|{{ $labels.instance }}|{{ $value }}|{{ .Value }}¦||db-1.example.com:9100|1.234567891e+06|1.234567891e+06",
        "{{ 1234567.0 }} {{ 1e20 }} {{ 1e21 }} {{ 123456.5 }} {{ 0.0001 }} {{ 0.00001 }}¦1.234567e+06 1e+20 1e+21 123456.5 0.0001 1e-05",
        "{{ printf \"%g %v %e %.3e %f %.2f %d %s %q %5.1f|%-8s|\" $value $value $value $value $value $value 3 \"x\" \"y\" 1.25 \"ab\" }}¦1.234567891e+06 1.234567891e+06 1.234568e+06 1.235e+06 1234567.891000 1234567.89 3 x \"y\"   1.2|ab      |",
        "{{ humanize $value }} {{ humanize1024 $value }} {{ humanizeDuration $value }} {{ humanizePercentage 0.1234 }} {{ humanizeTimestamp 1435065584.128 }}¦1.235M 1.177Mi 14d 6h 56m 7s 12.34% 2015-06-23 13:19:44.128 +0000 UTC",
        "{{ stripPort $labels.instance }} {{ stripDomain $labels.instance }}¦db-1.example.com db-1:9100",
        "{{ graphLink \"up == 0\" }} {{ tableLink \"up{a=\\\"b c\\\"}\" }}¦/graph?g0.expr=up+%3D%3D+0&g0.tab=0 /graph?g0.expr=up%7Ba%3D%22b+c%22%7D&g0.tab=1",
        "{{ range query \"other\" }}{{ .Labels.instance }}={{ .Value }};{{ end }}¦b=2;a=1;",
        "{{ with query \"other\" }}{{ . | first | value | humanize }}{{ end }}¦2",
        "{{ query \"other\" | first | label \"instance\" }}¦b",
        "{{ range query \"other\" | sortByLabel \"n\" }}{{ .Labels.n }},{{ end }}¦10,9,",
        "{{ query \"other\" | first | strvalue }}|¦|",
        "{{ define \"x\" }}[{{ .arg0 }} {{ .arg1 }}]{{ end }}{{ template \"x\" (args 1 \"b\") }}¦[1 b]",
        "{{ reReplaceAll \"(.*)\\\\.example\" \"$1!\" \"db.example.com\" }} {{ match \"a.*b\" \"xaxxb\" }} {{ title \"aa bb\" }} {{ toUpper \"a\" }} {{ toLower \"B\" }} {{ safeHtml \"<a>\" }}¦db!.com true Aa Bb A b <a>",
        "{{ parseDuration \"1h5m\" }} {{ toTime 1500000000.5 }} {{ (toTime 1500000000).Format \"2006\" }}¦3900 2017-07-14 02:40:00.5 +0000 UTC 2017",
        "{{ $labels }}¦map[__name__:metric instance:db-1.example.com:9100 job:node]",
        "{{ len (query \"other\") }} {{ query \"none\" | len }} {{ len $labels }}¦2 0 3",
        "{{ if gt $value 100.0 }}big{{ end }}{{ if eq $labels.job \"node\" }} node{{ end }}¦big node",
        "{{ humanize \"12345\" }} {{ humanizeDuration \"90\" }} {{ humanize 0.0 }} {{ humanize -0.5 }}¦12.35k 1m 30s 0 -500m",
        "{{ printf \"%.2f\" \"x\" }} {{ printf \"%s\" $value }} {{ printf \"%d\" $value }}¦%!f(string=x) %!s(float64=1.234567891e+06) %!d(float64=1.234567891e+06)",
        "{{ humanizeDuration 0.0001 }}¦100us",
        "{{ args 1 2 }}¦map[arg0:1 arg1:2]",
        "{{ block \"y\" . }}z{{ end }}¦z",
        "{{ humanize 0.0 }}|{{ humanize 1.0 }}|{{ humanize 1234567.0 }}|{{ humanize 0.12 }}|{{ humanize 999.95 }}|{{ humanize 1e30 }}|{{ humanize 1e-27 }}|{{ humanize \"1.5e9\" }}|{{ humanize -1234 }}¦0|1|1.235M|120m|1000|1e+06Y|0.001y|1.5G|-1.234k",
        "{{ humanize1024 0.0 }}|{{ humanize1024 1.0 }}|{{ humanize1024 1048576.0 }}|{{ humanize1024 0.12 }}|{{ humanize1024 1023 }}|{{ humanize1024 \"2e12\" }}|{{ humanize1024 1e30 }}¦0|1|1Mi|0.12|1023|1.819Ti|8.272e+05Yi",
        "{{ humanizeDuration 0.0 }}|{{ humanizeDuration 1.0 }}|{{ humanizeDuration 60.0 }}|{{ humanizeDuration 3600 }}|{{ humanizeDuration 86400 }}|{{ humanizeDuration 90061 }}|{{ humanizeDuration -90061.5 }}|{{ humanizeDuration 899.99 }}|{{ humanizeDuration 0.1 }}|{{ humanizeDuration 0.0001 }}|{{ humanizeDuration 0.12345 }}|{{ humanizeDuration 60.1 }}|{{ humanizeDuration 1.2345678 }}|{{ humanizeDuration -0.5 }}¦0s|1s|1m 0s|1h 0m 0s|1d 0h 0m 0s|1d 1h 1m 1s|-1d 1h 1m 1s|14m 59s|100ms|100us|123.5ms|1m 0s|1.235s|-500ms",
        "{{ humanizePercentage 0.0 }}|{{ humanizePercentage 1 }}|{{ humanizePercentage -0.22222 }}|{{ humanizePercentage 0.123456 }}|{{ humanizePercentage \"1.5\" }}¦0%|100%|-22.22%|12.35%|150%",
        "{{ humanizeTimestamp 0 }}|{{ humanizeTimestamp 1435065584.128 }}|{{ humanizeTimestamp -1 }}|{{ humanizeTimestamp 1e9 }}¦1970-01-01 00:00:00 +0000 UTC|2015-06-23 13:19:44.128 +0000 UTC|1969-12-31 23:59:59 +0000 UTC|2001-09-09 01:46:40 +0000 UTC",
        "{{ stripPort \"[::1]:80\" }}|{{ stripPort \"a:b:80\" }}|{{ stripPort \"host\" }}|{{ stripDomain \"1.2.3.4:80\" }}|{{ stripDomain \"a.b.c\" }}|{{ stripDomain \"[::1]:80\" }}|{{ stripDomain \"a.b:1:2\" }}¦::1|a:b:80|host|1.2.3.4:80|a|[::1]:80|a",
        "{{ title \"o'neill aa_bb CC-dd\" }}|{{ match \"^a\" \"ba\" }}|{{ reReplaceAll \"(?P<x>a)\" \"<${x}$1$$>\" \"banana\" }}¦O'Neill Aa_bb CC-Dd|false|b<aa$>n<aa$>n<aa$>",
        "{{ printf \"%.3g|%g|%G|%6.2f|%-6d|%06d|%+d|%t|%v|%x|%5s|%.2s|%q|%e\" 1234.5 1e6 1e-7 3.14159 42 42 42 true 1.0 255 \"ab\" \"abc\" \"a\\\"b\" 0.0 }}¦1.23e+03|1e+06|1E-07|  3.14|42    |000042|+42|true|1|ff|   ab|ab|\"a\\\"b\"|0.000000e+00",
        "{{ range $i, $s := query \"other\" }}{{ if $i }}, {{ end }}{{ $s.Labels.instance }}:{{ printf \"%.1f\" $s.Value }}{{ else }}none{{ end }}¦b:2.0, a:1.0",
        "{{ range query \"none\" }}x{{ else }}none{{ end }}|{{ with query \"none\" }}y{{ else }}no{{ end }}¦none|no",
        "{{ with $x := query \"other\" | first }}{{ $x.Labels }} {{ $x.Value }} {{ .Labels.n }}{{ end }}¦map[__name__:other instance:b n:10] 2 10",
        "{{ define \"a\" }}{{ . }}-{{ end }}{{ template \"a\" $labels.job }}{{ template \"a\" .Value }}{{ block \"b\" $value }}<{{ . }}>{{ end }}{{ template \"a\" }}¦node-1.234567891e+06-<1.234567891e+06><no value>-",
        "{{ \"%\" }}{{ 100 }} {{ 1e3 }} {{ print 1 2 \"x\" 3.5 }} {{ and $value \"t\" }} {{ not true }} {{ or \"\" \"z\" }} {{ index $labels \"job\" }} {{ len \"abc\" }}¦%100 1000 1 2x3.5 t false z node 3",
        "{{ if and (eq $labels.job \"node\") (ne .Labels.instance \"\") (lt $value 2e9) (ge 2 2) }}A{{ else if true }}B{{ end }}¦A",
        "{{ (query \"other\" | first).Value }} {{ (index (query \"other\") 1).Labels.instance }}¦2 a",
        "{{ $value | printf \"%.2f%%\" }} {{ $value | humanize | toUpper }}¦1234567.89% 1.235M",
      })
  void expand_asPromtool_writes(String template, String expected) {
    assertEquals(expected, expand(template));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      value = {
        "plain {text} ¦ plain {text}",
        "{{ $externalLabels.cluster }} {{ .ExternalLabels.nope }}. ¦ eu .",
        "{{ $externalURL }} {{ externalURL }} {{ .ExternalURL }} {{ pathPrefix }} ¦ http://host:9090/prom http://host:9090/prom http://host:9090/prom /prom",
        "{{ urlQueryEscape \"a b&\" }} ¦ a+b%26",
        "{{ range query \"other\" }}{{ . }}{{ break }}{{ end }} ¦ {map[__name__:other instance:b n:10] 2}",
        "{{ humanize \"+Inf\" }} {{ humanizeTimestamp \"NaN\" }} {{ humanizeDuration \"-inf\" }} ¦ +Inf NaN -Inf",
      })
  void expand_whatPromtoolCannotShow(String template, String expected) {
    assertEquals(expected, expand(template));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      value = {
        "{{ nope }} ¦ template: A.summary:1: function \"nope\" not defined",
        "{{ $nope }} ¦ template: A.summary:1: undefined variable \"$nope\"",
        "{{ tmpl \"x\" . }} ¦ template: A.summary:1: function \"tmpl\" not defined",
        "{{ if $value }}x ¦ template: A.summary:1: unexpected EOF",
        "a⏎b {{ ⏎ ¦ template: A.summary:3: unclosed action",
        "{{ template x }} ¦ template: A.summary:1: missing name in template clause",
        "{{ if true }}{{ define \"x\" }}{{ end }}{{ end }} ¦ template: A.summary:1: unexpected {{define}}",
      })
  void compile_whatIsWrong_isSaidWithItsLine(String template, String message) {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> AlertTemplate.compile("A.summary", template.replace('⏎', '\n')));
    assertEquals(message, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\0',
      value = {
        "{{ query \"bad(\" }} ¦ error calling query: parse error",
        "{{ first (query \"none\") }} ¦ error calling first: first() called on vector with no elements",
        "{{ .Nope }} ¦ can't evaluate field Nope in type struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value float64 }",
        "{{ (query \"other\" | first).Nope }} ¦ can't evaluate field Nope in type template.sample",
        "{{ $labels.Foo.Bar }} ¦ can't evaluate field Bar in type string",
        "{{ humanize \"x\" }} ¦ strconv.ParseFloat: parsing \"x\": invalid syntax",
        "{{ humanize true }} ¦ can't convert bool to float",
        "{{ humanizeTimestamp 1e12 }} ¦ 1e+12 cannot be represented as a nanoseconds timestamp since it overflows int64",
        "{{ toTime \"NaN\" }} ¦ value is NaN or Inf",
        "{{ parseDuration \"5\" }} ¦ not a valid duration string: \"5\"",
        "{{ reReplaceAll \"[\" \"\" \"x\" }} ¦ error parsing regexp: missing closing ]: `[`",
        "{{ value 1 }} ¦ wrong type for value; expected *template.sample; got int",
        "{{ template \"nope\" . }} ¦ template \"nope\" not defined",
        "{{ define \"r\" }}{{ template \"r\" }}{{ end }}{{ template \"r\" }} ¦ exceeded maximum template depth (100)",
        "{{ range 101 }}{{ query \"none\" }}{{ end }} ¦ too many queries: limit 100",
        "{{ range 9000 }}xxxxx{{ end }} ¦ output too long: 45000 characters, limit 16384",
      })
  void expand_whatCannotBe_isSaid(String template, String message) {
    var e = assertThrows(TemplateException.class, () -> expand(template));
    assertEquals(message, e.text());
  }

  @Test
  void expand_again_startsAfresh() {
    var template = AlertTemplate.compile("a", "{{ range 60 }}{{ query \"none\" }}{{ end }}x");
    String once = template.expand(DATA, AlertTemplateTest::query);
    assertEquals(once, template.expand(DATA, AlertTemplateTest::query));
  }
}
