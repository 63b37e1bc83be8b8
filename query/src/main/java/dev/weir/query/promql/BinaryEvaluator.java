package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.LabelGrouping;
import dev.weir.query.engine.SeriesVector;
import dev.weir.query.engine.Steps;
import dev.weir.query.promql.ast.BinaryOp;
import dev.weir.query.promql.ast.Expr;
import dev.weir.query.promql.ast.VectorMatching;
import java.util.Arrays;

/// Evaluates binary operators: numbers with numbers, vectors with numbers, sets, and, through
/// [VectorJoin], vectors with vectors.
final class BinaryEvaluator {
  private final Evaluation evaluation;

  BinaryEvaluator(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  Value eval(Expr.Binary binary, Steps steps) {
    Value left = evaluation.eval(binary.left(), steps);
    Value right = evaluation.eval(binary.right(), steps);
    if (left instanceof Value.Scalar a && right instanceof Value.Scalar b) {
      double[] row = a.values();
      for (int i = 0; i < row.length; i++) {
        row[i] = Arithmetic.apply(binary.op(), row[i], b.values()[i], true, 0);
      }
      return a;
    }
    if (left instanceof Value.Vector a && right instanceof Value.Scalar b) {
      return new Value.Vector(withScalar(binary, a.series(), b.values(), false));
    }
    if (left instanceof Value.Scalar a && right instanceof Value.Vector b) {
      return new Value.Vector(withScalar(binary, b.series(), a.values(), true));
    }
    if (left instanceof Value.Vector a && right instanceof Value.Vector b) {
      return new Value.Vector(vectors(binary, a.series(), b.series()));
    }
    throw new IllegalStateException("BUG: operands of " + binary.op());
  }

  private SeriesVector withScalar(
      Expr.Binary binary, SeriesVector vector, double[] scalar, boolean scalarOnLeft) {
    BinaryOp op = binary.op();
    boolean returnBool = binary.returnBool();
    SeriesVector result =
        vector.mapRows(row -> Arithmetic.applyScalar(op, row, scalar, scalarOnLeft, returnBool));
    return op.isComparison() && !returnBool ? result : evaluation.dropNames(result);
  }

  private SeriesVector vectors(Expr.Binary binary, SeriesVector left, SeriesVector right) {
    VectorMatching matching = binary.matching();
    assert matching != null;
    try (var step = evaluation.context().trace().begin(binary.op().symbol())) {
      HeldVector a = left.hold();
      HeldVector b = right.hold();
      step.detail(a.count() + " and " + b.count() + " series");
      return combine(binary.op(), binary.returnBool(), matching, a, b);
    }
  }

  static HeldVector combine(
      BinaryOp op, boolean returnBool, VectorMatching matching, HeldVector a, HeldVector b) {
    return switch (op) {
      case AND -> and(matching, a, b);
      case OR -> or(matching, a, b);
      case UNLESS -> unless(matching, a, b);
      case EQUAL,
          NOT_EQUAL,
          LESS,
          LESS_EQUAL,
          GREATER,
          GREATER_EQUAL,
          ADD,
          SUBTRACT,
          MULTIPLY,
          DIVIDE,
          MODULO,
          ATAN2,
          POWER ->
          new VectorJoin(op, returnBool, matching).join(a, b);
    };
  }

  static LabelGrouping signatures(VectorMatching matching) {
    return matching.on()
        ? LabelGrouping.by(matching.labels())
        : LabelGrouping.without(matching.labels());
  }

  /// By signature, whether some series of `vector` has a value at each step. Signatures are
  /// numbered by `signatures`, which learns those of `vector`.
  private static boolean[][] presence(LabelGrouping signatures, HeldVector vector) {
    var present = new boolean[vector.count()][];
    for (int i = 0; i < vector.count(); i++) {
      int signature = signatures.add(vector.labels(i));
      if (signature >= present.length) {
        present = Arrays.copyOf(present, Math.max(signature + 1, present.length * 2));
      }
      if (present[signature] == null) {
        present[signature] = new boolean[vector.steps().count()];
      }
      double[] row = vector.row(i);
      boolean[] marks = present[signature];
      for (int step = 0; step < row.length; step++) {
        marks[step] |= !Absent.is(row[step]);
      }
    }
    return present;
  }

  private static HeldVector and(VectorMatching matching, HeldVector left, HeldVector right) {
    LabelGrouping signatures = signatures(matching);
    boolean[][] present = presence(signatures, right);
    var result = new HeldVector(left.steps());
    for (int i = 0; i < left.count(); i++) {
      int signature = signatures.find(left.labels(i));
      if (signature >= 0) {
        keepWhere(left, i, present[signature], true, result);
      }
    }
    return result;
  }

  private static HeldVector unless(VectorMatching matching, HeldVector left, HeldVector right) {
    LabelGrouping signatures = signatures(matching);
    boolean[][] present = presence(signatures, right);
    var result = new HeldVector(left.steps());
    for (int i = 0; i < left.count(); i++) {
      int signature = signatures.find(left.labels(i));
      if (signature >= 0) {
        keepWhere(left, i, present[signature], false, result);
      } else {
        result.add(left.labels(i), left.row(i));
      }
    }
    return result;
  }

  private static HeldVector or(VectorMatching matching, HeldVector left, HeldVector right) {
    LabelGrouping signatures = signatures(matching);
    boolean[][] present = presence(signatures, left);
    var result = new HeldVector(left.steps());
    for (int i = 0; i < left.count(); i++) {
      result.add(left.labels(i), left.row(i));
    }
    for (int i = 0; i < right.count(); i++) {
      int signature = signatures.find(right.labels(i));
      if (signature >= 0) {
        keepWhere(right, i, present[signature], false, result);
      } else {
        result.add(right.labels(i), right.row(i));
      }
    }
    return Evaluation.merged(result);
  }

  private static void keepWhere(
      HeldVector vector, int index, boolean[] marks, boolean wanted, HeldVector result) {
    double[] row = vector.row(index);
    boolean any = false;
    for (int step = 0; step < row.length; step++) {
      if (marks[step] != wanted) {
        row[step] = Absent.VALUE;
      }
      any |= !Absent.is(row[step]);
    }
    if (any) {
      result.add(vector.labels(index), row);
    }
  }
}
