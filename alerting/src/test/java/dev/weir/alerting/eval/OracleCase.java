package dev.weir.alerting.eval;

import dev.weir.query.promql.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Rules and the series they are evaluated over, for Weir and for promtool alike.
///
/// @param rules a rule file
/// @param series values by series, one a step; see [#values]
record OracleCase(String name, String rules, Map<String, double[]> series, int stepCount) {
  static final long STEP_MS = 15_000;

  /// No sample.
  static final double GAP = Double.longBitsToDouble(0x7ff8_0000_0000_0abcL);

  /// The series has ended.
  static final double ENDS = dev.weir.storage.model.Staleness.STALE_NAN;

  static OracleCase of(String name, String rules, String... series) {
    var read = new TreeMap<String, double[]>();
    int steps = 0;
    for (String line : series) {
      int cut = line.lastIndexOf(": ");
      double[] values = values(line.substring(cut + 2));
      read.put(line.substring(0, cut), values);
      steps = Math.max(steps, values.length);
    }
    return new OracleCase(name, rules, read, steps);
  }

  /// Reads `1 2x3 _ stale NaN -Inf`: numbers, repeated by `x`, gaps and ends.
  static double[] values(String text) {
    var values = new ArrayList<Double>();
    for (String word : text.strip().split("\\s+")) {
      int times = word.indexOf('x');
      int count = times < 0 ? 1 : Integer.parseInt(word.substring(times + 1));
      String value = times < 0 ? word : word.substring(0, times);
      for (int i = 0; i < count; i++) {
        values.add(value(value));
      }
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double value(String text) {
    return switch (text) {
      case "_" -> GAP;
      case "stale" -> ENDS;
      case "Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  static boolean isGap(double value) {
    return Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(GAP);
  }

  /// The values as promtool reads them.
  static String written(double[] values) {
    List<String> words = new ArrayList<>();
    for (double value : values) {
      boolean isEnd = dev.weir.storage.model.Staleness.isStale(value);
      words.add(isGap(value) ? "_" : isEnd ? "stale" : Numbers.format(value));
    }
    return String.join(" ", words);
  }
}
