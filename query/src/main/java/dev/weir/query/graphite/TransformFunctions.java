package dev.weir.query.graphite;

import static dev.weir.query.graphite.SeriesMath.NONE;

import dev.weir.query.graphite.FunctionTable.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;

/// Functions that change the values or times of each series by itself. Source: graphite-web
/// `render/functions.py`.
final class TransformFunctions {
  private static final String GROUP = "Transform";

  private TransformFunctions() {}

  static void register(Consumer<Entry> table) {
    registerPointwise(table);
    registerDifferences(table);
    table.accept(
        new Entry(
            "keepLastValue",
            GROUP,
            "keepLastValue(seriesList, limit=inf)",
            "Fills gaps of at most limit points with the value before them.",
            "keepLastValue(servers.a.load)",
            TransformFunctions::keepLastValue));
    table.accept(
        new Entry(
            "transformNull",
            GROUP,
            "transformNull(seriesList, default=0, referenceSeries=None)",
            "Replaces missing values.",
            "transformNull(servers.a.load, 0)",
            TransformFunctions::transformNull));
    table.accept(
        new Entry(
            "summarize",
            GROUP,
            "summarize(seriesList, intervalString, func='sum', alignToFrom=False)",
            "Aggregates each series into intervals.",
            "summarize(servers.a.load, '1min', 'max')",
            TransformFunctions::summarize));
    table.accept(
        new Entry(
            "hitcount",
            GROUP,
            "hitcount(seriesList, intervalString)",
            "Estimates the hits in each interval from a rate per second.",
            "hitcount(servers.a.load, '1min')",
            TransformFunctions::hitcount));
    table.accept(
        new Entry(
            "timeShift",
            GROUP,
            "timeShift(seriesList, timeShift, resetEnd=True)",
            "The series as it was, drawn at the time asked for.",
            "timeShift(servers.a.load, '1min')",
            TransformFunctions::timeShift));
    table.accept(
        new Entry(
            "consolidateBy",
            "Special",
            "consolidateBy(seriesList, consolidationFunc)",
            "Sets the function used when there are more points than pixels.",
            "consolidateBy(servers.a.load, 'max')",
            TransformFunctions::consolidateBy));
    table.accept(
        new Entry(
            "interpolate",
            GROUP,
            "interpolate(seriesList, limit=inf)",
            "Fills gaps of at most limit points with a straight line.",
            "interpolate(servers.a.load)",
            TransformFunctions::interpolate));
  }

  private static void registerPointwise(Consumer<Entry> table) {
    pointwise(table, "absolute", "The absolute value.", Math::abs);
    pointwise(table, "invert", "One divided by the value.", v -> v == 0 ? NONE : 1 / v);
    pointwise(table, "squareRoot", "The square root.", v -> v < 0 ? NONE : Math.sqrt(v));
    pointwise(table, "exp", "e to the power of the value.", Math::exp);
    pointwise(
        table, "isNonNull", "1 where there is a value, else 0.", v -> !Double.isNaN(v) ? 1 : 0);
    table.accept(
        new Entry(
            "scale",
            GROUP,
            "scale(seriesList, factor)",
            "Multiplies by a factor.",
            "scale(servers.a.load, 10)",
            call -> withNumber(call, "factor", (v, factor) -> v * factor)));
    table.accept(
        new Entry(
            "offset",
            GROUP,
            "offset(seriesList, factor)",
            "Adds a number.",
            "offset(servers.a.load, 10)",
            call -> withNumber(call, "factor", Double::sum)));
    table.accept(
        new Entry(
            "add",
            GROUP,
            "add(seriesList, constant)",
            "Adds a constant.",
            "add(servers.a.load, 10)",
            call -> withNumber(call, "constant", Double::sum)));
    table.accept(
        new Entry(
            "pow",
            GROUP,
            "pow(seriesList, factor)",
            "Raises to a power.",
            "pow(servers.a.load, 2)",
            call -> withNumber(call, "factor", Math::pow)));
    table.accept(
        new Entry(
            "scaleToSeconds",
            GROUP,
            "scaleToSeconds(seriesList, seconds)",
            "Values per seconds instead of per step.",
            "scaleToSeconds(servers.a.load, 1)",
            TransformFunctions::scaleToSeconds));
    table.accept(
        new Entry(
            "logarithm",
            GROUP,
            "logarithm(seriesList, base=10)",
            "The logarithm.",
            "logarithm(servers.a.load)",
            TransformFunctions::logarithm));
    table.accept(
        new Entry(
            "log",
            GROUP,
            "log(seriesList, base=10)",
            "Short form of logarithm.",
            "log(servers.a.load)",
            TransformFunctions::logarithm));
    table.accept(
        new Entry(
            "round",
            GROUP,
            "round(seriesList, precision=0)",
            "Rounds to a number of decimals.",
            "round(servers.a.load, 1)",
            TransformFunctions::round));
    table.accept(
        new Entry(
            "offsetToZero",
            GROUP,
            "offsetToZero(seriesList)",
            "Subtracts the lowest value.",
            "offsetToZero(servers.a.load)",
            TransformFunctions::offsetToZero));
  }

