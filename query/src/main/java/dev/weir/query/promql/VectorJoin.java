package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.LabelGrouping;
import dev.weir.query.engine.QueryException;
import dev.weir.query.promql.ast.BinaryOp;
import dev.weir.query.promql.ast.VectorMatching;
import dev.weir.query.promql.ast.VectorMatching.Cardinality;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An arithmetic operator or comparison between two vectors, with one-to-one, many-to-one or
/// one-to-many matching.
///
/// Series are put together once, by the labels that count; steps are then computed pair by pair.
/// Which series of the "one" side is present may differ from step to step, so that what is an error
/// is judged per step: two of them at once, or (one-to-one) two of the "many" side.
final class VectorJoin {
  private final BinaryOp op;
  private final boolean returnBool;
  private final VectorMatching matching;
  private final boolean swapped; // the "one" side is the left operand

  VectorJoin(BinaryOp op, boolean returnBool, VectorMatching matching) {
    this.op = op;
    this.returnBool = returnBool;
    this.matching = matching;
    this.swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
  }

  HeldVector join(HeldVector left, HeldVector right) {
    if (matching.fills()) {
      return joinFilled(left, right);
    }
    HeldVector many = swapped ? right : left;
    HeldVector one = swapped ? left : right;
    LabelGrouping signatures = BinaryEvaluator.signatures(matching);
    List<List<Integer>> ones = members(signatures, one);
    checkOneSide(signatures, ones, one, many);
    var result = new HeldVector(many.steps());
    boolean[][] used = new boolean[ones.size()][many.steps().count()];
    for (int i = 0; i < many.count(); i++) {
      int signature = signatures.find(many.labels(i));
      if (signature >= 0) {
        for (int partner : ones.get(signature)) {
          pair(many, i, one, partner, result, used[signature]);
        }
      }
    }
    return mergeResults(result);
  }

  private static List<List<Integer>> members(LabelGrouping signatures, HeldVector vector) {
    List<List<Integer>> members = new ArrayList<>();
    for (int i = 0; i < vector.count(); i++) {
      int signature = signatures.add(vector.labels(i));
      if (signature == members.size()) {
        members.add(new ArrayList<>(1));
      }
      members.get(signature).add(i);
    }
    return members;
  }

  /// At no step where the "many" side has anything may two series of the "one" side be alike.
  private void checkOneSide(
      LabelGrouping signatures, List<List<Integer>> ones, HeldVector one, HeldVector many) {
    boolean[] anyMany = null;
    for (int signature = 0; signature < ones.size(); signature++) {
      List<Integer> members = ones.get(signature);
      if (members.size() < 2) {
        continue;
      }
      if (anyMany == null) {
        anyMany = anyPresent(many);
      }
      int[] holder = new int[one.steps().count()];
      Arrays.fill(holder, -1);
      for (int member : members) {
        double[] row = one.row(member);
        for (int step = 0; step < row.length; step++) {
          if (Absent.is(row[step]) || !anyMany[step]) {
            continue;
          }
          if (holder[step] >= 0) {
            throw duplicate(
                signatures.groupLabels(signature), one.labels(holder[step]), one.labels(member));
          }
          holder[step] = member;
        }
      }
    }
  }

  private static boolean[] anyPresent(HeldVector vector) {
    var any = new boolean[vector.steps().count()];
    vector.forEachRow((index, row) -> {
      for (int step = 0; step < row.length; step++) {
        any[step] |= !Absent.is(row[step]);
      }
    });
    return any;
  }

  private QueryException duplicate(Labels group, Labels first, Labels second) {
    boolean inOrder = first.compareTo(second) <= 0;
    return QueryException.execution(
        "found duplicate series for the match group "
            + text(group)
            + " on the "
            + (swapped ? "left" : "right")
            + " hand-side of the operation: ["
            + text(inOrder ? first : second)
            + ", "
            + text(inOrder ? second : first)
            + "];many-to-many matching not allowed: matching labels must be unique on one side");
  }

  /// `{__name__="a", b="c"}`.
  private static String text(Labels labels) {
    var out = new StringBuilder("{");
    for (int i = 0; i < labels.count(); i++) {
      out.append(i == 0 ? "" : ", ")
          .append(labels.name(i))
          .append('=')
          .append(GoText.quote(labels.value(i)));
    }
    return out.append('}').toString();
  }

