package dev.weir.query.graphite;

import java.util.List;
import java.util.Map;

/// A parsed target.
sealed interface Expr {
  /// A metric path, globs included.
  record Path(String pattern) implements Expr {}

  /// A function call; `text` is the call as written, which some results are named after.
  record Call(String name, List<Expr> args, Map<String, Expr> named, String text) implements Expr {}

  record Text(String value) implements Expr {}

  record Num(double value, boolean isInteger) implements Expr {}

  record Bool(boolean value) implements Expr {}

  /// `None`.
  record None() implements Expr {}
}
