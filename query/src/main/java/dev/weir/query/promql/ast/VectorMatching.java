package dev.weir.query.promql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the series of two vectors find each other. `labels` are those to match `on`, or else to
/// ignore; `include` those copied from the "one" side. `fillLeft` and `fillRight` are the values
/// that stand in for a missing partner, if any.
public record VectorMatching(
    Cardinality cardinality,
    boolean on,
    List<String> labels,
    List<String> include,
    @Nullable Double fillLeft,
    @Nullable Double fillRight) {

  /// Every label but the name, one series on either side.
  public static final VectorMatching DEFAULT =
      new VectorMatching(Cardinality.ONE_TO_ONE, false, List.of(), List.of(), null, null);

  /// How many series on either side may share one set of matching labels.
  public enum Cardinality {
    ONE_TO_ONE("one-to-one"),
    MANY_TO_ONE("many-to-one"),
    ONE_TO_MANY("one-to-many"),
    MANY_TO_MANY("many-to-many");

    private final String symbol;

    Cardinality(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  public VectorMatching {
    labels = List.copyOf(labels);
    include = List.copyOf(include);
  }

  /// The same with another cardinality.
  public VectorMatching with(Cardinality other) {
    return new VectorMatching(other, on, labels, include, fillLeft, fillRight);
  }

  /// True when a missing partner is filled in on some side.
  public boolean fills() {
    return fillLeft != null || fillRight != null;
  }
}
