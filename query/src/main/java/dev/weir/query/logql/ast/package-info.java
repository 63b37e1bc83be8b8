/// LogQL's syntax tree: records, immutable, as written, with nothing resolved. The whole grammar is
/// here; what is not evaluated yet is refused by name when a query is compiled.
///
/// ```java
/// LogqlExpr tree = LogqlParser.parse(text);
/// ```
@NullMarked
package dev.weir.query.logql.ast;

import org.jspecify.annotations.NullMarked;