  private static void registerDifferences(Consumer<Entry> table) {
    table.accept(
        new Entry(
            "derivative",
            GROUP,
            "derivative(seriesList)",
            "The difference to the value before.",
            "derivative(servers.a.requests)",
            call -> differences(call, "derivative", (now, before, step) -> now - before)));
    table.accept(
        new Entry(
            "nonNegativeDerivative",
            GROUP,
            "nonNegativeDerivative(seriesList, maxValue=None, minValue=None)",
            "The difference to the value before where it does not fall; counters that wrap or restart.",
            "nonNegativeDerivative(servers.a.requests)",
            call -> {
              double max = call.number(1, "maxValue", NONE);
              double min = call.number(2, "minValue", NONE);
              return differences(
                  call,
                  "nonNegativeDerivative",
                  (now, before, step) -> nonNegativeDelta(now, before, max, min));
            }));
    table.accept(
        new Entry(
            "perSecond",
            GROUP,
            "perSecond(seriesList, maxValue=None, minValue=None)",
            "The rate of a counter per second.",
            "perSecond(servers.a.requests)",
            call -> {
              double max = call.number(1, "maxValue", NONE);
              double min = call.number(2, "minValue", NONE);
              return differences(
                  call,
                  "perSecond",
                  (now, before, step) -> nonNegativeDelta(now, before, max, min) / step);
            }));
    table.accept(
        new Entry(
            "integral",
            GROUP,
            "integral(seriesList)",
            "The running total.",
            "integral(servers.a.load)",
            TransformFunctions::integral));
  }

  private interface Difference {
    double of(double now, double before, double step);
  }

  private interface NumberFunction {
    double of(double value, double number);
  }

  private static void pointwise(
      Consumer<Entry> table, String name, String summary, DoubleUnaryOperator f) {
    table.accept(
        new Entry(
            name,
            GROUP,
            name + "(seriesList)",
            summary,
            name + "(servers.a.load)",
            call -> each(call.series(0), s -> name + "(" + s.name() + ")", f)));
  }

  private static List<GraphiteSeries> each(
      List<GraphiteSeries> series,
      java.util.function.Function<GraphiteSeries, String> name,
      DoubleUnaryOperator f) {
    return series.stream()
        .map(s -> s.with(name.apply(s), Arrays.stream(s.values()).map(f).toArray()))
        .toList();
  }

  private static List<GraphiteSeries> withNumber(
      CallContext call, String parameter, NumberFunction f) {
    double number = call.number(1, parameter);
    String function = call.text().substring(0, call.text().indexOf('(')).strip();
    return each(
        call.series(0),
        s -> function + "(" + s.name() + "," + Numbers.g(number) + ")",
        v -> f.of(v, number));
  }

  private static List<GraphiteSeries> scaleToSeconds(CallContext call) {
    double seconds = call.number(1, "seconds");
    return call.series(0).stream()
        .map(s ->
            s.with(
                "scaleToSeconds(" + s.name() + "," + Numbers.g(seconds) + ")",
                Arrays.stream(s.values()).map(v -> v * (seconds / s.step())).toArray()))
        .toList();
  }

  private static List<GraphiteSeries> logarithm(CallContext call) {
    double base = call.number(1, "base", 10);
    return each(
        call.series(0),
        s -> "log(" + s.name() + ", " + Numbers.g(base) + ")",
        v -> v <= 0 ? NONE : base == 10 ? Math.log10(v) : Math.log(v) / Math.log(base));
  }

  private static List<GraphiteSeries> round(CallContext call) {
    int precision = call.integer(1, "precision", 0);
    double factor = Math.pow(10, precision);
    return each(
        call.series(0),
        s -> "round(" + s.name() + (precision == 0 ? "" : "," + precision) + ")",
        v -> !Double.isNaN(v) ? Math.rint(v * factor) / factor : NONE);
  }

