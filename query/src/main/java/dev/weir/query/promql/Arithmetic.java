package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.promql.ast.BinaryOp;

/// Binary operators on numbers and rows. `bool` comparisons give 1 or 0; others keep the left value
/// or nothing.
final class Arithmetic {
  private Arithmetic() {}

  /// Neither operand is absent; the result may be, when a comparison fails. `keep` is what a
  /// comparison that holds yields.
  static double apply(BinaryOp op, double left, double right, boolean returnBool, double keep) {
    if (op.isComparison()) {
      boolean holds = compare(op, left, right);
      return returnBool ? (holds ? 1 : 0) : holds ? keep : Absent.VALUE;
    }
    return compute(op, left, right);
  }

  static boolean compare(BinaryOp op, double left, double right) {
    return switch (op) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case LESS -> left < right;
      case LESS_EQUAL -> left <= right;
      case GREATER -> left > right;
      case GREATER_EQUAL -> left >= right;
      case OR, AND, UNLESS, ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, ATAN2, POWER ->
          throw new IllegalStateException("BUG: not a comparison: " + op);
    };
  }

  static double compute(BinaryOp op, double left, double right) {
    return switch (op) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case MODULO -> left % right;
      case POWER -> power(left, right);
      case ATAN2 -> Math.atan2(left, right);
      case OR, AND, UNLESS, EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL ->
          throw new IllegalStateException("BUG: not arithmetic: " + op);
    };
  }

  /// As C and Go have it, where 1 to the power of anything is 1.
  private static double power(double base, double exponent) {
    if (base == 1 || (base == -1 && Double.isInfinite(exponent))) {
      return 1;
    }
    return Math.pow(base, exponent);
  }

  /// `row = row op scalar`, or `scalar op row` when `scalarOnLeft`, where the row has values.
  static void applyScalar(
      BinaryOp op, double[] row, double[] scalar, boolean scalarOnLeft, boolean returnBool) {
    if (!op.isComparison()) {
      computeScalar(op, row, scalar, scalarOnLeft);
      return;
    }
    for (int i = 0; i < row.length; i++) {
      double value = row[i];
      if (!Absent.is(value)) {
        row[i] =
            scalarOnLeft
                ? apply(op, scalar[i], value, returnBool, value)
                : apply(op, value, scalar[i], returnBool, value);
      }
    }
  }

  /// The switch stands outside the loops, so that the common operators compile to tight ones.
  private static void computeScalar(
      BinaryOp op, double[] row, double[] scalar, boolean scalarOnLeft) {
    if (op == BinaryOp.MULTIPLY) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Absent.is(row[i]) ? row[i] : row[i] * scalar[i];
      }
    } else if (op == BinaryOp.DIVIDE && !scalarOnLeft) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Absent.is(row[i]) ? row[i] : row[i] / scalar[i];
      }
    } else {
      for (int i = 0; i < row.length; i++) {
        if (!Absent.is(row[i])) {
          row[i] = scalarOnLeft ? compute(op, scalar[i], row[i]) : compute(op, row[i], scalar[i]);
        }
      }
    }
  }
}
