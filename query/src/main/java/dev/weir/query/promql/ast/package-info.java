/// The syntax tree of PromQL: one sealed interface, one record per node, positions included.
///
/// ```java
/// switch (expr) {
///   case Expr.NumberLiteral number -> number.value();
///   case Expr.Binary binary -> ...
/// }
/// ```
///
/// Immutable values, any thread. Depends on `storage.model` only.
@NullMarked
package dev.weir.query.promql.ast;

import org.jspecify.annotations.NullMarked;
