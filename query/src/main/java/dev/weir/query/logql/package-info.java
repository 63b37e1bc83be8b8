/// LogQL: lexer, parser, the stages that lines go through, metric queries over lines.
///
/// ```java
/// LogqlExpr tree = LogqlParser.parse(text);
/// new LogqlEngine(store).range(tree, startNs, endNs, stepNs);
/// ```
///
/// A [dev.weir.query.logql.LogPipeline] is compiled once per query: it says which line filters and
/// which parts of rows the store is asked for, and takes each row through its stages in a
/// [dev.weir.query.logql.LineState]. What a line cannot give sets `__error__`; nothing in a line
/// can throw.
///
/// Evaluated by the thread that asks, under its `QueryContext`. Reads the log store only.
@NullMarked
package dev.weir.query.logql;

import org.jspecify.annotations.NullMarked;
