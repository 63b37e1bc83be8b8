package dev.weir.query.graphite;

import static dev.weir.query.graphite.SeriesMath.NONE;

import dev.weir.query.graphite.FunctionTable.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Functions that make one series of many. Source: graphite-web `render/functions.py`.
final class CombineFunctions {
  private static final String GROUP = "Combine";

  private CombineFunctions() {}

  static void register(Consumer<Entry> table) {
    aggregate(table, "sumSeries", "sum", "Adds series point by point.");
    aggregate(table, "sum", "sum", "Short form of sumSeries.");
    aggregate(table, "averageSeries", "average", "Averages series point by point.");
    aggregate(table, "avg", "average", "Short form of averageSeries.");
    aggregate(table, "maxSeries", "max", "The highest value at each point.");
    aggregate(table, "minSeries", "min", "The lowest value at each point.");
    aggregate(table, "diffSeries", "diff", "The first series minus all others.");
    aggregate(table, "multiplySeries", "multiply", "Multiplies series point by point.");
    aggregate(table, "rangeOfSeries", "range", "Highest minus lowest value at each point.");
    aggregate(table, "stddevSeries", "stddev", "Population standard deviation at each point.");
    aggregate(table, "countSeries", "count", "How many series have a value at each point.");
    table.accept(
        new Entry(
            "aggregate",
            GROUP,
            "aggregate(seriesList, func, xFilesFactor=None)",
            "Aggregates series point by point with the function named.",
            "aggregate(servers.*.load, 'max')",
            CombineFunctions::aggregateBy));
    table.accept(
        new Entry(
            "divideSeries",
            GROUP,
            "divideSeries(dividendSeriesList, divisorSeries)",
            "Divides each series of the first list by the one series of the second.",
            "divideSeries(servers.*.load, servers.a.load)",
            CombineFunctions::divide));
    table.accept(
        new Entry(
            "asPercent",
            GROUP,
            "asPercent(seriesList, total=None)",
            "Each series as percentage of the total: of the sum of all, a number, or a series.",
            "asPercent(servers.*.load)",
            CombineFunctions::asPercent));
    table.accept(
        new Entry(
            "groupByNode",
            GROUP,
            "groupByNode(seriesList, nodeNum, callback='average')",
            "Groups series by a node of their path and aggregates each group.",
            "groupByNode(servers.*.load, 1, 'sum')",
            call ->
                group(call, call.nodes(1).subList(0, 1), call.string(2, "callback", "average"))));
    table.accept(
        new Entry(
            "groupByNodes",
            GROUP,
            "groupByNodes(seriesList, callback, *nodes)",
            "Groups series by several nodes of their path and aggregates each group.",
            "groupByNodes(servers.*.load, 'sum', 0, 1)",
            call -> group(call, call.nodes(2), call.string(1, "callback"))));
    table.accept(
        new Entry(
            "groupByTags",
            GROUP,
            "groupByTags(seriesList, callback, *tags)",
            "Groups series by tags and aggregates each group.",
            "groupByTags(seriesByTag('name=requests'), 'sum', 'code')",
            CombineFunctions::groupByTags));
    withWildcards(table, "sumSeriesWithWildcards", "sum");
    withWildcards(table, "averageSeriesWithWildcards", "average");
    withWildcards(table, "multiplySeriesWithWildcards", "multiply");
    table.accept(
        new Entry(
            "aggregateWithWildcards",
            GROUP,
            "aggregateWithWildcards(seriesList, func, *positions)",
            "Aggregates series that are equal once the nodes at the positions are left out.",
            "aggregateWithWildcards(servers.*.load, 'sum', 1)",
            call -> wildcards(call, call.string(1, "func"), call.nodes(2))));
    table.accept(
        new Entry(
            "group",
            GROUP,
            "group(*seriesLists)",
            "All series of all lists.",
            "group(servers.a.load, servers.b.load)",
            CallContext::allSeries));
    table.accept(
        new Entry(
            "percentileOfSeries",
            GROUP,
            "percentileOfSeries(seriesList, n, interpolate=False)",
            "The n-th percentile over all series at each point.",
            "percentileOfSeries(servers.*.load, 95)",
            CombineFunctions::percentile));
    table.accept(
        new Entry(
            "seriesByTag",
            "Special",
            "seriesByTag(*tagExpressions)",
            "Series that satisfy all tag expressions.",
            "seriesByTag('name=requests', 'code=~5..')",
            CombineFunctions::seriesByTag));
  }

