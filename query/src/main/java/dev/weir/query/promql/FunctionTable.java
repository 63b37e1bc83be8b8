package dev.weir.query.promql;

import static dev.weir.query.promql.ast.ValueType.MATRIX;
import static dev.weir.query.promql.ast.ValueType.SCALAR;
import static dev.weir.query.promql.ast.ValueType.STRING;
import static dev.weir.query.promql.ast.ValueType.VECTOR;

import dev.weir.query.promql.ast.FunctionSignature;
import dev.weir.query.promql.ast.ValueType;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every function of PromQL.
///
/// The examples stand on these series, one sample a minute from minute 0 to minute 10:
///
/// ```
/// requests_total{job="api", code="200"}  0+60x10
/// requests_total{job="api", code="500"}  0+6x10
/// requests_total{job="web", code="200"}  0+30x10
/// temperature{room="hall"}               20 21 19 22 20 21 23 22 21 20 24
/// temperature{room="lab"}                18x10
/// latency_bucket{le="0.1"}               0+5x10
/// latency_bucket{le="0.5"}               0+8x10
/// latency_bucket{le="+Inf"}              0+10x10
/// ```
public final class FunctionTable {
  private static final List<ValueType> RANGE = List.of(MATRIX);
  private static final List<ValueType> INSTANT = List.of(VECTOR);
  private static final Map<String, FunctionSpec> SPECS = new LinkedHashMap<>();

  private FunctionTable() {}

  /// The signature of the function called `name`, or null.
  static @Nullable FunctionSignature find(String name) {
    FunctionSpec spec = SPECS.get(name);
    return spec == null ? null : spec.signature();
  }

  /// All functions, by group.
  public static Collection<FunctionSpec> all() {
    return Collections.unmodifiableCollection(SPECS.values());
  }

  private static void define(
      String name, List<ValueType> arguments, String summary, String... examples) {
    define(name, arguments, 0, VECTOR, summary, examples);
  }

  private static void define(
      String name,
      List<ValueType> arguments,
      int variadic,
      ValueType result,
      String summary,
      String... examples) {
    var signature = new FunctionSignature(name, arguments, variadic, result);
    SPECS.put(name, new FunctionSpec(signature, summary, List.of(examples), true));
  }

  private static void later(String name, List<ValueType> arguments, int variadic, String summary) {
    var signature = new FunctionSignature(name, arguments, variadic, VECTOR);
    SPECS.put(name, new FunctionSpec(signature, summary, List.of(), false));
  }

  static {
    counters();
    gauges();
    overTime();
    overTimeExperimental();
    arithmetic();
    trigonometry();
    shape();
    dates();
    labels();
    histograms();
  }

  private static void counters() {
    define(
        "rate",
        RANGE,
        "Per-second average increase of a counter, resets allowed for, extrapolated to the window.",
        "rate(requests_total{code=\"500\"}[5m]) => {job=\"api\", code=\"500\"} 0.1");
    define(
        "increase",
        RANGE,
        "Increase of a counter over the window, resets allowed for, extrapolated to the window.",
        "increase(requests_total{code=\"500\"}[5m]) => {job=\"api\", code=\"500\"} 30");
    define(
        "irate",
        RANGE,
        "Per-second increase between the last two samples of a counter.",
        "irate(requests_total{job=\"web\"}[5m]) => {job=\"web\", code=\"200\"} 0.5");
    define(
        "resets",
        RANGE,
        "How often the value fell within the window.",
        "resets(temperature{room=\"hall\"}[10m]) => {room=\"hall\"} 5");
    define(
        "changes",
        RANGE,
        "How often the value changed within the window.",
        "changes(temperature{room=\"lab\"}[10m]) => {room=\"lab\"} 0");
  }

  private static void gauges() {
    define(
        "delta",
        RANGE,
        "Difference between first and last value, extrapolated to the window.",
        "delta(temperature{room=\"lab\"}[5m]) => {room=\"lab\"} 0");
    define(
        "idelta",
        RANGE,
        "Difference between the last two samples.",
        "idelta(temperature{room=\"hall\"}[5m]) => {room=\"hall\"} 4");
    define(
        "deriv",
        RANGE,
        "Per-second slope of the least-squares line through the samples.",
        "deriv(requests_total{job=\"web\"}[5m]) => {job=\"web\", code=\"200\"} 0.5");
    define(
        "predict_linear",
        List.of(MATRIX, SCALAR),
        "Value expected in the given number of seconds, by least squares.",
        "predict_linear(requests_total{job=\"web\"}[5m], 60) => {job=\"web\", code=\"200\"} 330");
    for (String name : List.of("double_exponential_smoothing", "holt_winters")) {
      define(
          name,
          List.of(MATRIX, SCALAR, SCALAR),
          "Smoothed value with trend; arguments are the smoothing and the trend factor.",
          name + "(requests_total{job=\"web\"}[5m], 0.5, 0.5) => {job=\"web\", code=\"200\"} 300");
    }
  }

