package dev.weir.query.graphite;

import dev.weir.storage.metrics.QueryLeaf;
import dev.weir.storage.model.QueryBudget;
import java.util.List;

/// Evaluates targets. Stateless; any thread.
public final class GraphiteEngine {
  private final SeriesFetcher fetcher;

  /// `defaultStepSeconds` is the step of series whose data do not tell theirs.
  public GraphiteEngine(QueryLeaf leaf, long defaultStepSeconds) {
    this.fetcher = new SeriesFetcher(leaf, defaultStepSeconds);
  }

  /// The series of one target. Throws [GraphiteException] for what is wrong with it.
  public List<GraphiteSeries> render(String target, RenderRequest request, QueryBudget budget) {
    return evaluate(TargetParser.parse(target), request, budget);
  }

  List<GraphiteSeries> evaluate(Expr expr, RenderRequest request, QueryBudget budget) {
    budget.check();
    return switch (expr) {
      case Expr.Path path -> fetcher.byPath(path.pattern(), request, budget);
      case Expr.Call call -> {
        FunctionTable.Entry entry = FunctionTable.find(call.name());
        yield entry.function().apply(new CallContext(this, call, request, budget));
      }
      case Expr.Text text ->
          throw new GraphiteException(
              "expected a series, found the string \"" + text.value() + '"');
      case Expr.Num number ->
          throw new GraphiteException(
              "expected a series, found the number " + Numbers.g(number.value()));
      case Expr.Bool bool ->
          throw new GraphiteException("expected a series, found " + bool.value());
      case Expr.None none -> List.of();
    };
  }

  SeriesFetcher fetcher() {
    return fetcher;
  }
}