  private static void aggregate(
      Consumer<Entry> table, String name, String function, String summary) {
    table.accept(
        new Entry(
            name,
            GROUP,
            name + "(*seriesLists)",
            summary,
            name + "(servers.*.load)",
            call -> aggregate(call, call.allSeries(), Consolidation.of(function))));
  }

  private static void withWildcards(Consumer<Entry> table, String name, String function) {
    table.accept(
        new Entry(
            name,
            GROUP,
            name + "(seriesList, *positions)",
            "Aggregates series that are equal once the nodes at the positions are left out.",
            name + "(servers.*.load, 1)",
            call -> wildcards(call, function, call.nodes(1))));
  }

  static List<GraphiteSeries> aggregate(
      CallContext call, List<GraphiteSeries> series, Consolidation by) {
    return aggregate(series, by, by.word() + "Series(" + Paths.join(series) + ")", xff(call));
  }

  private static List<GraphiteSeries> aggregate(
      List<GraphiteSeries> series, Consolidation by, String name, double xFilesFactor) {
    if (series.isEmpty()) {
      return List.of();
    }
    List<GraphiteSeries> same = SeriesMath.normalize(series);
    int length = SeriesMath.longest(same);
    double[] values = new double[length];
    double[] row = new double[same.size()];
    for (int i = 0; i < length; i++) {
      SeriesMath.row(same, i, row);
      values[i] = by.apply(row, 0, row.length, xFilesFactor);
    }
    var tags = SeriesMath.commonTags(same);
    tags.putIfAbsent("name", name);
    tags.put("aggregatedBy", by.word());
    GraphiteSeries first = same.getFirst();
    return List.of(
        new GraphiteSeries(
            name, name, tags, first.start(), first.step(), values, first.consolidation()));
  }

  private static List<GraphiteSeries> aggregateBy(CallContext call) {
    return aggregate(
        call.series(0),
        Consolidation.of(call.string(1, "func")),
        Consolidation.of(call.string(1, "func")).word()
            + "Series("
            + Paths.join(call.series(0))
            + ")",
        call.number(2, "xFilesFactor", call.request().xFilesFactor()));
  }

  private static List<GraphiteSeries> divide(CallContext call) {
    List<GraphiteSeries> divisors = call.series(1);
    List<GraphiteSeries> dividends = call.series(0);
    if (divisors.size() != 1) {
      if (divisors.isEmpty()) {
        return dividends.stream()
            .map(s -> s.with("divideSeries(" + s.name() + ",MISSING)", nones(s.values().length)))
            .toList();
      }
      throw call.wrong(
          "second argument must reference exactly 1 series (got " + divisors.size() + ")");
    }
    var out = new ArrayList<GraphiteSeries>();
    for (GraphiteSeries dividend : dividends) {
      List<GraphiteSeries> both = SeriesMath.normalize(List.of(dividend, divisors.getFirst()));
      double[] a = both.get(0).values();
      double[] b = both.get(1).values();
      double[] values = new double[Math.max(a.length, b.length)];
      for (int i = 0; i < values.length; i++) {
        double divisor = i < b.length ? b[i] : NONE;
        values[i] = i >= a.length || divisor == 0 ? NONE : a[i] / divisor;
      }
      String name = "divideSeries(" + dividend.name() + "," + divisors.getFirst().name() + ")";
      out.add(both.getFirst().with(name, values));
    }
    return out;
  }

  private static List<GraphiteSeries> asPercent(CallContext call) {
    List<GraphiteSeries> series = SeriesMath.normalize(call.series(0));
    if (series.isEmpty()) {
      return series;
    }
    Expr total = call.find(1, "total");
    double[] totals;
    String totalText;
    if (total == null) {
      List<GraphiteSeries> sum = aggregate(call, series, Consolidation.SUM);
      totals = sum.getFirst().values();
      totalText = sum.getFirst().name();
    } else if (total instanceof Expr.Num number) {
      totals = new double[SeriesMath.longest(series)];
      java.util.Arrays.fill(totals, number.value());
      totalText = Numbers.g(number.value());
    } else {
      List<GraphiteSeries> given = call.engine().evaluate(total, call.request(), call.budget());
      if (given.size() > 1) {
        given = aggregate(call, given, Consolidation.SUM);
      }
      if (given.isEmpty()) {
        throw call.wrong("total has no series");
      }
      var all = new ArrayList<>(series);
      all.add(given.getFirst());
      List<GraphiteSeries> same = SeriesMath.normalize(all);
      series = same.subList(0, same.size() - 1);
      totals = same.getLast().values();
      totalText = given.getFirst().name();
    }
    var out = new ArrayList<GraphiteSeries>();
    for (GraphiteSeries one : series) {
      double[] values = new double[one.values().length];
      for (int i = 0; i < values.length; i++) {
        double whole = i < totals.length ? totals[i] : NONE;
        values[i] = whole == 0 ? NONE : one.values()[i] / whole * 100;
      }
      out.add(one.with("asPercent(" + one.name() + "," + totalText + ")", values));
    }
    return out;
  }

