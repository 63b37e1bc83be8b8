package dev.weir.alerting.template;

import static dev.weir.query.template.TemplateFunction.text;

import dev.weir.query.promql.Durations;
import dev.weir.query.promql.GoText;
import dev.weir.query.template.GoFormat;
import dev.weir.query.template.GoStrings;
import dev.weir.query.template.Numbers;
import dev.weir.query.template.TemplateException;
import dev.weir.query.template.TemplateFunction;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Functions over texts and numbers.
final class AlertFunctions {
  private static final int MANY = 100;

  private AlertFunctions() {}

  static void addTo(Map<String, TemplateFunction> table) {
    put(table, "title", 1, (args, source) -> GoStrings.title(text(args, 0)));
    put(table, "toUpper", 1, (args, source) -> mapped(text(args, 0), Character::toUpperCase));
    put(table, "toLower", 1, (args, source) -> mapped(text(args, 0), Character::toLowerCase));
    put(table, "safeHtml", 1, (args, source) -> text(args, 0));
    put(table, "match", 2, (args, source) -> matches(text(args, 0), text(args, 1)));
    put(
        table,
        "reReplaceAll",
        3,
        (args, source) -> replaceAll(text(args, 0), text(args, 1), text(args, 2)));
    put(table, "stripPort", 1, (args, source) -> HostPort.of(text(args, 0)).withoutPort());
    put(table, "stripDomain", 1, (args, source) -> HostPort.of(text(args, 0)).withoutDomain());
    put(table, "urlQueryEscape", 1, (args, source) -> GoText.escapeQuery(text(args, 0)));
    put(table, "parseDuration", 1, (args, source) -> seconds(text(args, 0)));
    put(table, "humanize", 1, (args, source) -> Humanize.decimal(number(args[0])));
    put(table, "humanize1024", 1, (args, source) -> Humanize.binary(number(args[0])));
    put(table, "humanizeDuration", 1, (args, source) -> Humanize.duration(number(args[0])));
    put(table, "humanizePercentage", 1, (args, source) -> Humanize.percentage(number(args[0])));
    put(table, "humanizeTimestamp", 1, (args, source) -> Humanize.timestamp(number(args[0])));
    put(table, "toTime", 1, (args, source) -> Humanize.time(number(args[0])));
    table.put("args", TemplateFunction.of("args", 0, MANY, (args, source) -> byPosition(args)));
  }

  private static void put(
      Map<String, TemplateFunction> table, String name, int count, TemplateFunction function) {
    table.put(name, TemplateFunction.of(name, count, function));
  }

  /// One character becomes one: `ß` stays in capitals too, as in Go.
  private static String mapped(String text, IntUnaryOperator of) {
    var out = new StringBuilder(text.length());
    text.codePoints().map(of).forEach(out::appendCodePoint);
    return out.toString();
  }

  private static Map<String, @Nullable Object> byPosition(@Nullable Object[] args) {
    Map<String, @Nullable Object> named = new TreeMap<>();
    for (int i = 0; i < args.length; i++) {
      named.put("arg" + i, args[i]);
    }
    return named;
  }

  private static boolean matches(String regex, String text) {
    return GoStrings.pattern(regex).matcher(text).find();
  }

  private static String replaceAll(String regex, String by, String text) {
    return GoStrings.replaceAll(GoStrings.pattern(regex), text, by, true);
  }

  private static double seconds(String text) {
    long millis = Durations.parse(text);
    if (millis < 0) {
      throw new TemplateException("not a valid duration string: " + GoText.quote(text));
    }
    return millis / 1000.0;
  }

  private static double number(@Nullable Object value) {
    return switch (value) {
      case Double number -> number;
      case Long number -> number;
      case String text -> parse(text);
      case null, default ->
          throw new TemplateException("can't convert " + GoFormat.type(value) + " to float");
    };
  }

  private static double parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        Double number = Numbers.parse(text.replaceAll("(?<=\\d)_(?=\\d)", "")); // 1_000, as in Go
        if (number == null) {
          throw new TemplateException(
              "strconv.ParseFloat: parsing " + GoText.quote(text) + ": invalid syntax");
        }
        yield number;
      }
    };
  }
}
