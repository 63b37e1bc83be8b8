package dev.weir.query.graphite;

import static dev.weir.query.graphite.SeriesMath.NONE;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weir.query.graphite.FunctionTable.Entry;
import dev.weir.storage.model.Regex;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Functions that keep, drop or sort series, and those that drop single values. Source:
/// graphite-web `render/functions.py`.
final class FilterFunctions {
  private static final String GROUP = "Filter Series";
  private static final String DATA = "Filter Data";
  private static final String SORTING = "Sorting";

  private FilterFunctions() {}

  static void register(Consumer<Entry> table) {
    byPattern(table, "exclude", "Drops series whose name matches.", false);
    byPattern(table, "grep", "Keeps series whose name matches.", true);
    table.accept(
        new Entry(
            "limit",
            GROUP,
            "limit(seriesList, n)",
            "The first n series.",
            "limit(servers.*.load, 1)",
            call -> call.series(0).stream().limit(Math.max(0, call.integer(1, "n"))).toList()));
    table.accept(
        new Entry(
            "removeEmptySeries",
            GROUP,
            "removeEmptySeries(seriesList, xFilesFactor=None)",
            "Drops series without values.",
            "removeEmptySeries(servers.*.load)",
            FilterFunctions::removeEmpty));
    for (String which : List.of("average", "current", "maximum", "minimum")) {
      threshold(table, which + "Above", which, true);
      threshold(table, which + "Below", which, false);
    }
    ranked(table, "highest", true);
    ranked(table, "lowest", false);
    ranked(table, "highestAverage", "average", true);
    ranked(table, "highestCurrent", "current", true);
    ranked(table, "highestMax", "max", true);
    ranked(table, "lowestAverage", "average", false);
    ranked(table, "lowestCurrent", "current", false);
    values(table, "removeAboveValue", "Drops values above n.", false, true);
    values(table, "removeBelowValue", "Drops values below n.", false, false);
    values(table, "removeAbovePercentile", "Drops values above the n-th percentile.", true, true);
    values(table, "removeBelowPercentile", "Drops values below the n-th percentile.", true, false);
    sort(table, "sortByMaxima", "max", true);
    sort(table, "sortByMinima", "min", false);
    sort(table, "sortByTotal", "sum", true);
    table.accept(
        new Entry(
            "sortBy",
            SORTING,
            "sortBy(seriesList, func='average', reverse=False)",
            "Sorts by an aggregate of each series.",
            "sortBy(servers.*.load, 'max', true)",
            call ->
                sorted(
                        call.series(0).stream(),
                        call.string(1, "func", "average"),
                        call.bool(2, "reverse", false))
                    .toList()));
    table.accept(
        new Entry(
            "sortByName",
            SORTING,
            "sortByName(seriesList, natural=False, reverse=False)",
            "Sorts by name.",
            "sortByName(servers.*.load)",
            FilterFunctions::sortByName));
  }

  private static void byPattern(
      Consumer<Entry> table, String name, String summary, boolean keepMatching) {
    table.accept(
        new Entry(
            name,
            GROUP,
            name + "(seriesList, pattern)",
            summary,
            name + "(servers.*.load, 'servers')",
            call -> {
              Pattern pattern = pattern(call.string(1, "pattern"));
              return call.series(0).stream()
                  .filter(s -> pattern.matcher(s.name()).find() == keepMatching)
                  .toList();
            }));
  }

  /// Compiles a regular expression of a target. Throws [GraphiteException].
  static Pattern pattern(String regex) {
    try {
      return Regex.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new GraphiteException("bad regular expression " + regex + ": " + e.getDescription());
    }
  }

  private static List<GraphiteSeries> removeEmpty(CallContext call) {
    double xff = call.number(1, "xFilesFactor", call.request().xFilesFactor());
    return call.series(0).stream()
        .filter(
            s -> !Double.isNaN(Consolidation.COUNT.apply(s.values(), 0, s.values().length, xff)))
        .toList();
  }

