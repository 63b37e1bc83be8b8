package dev.weir.query.graphite;

import static dev.weir.query.graphite.SeriesMath.NONE;

import dev.weir.query.graphite.FunctionTable.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Moving windows and statistics of single series. Source: graphite-web `render/functions.py`.
final class CalculateFunctions {
  private static final String GROUP = "Calculate";

  private CalculateFunctions() {}

  static void register(Consumer<Entry> table) {
    moving(table, "movingAverage", "average");
    moving(table, "movingMax", "max");
    moving(table, "movingMin", "min");
    moving(table, "movingSum", "sum");
    moving(table, "movingMedian", "median");
    table.accept(
        new Entry(
            "movingWindow",
            GROUP,
            "movingWindow(seriesList, windowSize, func='average', xFilesFactor=None)",
            "Any aggregation of the window before each point.",
            "movingWindow(servers.a.load, 5, 'max')",
            call ->
                window(
                    call,
                    call.string(2, "func", "average"),
                    call.number(3, "xFilesFactor", xff(call)))));
    table.accept(
        new Entry(
            "nPercentile",
            GROUP,
            "nPercentile(seriesList, n)",
            "The n-th percentile of each series as a level line.",
            "nPercentile(servers.a.load, 95)",
            CalculateFunctions::nPercentile));
    table.accept(
        new Entry(
            "aggregateLine",
            GROUP,
            "aggregateLine(seriesList, func='average', keepStep=False)",
            "One aggregate of each series as a level line.",
            "aggregateLine(servers.a.load, 'max')",
            CalculateFunctions::aggregateLine));
    table.accept(
        new Entry(
            "constantLine",
            "Special",
            "constantLine(value)",
            "A level line.",
            "constantLine(42)",
            call -> line(call, call.number(0, "value"), Numbers.g(call.number(0, "value")))));
    table.accept(
        new Entry(
            "threshold",
            "Graph",
            "threshold(value, label=None, color=None)",
            "A level line with a label.",
            "threshold(42, 'limit')",
            call ->
                line(
                    call,
                    call.number(0, "value"),
                    call.string(1, "label", Numbers.g(call.number(0, "value"))))));
    table.accept(
        new Entry(
            "stdev",
            GROUP,
            "stdev(seriesList, points, windowTolerance=0.1)",
            "The standard deviation of the last points.",
            "stdev(servers.a.load, 5)",
            CalculateFunctions::stdev));
  }

  private static void moving(Consumer<Entry> table, String name, String function) {
    table.accept(
        new Entry(
            name,
            GROUP,
            name + "(seriesList, windowSize, xFilesFactor=None)",
            "The " + function + " of the window before each point.",
            name + "(servers.a.load, 5)",
            call -> window(call, function, call.number(2, "xFilesFactor", xff(call)))));
  }

  /// The window is read from before the range, so that the first point has one.
  private static List<GraphiteSeries> window(
      CallContext call, String function, double xFilesFactor) {
    Consolidation by = Consolidation.of(function);
    Expr size = call.find(1, "windowSize");
    List<GraphiteSeries> plain = call.series(0);
    if (size == null) {
      throw call.wrong("needs a windowSize");
    }
    if (plain.isEmpty()) {
      return plain;
    }
    boolean isInterval = size instanceof Expr.Text;
    long seconds = 0;
    for (GraphiteSeries series : plain) {
      seconds =
          Math.max(
              seconds,
              isInterval
                  ? Math.abs(GraphiteTime.parseOffset(call.string(1, "windowSize")))
                  : call.integer(1, "windowSize") * series.step());
    }
    if (seconds <= 0) {
      throw call.wrong("needs a window longer than nothing");
    }
    RenderRequest request = call.request();
    List<GraphiteSeries> longer =
        call.series(0, request.over(request.from() - seconds, request.until()));
    String suffix =
        isInterval
            ? '"' + call.string(1, "windowSize") + '"'
            : Numbers.g(call.number(1, "windowSize"));
    String prefix = "moving" + Character.toUpperCase(by.word().charAt(0)) + by.word().substring(1);
    var out = new ArrayList<GraphiteSeries>();
    for (GraphiteSeries series : longer) {
      int points =
          isInterval ? (int) Math.max(1, seconds / series.step()) : call.integer(1, "windowSize");
      int skip = (int) Math.min(seconds / series.step(), series.values().length);
      double[] values = new double[series.values().length - skip];
      for (int i = 0; i < values.length; i++) {
        int end = i + skip;
        values[i] = by.apply(series.values(), Math.max(0, end - points), end, xFilesFactor);
      }
      String name = prefix + "(" + series.name() + "," + suffix + ")";
      out.add(
          series
              .at(series.start() + skip * series.step(), series.step(), values)
              .with(name, values)
              .tagged(prefix, suffix.replace("\"", "'")));
    }
    return out;
  }

  private static List<GraphiteSeries> nPercentile(CallContext call) {
    double n = call.number(1, "n");
    var out = new ArrayList<GraphiteSeries>();
    for (GraphiteSeries series : call.series(0)) {
      double value = SeriesMath.percentile(series.values(), n, false);
      if (!Double.isNaN(value)) {
        double[] values = new double[series.values().length];
        Arrays.fill(values, value);
        out.add(series.with("nPercentile(" + series.name() + "," + Numbers.g(n) + ")", values));
      }
    }
    return out;
  }

  private static List<GraphiteSeries> aggregateLine(CallContext call) {
    Consolidation by = Consolidation.of(call.string(1, "func", "average"));
    var out = new ArrayList<GraphiteSeries>();
    for (GraphiteSeries series : call.series(0)) {
      double value = by.apply(series.values(), 0, series.values().length, 0);
      String text = !Double.isNaN(value) ? Numbers.g(value) : "None";
      out.addAll(line(call, value, "aggregateLine(" + series.name() + "," + text + ")"));
    }
    return out;
  }

  private static List<GraphiteSeries> line(CallContext call, double value, String name) {
    RenderRequest request = call.request();
    long step = Math.max(1, (request.until() - request.from()) / 2);
    var tags = new TreeMap<String, String>();
    tags.put("name", name);
    double[] values = {value, value, value};
    return List.of(
        new GraphiteSeries(name, name, tags, request.from(), step, values, Consolidation.AVERAGE));
  }

  private static List<GraphiteSeries> stdev(CallContext call) {
    int points = call.integer(1, "points");
    double tolerance = call.number(2, "windowTolerance", 0.1);
    var out = new ArrayList<GraphiteSeries>();
    for (GraphiteSeries series : call.series(0)) {
      double[] values = new double[series.values().length];
      for (int i = 0; i < values.length; i++) {
        int from = Math.max(0, i + 1 - points);
        double[] window = Arrays.copyOfRange(series.values(), from, i + 1);
        double present = Consolidation.COUNT.apply(window, 0, window.length, 0);
        values[i] =
            !Double.isNaN(present) && present / points >= tolerance
                ? Consolidation.STDDEV.apply(window, 0, window.length, 0)
                : NONE;
      }
      out.add(series.with("stddev(" + series.name() + "," + points + ")", values));
    }
    return out;
  }

  private static double xff(CallContext call) {
    return call.request().xFilesFactor();
  }
}
