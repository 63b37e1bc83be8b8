package dev.weir.storage.model;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/// One condition on a label. A label that is absent counts as the empty string. Regular expressions
/// are RE2 syntax (linear time) and anchored at both ends, as in Prometheus.
public final class Matcher {
  /// How the value is compared.
  public enum Op {
    EQUAL("="),
    NOT_EQUAL("!="),
    REGEX("=~"),
    NOT_REGEX("!~");

    private final String symbol;

    Op(String symbol) {
      this.symbol = symbol;
    }

    /// The operator as PromQL writes it.
    public String symbol() {
      return symbol;
    }
  }

  private final String name;
  private final Op op;
  private final String value;
  private final @Nullable Pattern pattern;

  /// Throws `com.google.re2j.PatternSyntaxException` when a regular expression is malformed.
  public Matcher(String name, Op op, String value) {
    this.name = name;
    this.op = op;
    this.value = value;
    this.pattern =
        op == Op.REGEX || op == Op.NOT_REGEX
            ? Regex.compile("(?:" + value + ")", Pattern.DOTALL)
            : null;
  }

  /// `name = value`.
  public static Matcher equal(String name, String value) {
    return new Matcher(name, Op.EQUAL, value);
  }

  public String name() {
    return name;
  }

  public Op op() {
    return op;
  }

  public String value() {
    return value;
  }

  /// True when `labelValue` (empty for an absent label) satisfies this condition.
  public boolean matches(String labelValue) {
    return switch (op) {
      case EQUAL -> value.equals(labelValue);
      case NOT_EQUAL -> !value.equals(labelValue);
      case REGEX -> matchesPattern(labelValue);
      case NOT_REGEX -> !matchesPattern(labelValue);
    };
  }

  /// True when a series without this label satisfies the condition.
  public boolean matchesEmpty() {
    return matches("");
  }

  private boolean matchesPattern(String labelValue) {
    assert pattern != null;
    return pattern.matches(labelValue);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Matcher that
        && name.equals(that.name)
        && op == that.op
        && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return (name.hashCode() * 31 + op.hashCode()) * 31 + value.hashCode();
  }

  @Override
  public String toString() {
    return name + op.symbol() + '"' + value + '"';
  }
}