  /// Computes one pair; `taken` are the steps at which a series of this signature was matched.
  private void pair(
      HeldVector many,
      int manyIndex,
      HeldVector one,
      int oneIndex,
      HeldVector result,
      boolean[] taken) {
    double[] manyRow = many.row(manyIndex);
    double[] oneRow = one.row(oneIndex);
    boolean oneToOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
    double[] out = HeldVector.absentRow(many.steps());
    boolean any = false;
    for (int step = 0; step < out.length; step++) {
      double a = manyRow[step];
      double b = oneRow[step];
      if (Absent.is(a) || Absent.is(b)) {
        continue;
      }
      if (oneToOne) {
        take(taken, step); // also when the comparison fails: the mistake is there all the same
      }
      double value =
          swapped
              ? Arithmetic.apply(op, b, a, returnBool, b)
              : Arithmetic.apply(op, a, b, returnBool, a);
      if (Absent.is(value)) {
        continue;
      }
      out[step] = value;
      any = true;
    }
    if (any) {
      result.add(resultLabels(many.labels(manyIndex), one.labels(oneIndex)), out);
    }
  }

  private static void take(boolean[] taken, int step) {
    if (taken[step]) {
      throw QueryException.execution(
          "multiple matches for labels: many-to-one matching must be explicit"
              + " (group_left/group_right)");
    }
    taken[step] = true;
  }

  private HeldVector mergeResults(HeldVector result) {
    if (result.mergeEqualLabels() != null) {
      throw QueryException.execution(
          "multiple matches for labels: grouping labels must ensure unique matches");
    }
    return result;
  }

  private Labels resultLabels(Labels many, Labels one) {
    LabelsBuilder out = many.toBuilder();
    if (!op.isComparison() || returnBool) {
      out.set(Labels.NAME, "");
    }
    if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
      for (int i = 0; i < many.count(); i++) {
        String name = many.name(i);
        if (matching.labels().contains(name) != matching.on()) {
          out.set(name, "");
        }
      }
    }
    for (String name : matching.include()) {
      out.set(name, one.valueOrEmpty(name));
    }
    return out.build();
  }

  /// With `fill`: a side that is missing at a step takes the fill value. Each signature gets, on
  /// the side it lacks, a series of its matching labels.
  private HeldVector joinFilled(HeldVector left, HeldVector right) {
    HeldVector a = filled(left, right, matching.fillLeft());
    HeldVector b = filled(right, left, matching.fillRight());
    var plain =
        new VectorMatching(
            matching.cardinality(),
            matching.on(),
            matching.labels(),
            matching.include(),
            null,
            null);
    return new VectorJoin(op, returnBool, plain).join(a, b);
  }

  /// `side` with `fill` at every step where the other side has a series of the same signature and
  /// this one has none.
  private HeldVector filled(HeldVector side, HeldVector other, @Nullable Double fill) {
    if (fill == null) {
      return side;
    }
    LabelGrouping signatures = BinaryEvaluator.signatures(matching);
    List<List<Integer>> own = members(signatures, side);
    var result = new HeldVector(side.steps());
    side.forEachRow((index, row) -> result.add(side.labels(index), row.clone()));
    int known = own.size();
    List<List<Integer>> others = new ArrayList<>();
    for (int i = 0; i < other.count(); i++) {
      int signature = signatures.add(other.labels(i));
      while (others.size() <= signature) {
        others.add(new ArrayList<>());
      }
      others.get(signature).add(i);
    }
    for (int signature = 0; signature < others.size(); signature++) {
      if (others.get(signature).isEmpty()) {
        continue;
      }
      double[] target;
      if (signature < known) {
        target = result.row(own.get(signature).getFirst());
      } else {
        target = HeldVector.absentRow(side.steps());
        result.add(signatures.groupLabels(signature), target);
      }
      List<Integer> mine = signature < known ? own.get(signature) : List.of();
      fillGaps(target, fill, side, mine, other, others.get(signature));
    }
    return result;
  }

  private static void fillGaps(
      double[] target,
      double fill,
      HeldVector side,
      List<Integer> mine,
      HeldVector other,
      List<Integer> theirs) {
    for (int step = 0; step < target.length; step++) {
      int at = step;
      boolean here = mine.stream().anyMatch(i -> !Absent.is(side.row(i)[at]));
      boolean there = theirs.stream().anyMatch(i -> !Absent.is(other.row(i)[at]));
      if (there && !here) {
        target[step] = fill;
      }
    }
  }
}