  private static void overTime() {
    define(
        "avg_over_time",
        RANGE,
        "Average of the samples.",
        "avg_over_time(temperature{room=\"hall\"}[3m]) => {room=\"hall\"} 21.666666666666668");
    define(
        "min_over_time",
        RANGE,
        "Smallest sample.",
        "min_over_time(temperature{room=\"hall\"}[3m]) => {room=\"hall\"} 20");
    define(
        "max_over_time",
        RANGE,
        "Largest sample.",
        "max_over_time(temperature{room=\"hall\"}[3m]) => {room=\"hall\"} 24");
    define(
        "sum_over_time",
        RANGE,
        "Sum of the samples.",
        "sum_over_time(temperature{room=\"hall\"}[3m]) => {room=\"hall\"} 65");
    define(
        "count_over_time",
        RANGE,
        "Number of samples.",
        "count_over_time(temperature{room=\"hall\"}[3m]) => {room=\"hall\"} 3");
    define(
        "last_over_time",
        RANGE,
        "Newest sample; keeps the metric name.",
        "last_over_time(temperature{room=\"hall\"}[3m]) => temperature{room=\"hall\"} 24");
    define(
        "present_over_time",
        RANGE,
        "1 for every series with a sample.",
        "present_over_time(temperature{room=\"hall\"}[3m]) => {room=\"hall\"} 1");
    define(
        "absent_over_time",
        RANGE,
        "1 when no series has a sample, else nothing.",
        "absent_over_time(nothing{a=\"b\"}[3m]) => {a=\"b\"} 1");
    define(
        "stddev_over_time",
        RANGE,
        "Population standard deviation of the samples.",
        "stddev_over_time(temperature{room=\"lab\"}[3m]) => {room=\"lab\"} 0");
    define(
        "stdvar_over_time",
        RANGE,
        "Population variance of the samples.",
        "stdvar_over_time(temperature{room=\"hall\"}[2m]) => {room=\"hall\"} 4");
    define(
        "quantile_over_time",
        List.of(SCALAR, MATRIX),
        "Quantile of the samples, interpolated.",
        "quantile_over_time(0.5, temperature{room=\"hall\"}[3m]) => {room=\"hall\"} 21");
  }

  private static void overTimeExperimental() {
    define(
        "first_over_time",
        RANGE,
        "Oldest sample; keeps the metric name.",
        "first_over_time(temperature{room=\"hall\"}[3m]) => temperature{room=\"hall\"} 21");
    define(
        "mad_over_time",
        RANGE,
        "Median absolute deviation of the samples.",
        "mad_over_time(temperature{room=\"hall\"}[3m]) => {room=\"hall\"} 1");
    define(
        "ts_of_min_over_time",
        RANGE,
        "Time of the last smallest sample.",
        "ts_of_min_over_time(temperature{room=\"hall\"}[3m]) => {room=\"hall\"} 540");
    define(
        "ts_of_max_over_time",
        RANGE,
        "Time of the last largest sample.",
        "ts_of_max_over_time(temperature{room=\"hall\"}[3m]) => {room=\"hall\"} 600");
    define(
        "ts_of_last_over_time",
        RANGE,
        "Time of the newest sample.",
        "ts_of_last_over_time(temperature{room=\"hall\"}[3m]) => {room=\"hall\"} 600");
    define(
        "ts_of_first_over_time",
        RANGE,
        "Time of the oldest sample.",
        "ts_of_first_over_time(temperature{room=\"hall\"}[3m]) => {room=\"hall\"} 480");
  }

