package dev.weir.alerting.eval;

import dev.weir.alerting.rule.Rule;
import dev.weir.query.engine.QueryException;
import dev.weir.query.promql.PromqlParser;
import dev.weir.query.promql.ast.Expr;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import java.util.ArrayList;
import java.util.List;

/// Which rules of a group must wait until those before them can be seen: a rule that reads what an
/// earlier one writes. The others need not wait for the journal.
final class RuleDependencies {
  private static final List<String> OF_ALERTS = List.of(RuleSeries.ALERTS, RuleSeries.FOR_STATE);

  private RuleDependencies() {}

  /// For each rule, whether it reads anything that an earlier one may write.
  static boolean[] waits(List<Rule> rules) {
    var waits = new boolean[rules.size()];
    var written = new ArrayList<String>();
    for (int i = 0; i < waits.length; i++) {
      Rule rule = rules.get(i);
      List<List<Matcher>> read = selectors(rule.expr());
      waits[i] = written.stream().anyMatch(name -> readsAny(read, name));
      switch (rule) {
        case Rule.Recording recording -> written.add(recording.name());
        case Rule.Alerting alert -> written.addAll(OF_ALERTS);
        case Rule.Anomaly anomaly -> {
          written.addAll(OF_ALERTS);
          written.add(RuleSeries.BAND);
        }
      }
    }
    return waits;
  }

  private static boolean readsAny(List<List<Matcher>> selectors, String metric) {
    return selectors.stream()
        .anyMatch(selector ->
            selector.stream().allMatch(m -> !m.name().equals(Labels.NAME) || m.matches(metric)));
  }

  private static List<List<Matcher>> selectors(String expr) {
    var found = new ArrayList<List<Matcher>>();
    try {
      collect(PromqlParser.parse(expr), found);
    } catch (QueryException e) {
      found.add(List.of()); // it will say so when it is evaluated
    }
    return found;
  }

  private static void collect(Expr expr, List<List<Matcher>> into) {
    switch (expr) {
      case Expr.NumberLiteral number -> {}
      case Expr.StringLiteral text -> {}
      case Expr.VectorSelector vector -> into.add(vector.matchers());
      case Expr.MatrixSelector matrix -> into.add(matrix.vector().matchers());
      case Expr.Subquery subquery -> collect(subquery.expr(), into);
      case Expr.Paren paren -> collect(paren.expr(), into);
      case Expr.Unary unary -> collect(unary.expr(), into);
      case Expr.Binary binary -> {
        collect(binary.left(), into);
        collect(binary.right(), into);
      }
      case Expr.Aggregate aggregate -> {
        if (aggregate.parameter() != null) {
          collect(aggregate.parameter(), into);
        }
        collect(aggregate.expr(), into);
      }
      case Expr.Call call -> call.arguments().forEach(argument -> collect(argument, into));
    }
  }
}