  private static List<GraphiteSeries> group(
      CallContext call, List<CallContext.Node> nodes, String callback) {
    Consolidation by = Consolidation.of(callback);
    Map<String, List<GraphiteSeries>> groups = new LinkedHashMap<>();
    for (GraphiteSeries series : call.series(0)) {
      groups.computeIfAbsent(NameFunctions.key(series, nodes), k -> new ArrayList<>()).add(series);
    }
    return aggregateGroups(call, groups, by);
  }

  private static List<GraphiteSeries> aggregateGroups(
      CallContext call, Map<String, List<GraphiteSeries>> groups, Consolidation by) {
    var out = new ArrayList<GraphiteSeries>();
    groups.forEach(
        (key, members) -> aggregate(call, members, by).forEach(made -> out.add(made.renamed(key))));
    return out;
  }

  private static List<GraphiteSeries> groupByTags(CallContext call) {
    Consolidation by = Consolidation.of(call.string(1, "callback"));
    var tags = new ArrayList<String>();
    for (CallContext.Node node : call.nodes(2)) {
      if (node.tag() == null) {
        throw call.wrong("groups by tag names");
      }
      tags.add(node.tag());
    }
    boolean byName = tags.remove("name");
    tags.sort(null);
    Map<String, List<GraphiteSeries>> groups = new LinkedHashMap<>();
    for (GraphiteSeries series : call.series(0)) {
      var key = new StringBuilder(byName ? series.tags().getOrDefault("name", "") : by.word());
      for (String tag : tags) {
        key.append(';').append(tag).append('=').append(series.tags().getOrDefault(tag, ""));
      }
      groups.computeIfAbsent(key.toString(), k -> new ArrayList<>()).add(series);
    }
    return aggregateGroups(call, groups, by);
  }

  private static List<GraphiteSeries> wildcards(
      CallContext call, String function, List<CallContext.Node> positions) {
    var dropped = positions.stream().map(CallContext.Node::position).toList();
    Map<String, List<GraphiteSeries>> groups = new LinkedHashMap<>();
    for (GraphiteSeries series : call.series(0)) {
      String[] parts = series.name().split("\\.", -1);
      var key = new ArrayList<String>();
      for (int i = 0; i < parts.length; i++) {
        if (!dropped.contains(i)) {
          key.add(parts[i]);
        }
      }
      groups.computeIfAbsent(String.join(".", key), k -> new ArrayList<>()).add(series);
    }
    return aggregateGroups(call, groups, Consolidation.of(function));
  }

  private static List<GraphiteSeries> percentile(CallContext call) {
    List<GraphiteSeries> series = SeriesMath.normalize(call.series(0));
    if (series.isEmpty()) {
      return series;
    }
    double n = call.number(1, "n");
    if (n <= 0) {
      throw call.wrong("The requested percent is required to be greater than 0");
    }
    boolean interpolate = call.bool(2, "interpolate", false);
    double[] values = new double[SeriesMath.longest(series)];
    double[] row = new double[series.size()];
    for (int i = 0; i < values.length; i++) {
      SeriesMath.row(series, i, row);
      values[i] = SeriesMath.percentile(row, n, interpolate);
    }
    String name =
        "percentileOfSeries(" + series.getFirst().pathExpression() + "," + Numbers.g(n) + ")";
    return List.of(series.getFirst().with(name, values));
  }

  private static List<GraphiteSeries> seriesByTag(CallContext call) {
    var expressions = new ArrayList<String>();
    for (int i = 0; i < call.positionalCount(); i++) {
      expressions.add(call.string(i, "tag expression"));
    }
    return call.engine().fetcher().byTag(expressions, call.request(), call.budget());
  }

  private static double xff(CallContext call) {
    return call.request().xFilesFactor();
  }

  private static double[] nones(int length) {
    double[] none = new double[length];
    java.util.Arrays.fill(none, NONE);
    return none;
  }
}