  private static void arithmetic() {
    define("abs", INSTANT, "Absolute value.", "abs(vector(-2)) => {} 2");
    define("ceil", INSTANT, "Rounds up.", "ceil(vector(1.2)) => {} 2");
    define("floor", INSTANT, "Rounds down.", "floor(vector(1.8)) => {} 1");
    define("exp", INSTANT, "e to the power of the value.", "exp(vector(0)) => {} 1");
    define("ln", INSTANT, "Natural logarithm.", "ln(vector(1)) => {} 0");
    define("log2", INSTANT, "Logarithm to base 2.", "log2(vector(8)) => {} 3");
    define("log10", INSTANT, "Logarithm to base 10.", "log10(vector(100)) => {} 2");
    define("sqrt", INSTANT, "Square root.", "sqrt(vector(9)) => {} 3");
    define("sgn", INSTANT, "-1, 0 or 1.", "sgn(vector(-7)) => {} -1");
    define(
        "round",
        List.of(VECTOR, SCALAR),
        1,
        VECTOR,
        "Rounds to the nearest multiple of the second argument (1), halves upwards.",
        "round(vector(2.5)) => {} 3",
        "round(vector(7), 5) => {} 5");
    define(
        "clamp",
        List.of(VECTOR, SCALAR, SCALAR),
        "Keeps values between a lower and an upper limit.",
        "clamp(vector(7), 1, 5) => {} 5");
    define(
        "clamp_min",
        List.of(VECTOR, SCALAR),
        "Keeps values above a limit.",
        "clamp_min(vector(0), 1) => {} 1");
    define(
        "clamp_max",
        List.of(VECTOR, SCALAR),
        "Keeps values below a limit.",
        "clamp_max(vector(7), 5) => {} 5");
    define(
        "max_of", List.of(SCALAR), -1, SCALAR, "Largest of its arguments.", "max_of(1, 3, 2) => 3");
    define(
        "min_of", List.of(SCALAR), -1, SCALAR, "Smallest of its arguments.", "min_of(2, 1) => 1");
    define("pi", List.of(), 0, SCALAR, "3.14159...", "pi() => 3.141592653589793");
  }

  private static void trigonometry() {
    define("sin", INSTANT, "Sine of radians.", "sin(vector(0)) => {} 0");
    define("cos", INSTANT, "Cosine of radians.", "cos(vector(0)) => {} 1");
    define("tan", INSTANT, "Tangent of radians.", "tan(vector(0)) => {} 0");
    define("asin", INSTANT, "Arc sine in radians.", "asin(vector(0)) => {} 0");
    define("acos", INSTANT, "Arc cosine in radians.", "acos(vector(1)) => {} 0");
    define("atan", INSTANT, "Arc tangent in radians.", "atan(vector(0)) => {} 0");
    define("sinh", INSTANT, "Hyperbolic sine.", "sinh(vector(0)) => {} 0");
    define("cosh", INSTANT, "Hyperbolic cosine.", "cosh(vector(0)) => {} 1");
    define("tanh", INSTANT, "Hyperbolic tangent.", "tanh(vector(0)) => {} 0");
    define("asinh", INSTANT, "Inverse hyperbolic sine.", "asinh(vector(0)) => {} 0");
    define("acosh", INSTANT, "Inverse hyperbolic cosine.", "acosh(vector(1)) => {} 0");
    define("atanh", INSTANT, "Inverse hyperbolic tangent.", "atanh(vector(0)) => {} 0");
    define("deg", INSTANT, "Radians to degrees.", "deg(vector(pi())) => {} 180");
    define("rad", INSTANT, "Degrees to radians.", "rad(vector(180)) => {} 3.141592653589793");
  }

  private static void shape() {
    define(
        "scalar",
        INSTANT,
        0,
        SCALAR,
        "The value of a vector's only series; NaN unless there is exactly one.",
        "scalar(temperature{room=\"lab\"}) => 18");
    define("vector", List.of(SCALAR), "A scalar as a vector without labels.", "vector(1) => {} 1");
    define(
        "absent",
        INSTANT,
        "1 when the vector is empty, with the labels that the selector names; else nothing.",
        "absent(nothing{a=\"b\"}) => {a=\"b\"} 1");
    define(
        "sort",
        INSTANT,
        "Orders by value, upwards; instant queries only.",
        "sort(temperature) => temperature{room=\"lab\"} 18; temperature{room=\"hall\"} 24");
    define(
        "sort_desc",
        INSTANT,
        "Orders by value, downwards; instant queries only.",
        "sort_desc(temperature) => temperature{room=\"hall\"} 24; temperature{room=\"lab\"} 18");
    define(
        "sort_by_label",
        List.of(VECTOR, STRING),
        -1,
        VECTOR,
        "Orders by label values, numbers in text by size; instant queries only.",
        "sort_by_label(temperature, \"room\") =>"
            + " temperature{room=\"hall\"} 24; temperature{room=\"lab\"} 18");
    define(
        "sort_by_label_desc",
        List.of(VECTOR, STRING),
        -1,
        VECTOR,
        "Orders by label values, downwards; instant queries only.",
        "sort_by_label_desc(temperature, \"room\") =>"
            + " temperature{room=\"lab\"} 18; temperature{room=\"hall\"} 24");
  }

