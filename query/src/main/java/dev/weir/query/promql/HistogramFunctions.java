package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.LabelGrouping;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.SeriesVector;
import dev.weir.query.engine.Steps;
import dev.weir.query.promql.ast.Expr;
import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Functions over classic histograms: series that differ in `le` only, each a cumulative count.
final class HistogramFunctions {
  private static final String BUCKET = "le";

  private final Evaluation evaluation;

  HistogramFunctions(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /// What is computed from the buckets of one histogram at one step.
  private interface BucketFunction {
    double apply(ClassicBuckets buckets, int step);
  }

  /// One series of a histogram.
  private record Member(double upperBound, int index) {}

  /// The series of one histogram, by rising bound.
  private record Group(Labels labels, String metricName, List<Member> members) {}

  SeriesVector quantile(Expr.Call call, Steps steps) {
    double[] q = evaluation.scalar(call.arguments().get(0), steps);
    warnQuantile(q, call.arguments().get(0));
    Expr where = call.arguments().get(1);
    HeldVector vector = evaluation.vector(where, steps).hold();
    List<Group> groups = groups(vector, where);
    return compute(vector, groups, quantileFunction(q), where);
  }

  SeriesVector quantiles(Expr.Call call, Steps steps) {
    Expr where = call.arguments().getFirst();
    String label = Evaluation.string(call.arguments().get(1));
    if (label.isEmpty() || !GoText.isValidUtf8(label)) {
      throw QueryException.execution("invalid label name " + GoText.quote(label));
    }
    HeldVector vector = evaluation.vector(where, steps).hold();
    List<Group> groups = groups(vector, where);
    var result = new HeldVector(steps);
    for (Expr argument : call.arguments().subList(2, call.arguments().size())) {
      double[] q = evaluation.scalar(argument, steps);
      warnQuantile(q, argument);
      String value = q.length == 0 ? "" : Numbers.formatOpenMetrics(q[0]);
      HeldVector one = compute(vector, groups, quantileFunction(q), where);
      one.mapLabels(labels -> labels.toBuilder().set(label, value).build());
      one.forEachRow((i, row) -> result.add(one.labels(i), row));
    }
    return Evaluation.merged(result);
  }

  SeriesVector fraction(Expr.Call call, Steps steps) {
    double[] lower = evaluation.scalar(call.arguments().get(0), steps);
    double[] upper = evaluation.scalar(call.arguments().get(1), steps);
    Expr where = call.arguments().get(2);
    HeldVector vector = evaluation.vector(where, steps).hold();
    return compute(
        vector,
        groups(vector, where),
        (buckets, step) -> buckets.fraction(lower[step], upper[step]),
        where);
  }

  private static BucketFunction quantileFunction(double[] q) {
    return (buckets, step) -> buckets.quantile(q[step]);
  }

  private void warnQuantile(double[] values, Expr where) {
    for (double value : values) {
      if (!(value >= 0 && value <= 1)) {
        evaluation.warn(
            "quantile value should be between 0 and 1, got " + Numbers.format(value), where.span());
        return;
      }
    }
  }

  private List<Group> groups(HeldVector vector, Expr where) {
    LabelGrouping grouping = LabelGrouping.without(List.of(BUCKET));
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < vector.count(); i++) {
      Labels labels = vector.labels(i);
      double bound = Numbers.parseLabel(labels.valueOrEmpty(BUCKET));
      if (Double.isNaN(bound)) {
        evaluation.warn(
            "bucket label \"le\" is missing or has a malformed value of "
                + GoText.quote(labels.valueOrEmpty(BUCKET))
                + forName(labels.metricName()),
            where.span());
        continue;
      }
      int group = grouping.add(labels);
      if (group == groups.size()) {
        groups.add(new Group(grouping.groupLabels(group), labels.metricName(), new ArrayList<>()));
      }
      groups.get(group).members().add(new Member(bound, i));
    }
    groups.forEach(g -> g.members().sort(Comparator.comparingDouble(Member::upperBound)));
    return groups;
  }

  private HeldVector compute(
      HeldVector vector, List<Group> groups, BucketFunction function, Expr where) {
    var result = new HeldVector(vector.steps());
    var buckets = new ClassicBuckets();
    Set<String> forced = new HashSet<>();
    for (Group group : groups) {
      evaluation.context().check();
      double[] out = HeldVector.absentRow(vector.steps());
      for (int step = 0; step < out.length; step++) {
        buckets.clear();
        for (Member member : group.members()) {
          double count = vector.row(member.index())[step];
          if (!Absent.is(count)) {
            buckets.add(member.upperBound(), count);
          }
        }
        if (buckets.count() > 0) {
          out[step] = function.apply(buckets, step);
          if (buckets.wasForcedMonotonic() && forced.add(group.metricName())) {
            noteForced(group.metricName(), where);
          }
        }
      }
      if (!Absent.all(out)) {
        result.add(group.labels(), out);
      }
    }
    return result;
  }

  private void noteForced(String metricName, Expr where) {
    evaluation.info(
        "input to histogram_quantile needed to be fixed for monotonicity (see"
            + " https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
            + forName(metricName),
        where.span());
  }

  private static String forName(String metricName) {
    return metricName.isEmpty() ? "" : " for metric name " + GoText.quote(metricName);
  }
}
