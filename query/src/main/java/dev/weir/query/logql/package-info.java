/// LogQL: lexer, parser, the stages that lines go through, metric queries over lines.
///
/// ```java
/// LogqlExpr tree = LogqlParser.parse(text);
/// new LogqlEngine(store).range(tree, startNs, endNs, stepNs);
/// ```
///
/// Evaluated by the thread that asks, under its `QueryContext`. Reads the log store only.
@NullMarked
package dev.weir.query.logql;

import org.jspecify.annotations.NullMarked;