  private static void dates() {
    define("time", List.of(), 0, SCALAR, "Seconds since 1970 at the step.", "time() => 600");
    define(
        "timestamp",
        INSTANT,
        "When each sample was taken, in seconds since 1970.",
        "timestamp(temperature{room=\"lab\"}) => {room=\"lab\"} 600");
    date("minute", "Minute of the hour, 0 to 59, UTC.", "10");
    date("hour", "Hour of the day, 0 to 23, UTC.", "0");
    date("day_of_week", "Day of the week, 0 is Sunday, UTC.", "4");
    date("day_of_month", "Day of the month, from 1, UTC.", "1");
    date("day_of_year", "Day of the year, from 1, UTC.", "1");
    date("days_in_month", "Number of days in the month, UTC.", "31");
    date("month", "Month, 1 is January, UTC.", "1");
    date("year", "Year, UTC.", "1970");
    define(
        "start",
        List.of(),
        0,
        SCALAR,
        "Seconds since 1970 where the query starts.",
        "start() => 600");
    define("end", List.of(), 0, SCALAR, "Seconds since 1970 where the query ends.", "end() => 600");
    define(
        "step", List.of(), 0, SCALAR, "Step of the query in seconds; 0 if instant.", "step() => 0");
    define("range", List.of(), 0, SCALAR, "Seconds from start to end.", "range() => 0");
  }

  private static void date(String name, String summary, String now) {
    define(name, INSTANT, 1, VECTOR, summary, name + "() => {} " + now);
  }

  private static void labels() {
    define(
        "label_replace",
        List.of(VECTOR, STRING, STRING, STRING, STRING),
        "Sets a label from groups of a regular expression that matches another label.",
        "label_replace(temperature{room=\"lab\"}, \"r\", \"$1\", \"room\", \"(.).*\") =>"
            + " temperature{room=\"lab\", r=\"l\"} 18");
    define(
        "label_join",
        List.of(VECTOR, STRING, STRING, STRING),
        -1,
        VECTOR,
        "Sets a label to the values of others, joined.",
        "label_join(temperature{room=\"lab\"}, \"r\", \"-\", \"room\", \"room\") =>"
            + " temperature{room=\"lab\", r=\"lab-lab\"} 18");
    later("info", List.of(VECTOR, VECTOR), 1, "Adds the labels of info series.");
  }

  private static void histograms() {
    define(
        "histogram_quantile",
        List.of(SCALAR, VECTOR),
        "Quantile of classic histograms (label `le`), interpolated in the bucket.",
        "histogram_quantile(0.5, latency_bucket) => {} 0.1");
    define(
        "histogram_quantiles",
        List.of(VECTOR, STRING, SCALAR, SCALAR),
        9,
        VECTOR,
        "Several quantiles of classic histograms, each under a label of the given name.",
        "histogram_quantiles(latency_bucket, \"q\", 0.5) => {q=\"0.5\"} 0.1");
    define(
        "histogram_fraction",
        List.of(SCALAR, SCALAR, VECTOR),
        "Fraction of observations between two values.",
        "histogram_fraction(0, 0.1, latency_bucket) => {} 0.5");
    later("histogram_avg", INSTANT, 0, "Average observation of native histograms.");
    later("histogram_count", INSTANT, 0, "Number of observations of native histograms.");
    later("histogram_sum", INSTANT, 0, "Sum of observations of native histograms.");
    later("histogram_stddev", INSTANT, 0, "Standard deviation of native histograms.");
    later("histogram_stdvar", INSTANT, 0, "Variance of native histograms.");
    later("start_timestamp", INSTANT, 0, "Start timestamp of each sample.");
  }
}