  private static List<GraphiteSeries> offsetToZero(CallContext call) {
    return call.series(0).stream()
        .map(s -> {
          double min = Consolidation.MIN.apply(s.values(), 0, s.values().length, 0);
          return s.with(
              "offsetToZero(" + s.name() + ")",
              Arrays.stream(s.values()).map(v -> v - min).toArray());
        })
        .toList();
  }

  private static List<GraphiteSeries> differences(CallContext call, String name, Difference f) {
    var out = new ArrayList<GraphiteSeries>();
    for (GraphiteSeries series : call.series(0)) {
      double[] values = series.values();
      double[] result = new double[values.length];
      double before = NONE;
      for (int i = 0; i < values.length; i++) {
        result[i] = f.of(values[i], before, series.step());
        before = values[i];
      }
      out.add(series.with(name + "(" + series.name() + ")", result));
    }
    return out;
  }

  /// The growth of a counter: nothing where it fell, unless `max` says where it wraps or `min`
  /// where it restarts.
  private static double nonNegativeDelta(double now, double before, double max, double min) {
    if (now > max || now < min) { // false while there is no bound: NaN compares to nothing
      return NONE;
    }
    if (now >= before) {
      return now - before;
    }
    if (!Double.isNaN(max)) {
      return !Double.isNaN(now) && !Double.isNaN(before)
          ? max - before + now + 1 - (!Double.isNaN(min) ? min : 0)
          : NONE;
    }
    return !Double.isNaN(min) && !Double.isNaN(before) ? now - min : NONE;
  }

  private static List<GraphiteSeries> integral(CallContext call) {
    var out = new ArrayList<GraphiteSeries>();
    for (GraphiteSeries series : call.series(0)) {
      double[] result = new double[series.values().length];
      double total = 0;
      for (int i = 0; i < result.length; i++) {
        double v = series.values()[i];
        total += !Double.isNaN(v) ? v : 0;
        result[i] = !Double.isNaN(v) ? total : NONE;
      }
      out.add(series.with("integral(" + series.name() + ")", result));
    }
    return out;
  }

  private static List<GraphiteSeries> keepLastValue(CallContext call) {
    double limit = call.number(1, "limit", Double.POSITIVE_INFINITY);
    return fillGaps(call, "keepLastValue", limit, (before, after, share) -> before, true);
  }

  private static List<GraphiteSeries> interpolate(CallContext call) {
    double limit = call.number(1, "limit", Double.POSITIVE_INFINITY);
    return fillGaps(
        call,
        "interpolate",
        limit,
        (before, after, share) -> before + (after - before) * share,
        false);
  }

  /// Fills runs of at most `limit` missing values that have one before them; runs at the end only
  /// when `atEnd`.
  private static List<GraphiteSeries> fillGaps(
      CallContext call, String name, double limit, Difference fill, boolean atEnd) {
    var out = new ArrayList<GraphiteSeries>();
    for (GraphiteSeries series : call.series(0)) {
      double[] values = series.values().clone();
      int last = -1;
      for (int i = 0; i <= values.length; i++) {
        boolean end = i == values.length;
        if (end || !Double.isNaN(values[i])) {
          int gap = i - last - 1;
          if (last >= 0 && gap > 0 && gap <= limit && (!end || atEnd)) {
            double after = end ? NONE : values[i];
            for (int k = last + 1; k < i; k++) {
              values[k] = fill.of(values[last], after, (k - last) / (double) (gap + 1));
            }
          }
          last = i;
        }
      }
      out.add(series.with(name + "(" + series.name() + ")", values));
    }
    return out;
  }

  private static List<GraphiteSeries> transformNull(CallContext call) {
    double value = call.number(1, "default", 0);
    boolean[] where = null;
    Expr reference = call.find(2, "referenceSeries");
    String name = Numbers.g(value);
    if (reference != null) {
      List<GraphiteSeries> references =
          call.engine().evaluate(reference, call.request(), call.budget());
      where = new boolean[SeriesMath.longest(references)];
      for (GraphiteSeries one : references) {
        for (int i = 0; i < one.values().length; i++) {
          where[i] |= !Double.isNaN(one.values()[i]);
        }
      }
      name += ",referenceSeries";
    }
    var out = new ArrayList<GraphiteSeries>();
    for (GraphiteSeries series : call.series(0)) {
      double[] values = series.values().clone();
      for (int i = 0; i < values.length; i++) {
        if (Double.isNaN(values[i]) && (where == null || (i < where.length && where[i]))) {
          values[i] = value;
        }
      }
      out.add(series.with("transformNull(" + series.name() + "," + name + ")", values));
    }
    return out;
  }

