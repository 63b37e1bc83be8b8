package dev.weir.query.graphite;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/// What results are named after.
final class Paths {
  private Paths() {}

  /// The first path inside a name that may be wrapped in function calls: `a.b` of
  /// `scale(sumSeries(a.b,c.d),2)`; the name itself when it does not parse.
  static String first(String name) {
    if (name.indexOf('(') < 0) {
      return name;
    }
    try {
      Expr expr = TargetParser.parse(name);
      while (expr instanceof Expr.Call call && !call.args().isEmpty()) {
        expr = call.args().getFirst();
      }
      return expr instanceof Expr.Path path ? path.pattern() : name;
    } catch (GraphiteException notAnExpression) {
      return name;
    }
  }

  /// The distinct path expressions, joined by commas.
  static String join(List<GraphiteSeries> series) {
    return series.stream()
        .map(GraphiteSeries::pathExpression)
        .collect(Collectors.toCollection(LinkedHashSet::new))
        .stream()
        .collect(Collectors.joining(","));
  }
}