  private static void threshold(Consumer<Entry> table, String name, String which, boolean above) {
    String function = which.equals("maximum") ? "max" : which.equals("minimum") ? "min" : which;
    Comparison keep = above ? (v, n) -> v > n : (v, n) -> v <= n;
    table.accept(
        new Entry(
            name,
            GROUP,
            name + "(seriesList, n)",
            "Keeps series whose " + which + " is " + (above ? "above" : "at most") + " n.",
            name + "(servers.*.load, 1)",
            call -> {
              double n = call.number(1, "n");
              return call.series(0).stream()
                  .filter(s -> keep.holds(aggregate(s, function), n))
                  .toList();
            }));
  }

  private interface Comparison {
    boolean holds(double value, double n);
  }

  private static void ranked(Consumer<Entry> table, String name, boolean highest) {
    table.accept(
        new Entry(
            name,
            GROUP,
            name + "(seriesList, n=1, func='average')",
            "The n series with the " + name + " aggregate.",
            name + "(servers.*.load, 1, 'max')",
            call -> rank(call, call.string(2, "func", "average"), highest)));
  }

  private static void ranked(Consumer<Entry> table, String name, String function, boolean highest) {
    table.accept(
        new Entry(
            name,
            GROUP,
            name + "(seriesList, n)",
            "The n series with the " + (highest ? "highest " : "lowest ") + function + ".",
            name + "(servers.*.load, 1)",
            call -> rank(call, function, highest)));
  }

  private static List<GraphiteSeries> rank(CallContext call, String function, boolean highest) {
    int n = call.integer(1, "n", 1);
    return sorted(call.series(0).stream(), function, highest).limit(Math.max(0, n)).toList();
  }

  private static void values(
      Consumer<Entry> table, String name, String summary, boolean percentile, boolean above) {
    table.accept(
        new Entry(
            name,
            DATA,
            name + "(seriesList, n)",
            summary,
            name + "(servers.a.load, 50)",
            call -> {
              double n = call.number(1, "n");
              return call.series(0).stream()
                  .map(s -> {
                    double bound = percentile ? SeriesMath.percentile(s.values(), n, false) : n;
                    double[] kept =
                        Arrays.stream(s.values())
                            .map(v -> (above ? v > bound : v < bound) ? NONE : v)
                            .toArray();
                    return s.with(name + "(" + s.name() + ", " + Numbers.g(n) + ")", kept);
                  })
                  .toList();
            }));
  }

  private static void sort(Consumer<Entry> table, String name, String function, boolean highest) {
    table.accept(
        new Entry(
            name,
            SORTING,
            name + "(seriesList)",
            "Sorts by " + function + ".",
            name + "(servers.*.load)",
            call -> sorted(call.series(0).stream(), function, highest).toList()));
  }

  private static Stream<GraphiteSeries> sorted(
      Stream<GraphiteSeries> series, String function, boolean descending) {
    Comparator<GraphiteSeries> byValue =
        Comparator.comparingDouble(s -> {
          double v = aggregate(s, function);
          return !Double.isNaN(v) ? v : Double.NEGATIVE_INFINITY;
        });
    return series.sorted(descending ? byValue.reversed() : byValue);
  }

  private static double aggregate(GraphiteSeries series, String function) {
    return Consolidation.of(function).apply(series.values(), 0, series.values().length, 0);
  }

  private static List<GraphiteSeries> sortByName(CallContext call) {
    boolean natural = call.bool(1, "natural", false);
    Comparator<GraphiteSeries> byName =
        Comparator.comparing(s -> natural ? padded(s.name()) : s.name());
    return call.series(0).stream()
        .sorted(call.bool(2, "reverse", false) ? byName.reversed() : byName)
        .toList();
  }

  /// Digit runs padded so that text order is number order.
  private static String padded(String name) {
    var out = new StringBuilder();
    int at = 0;
    while (at < name.length()) {
      int end = at;
      while (end < name.length() && Character.isDigit(name.charAt(end))) {
        end++;
      }
      if (end > at) {
        out.append("0".repeat(Math.max(0, 10 - (end - at)))).append(name, at, end);
        at = end;
      } else {
        out.append(name.charAt(at++));
      }
    }
    return out.toString();
  }
}