  private static List<GraphiteSeries> summarize(CallContext call) {
    String interval = call.string(1, "intervalString");
    String function = call.string(2, "func", "sum");
    boolean fromStart = call.bool(3, "alignToFrom", false);
    Consolidation by = Consolidation.of(function);
    long seconds = positiveInterval(call, interval);
    var out = new ArrayList<GraphiteSeries>();
    for (GraphiteSeries series : call.series(0)) {
      String name =
          "summarize("
              + series.name()
              + ", \""
              + interval
              + "\", \""
              + function
              + "\""
              + (fromStart ? ", true" : "")
              + ")";
      long start = fromStart ? series.start() : Math.floorDiv(series.start(), seconds) * seconds;
      long end =
          fromStart
              ? series.start() + Math.ceilDiv(series.end() - series.start(), seconds) * seconds
              : Math.floorDiv(series.end(), seconds) * seconds + seconds;
      out.add(
          intervals(series, start, end, seconds, by, call.request().xFilesFactor()).renamed(name));
    }
    return out.stream().map(s -> s.with(s.name(), s.values())).toList();
  }

  private static GraphiteSeries intervals(
      GraphiteSeries series, long start, long end, long seconds, Consolidation by, double xff) {
    int buckets = (int) Math.min((end - start) / seconds, SeriesFetcher.MAX_POINTS);
    double[] values = new double[buckets];
    for (int b = 0; b < buckets; b++) {
      long from = start + b * seconds;
      int first = (int) Math.max(0, Math.ceilDiv(from - series.start(), series.step()));
      int last =
          (int)
              Math.min(
                  series.values().length,
                  Math.ceilDiv(from + seconds - series.start(), series.step()));
      values[b] = last > first ? by.apply(series.values(), first, last, xff) : NONE;
    }
    return series.at(start, seconds, values);
  }

  private static List<GraphiteSeries> hitcount(CallContext call) {
    String interval = call.string(1, "intervalString");
    long seconds = positiveInterval(call, interval);
    var out = new ArrayList<GraphiteSeries>();
    for (GraphiteSeries series : call.series(0)) {
      long end = Math.ceilDiv(series.end(), seconds) * seconds;
      long start = end - Math.ceilDiv(series.end() - series.start(), seconds) * seconds;
      start = start > series.start() ? start - seconds : start;
      int buckets = (int) Math.min((end - start) / seconds, SeriesFetcher.MAX_POINTS);
      double[] hits = new double[buckets];
      Arrays.fill(hits, NONE);
      for (int i = 0; i < series.values().length; i++) {
        double rate = series.values()[i];
        long from = series.start() + i * series.step();
        long to = from + series.step();
        while (!Double.isNaN(rate) && from < to) {
          int bucket = (int) ((from - start) / seconds);
          long until = Math.min(to, start + (bucket + 1) * seconds);
          if (bucket < buckets) {
            hits[bucket] = (!Double.isNaN(hits[bucket]) ? hits[bucket] : 0) + rate * (until - from);
          }
          from = until;
        }
      }
      String name = "hitcount(" + series.name() + ",'" + interval + "')";
      out.add(series.at(start, seconds, hits).with(name, hits));
    }
    return out;
  }

  private static List<GraphiteSeries> timeShift(CallContext call) {
    String shift = call.string(1, "timeShift");
    String signed = shift.startsWith("-") || shift.startsWith("+") ? shift : "-" + shift;
    long seconds = GraphiteTime.parseOffset(signed);
    RenderRequest request = call.request();
    RenderRequest shifted = request.over(request.from() + seconds, request.until() + seconds);
    var out = new ArrayList<GraphiteSeries>();
    for (GraphiteSeries series : call.series(0, shifted)) {
      String name = "timeShift(" + series.name() + ", \"" + signed + "\")";
      out.add(
          series
              .at(series.start() - seconds, series.step(), series.values())
              .with(name, series.values()));
    }
    return out;
  }

  private static List<GraphiteSeries> consolidateBy(CallContext call) {
    String function = call.string(1, "consolidationFunc");
    Consolidation by = Consolidation.of(function);
    return call.series(0).stream()
        .map(s ->
            s.consolidatedBy(by)
                .renamed("consolidateBy(" + s.name() + ",\"" + function + "\")")
                .tagged("consolidateBy", function))
        .toList();
  }

  private static long positiveInterval(CallContext call, String interval) {
    long seconds = Math.abs(GraphiteTime.parseOffset(interval));
    if (seconds == 0) {
      throw call.wrong("needs an interval longer than nothing: " + interval);
    }
    return seconds;
  }
}
