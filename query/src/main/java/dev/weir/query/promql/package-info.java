/// PromQL: lexer, parser, printer, function table and evaluator.
///
/// ```java
/// Expr expr = PromqlParser.parse("sum by (job) (rate(http_requests_total[5m]))");
/// QueryResult result = engine.range(context, expr, Steps.range(start, end, step));
/// ```
///
/// Text to tree: [dev.weir.query.promql.PromqlParser] (Pratt, on the tokens of `PromqlLexer`),
/// checked by `TypeChecker`. Tree to values: [dev.weir.query.promql.PromqlEngine], which walks the
/// tree once for all steps, so that each series is decoded once per selector however many steps
/// there are. Everything is safe from any thread. Depends on `query.engine` and `storage`.
@NullMarked
package dev.weir.query.promql;

import org.jspecify.annotations.NullMarked;
