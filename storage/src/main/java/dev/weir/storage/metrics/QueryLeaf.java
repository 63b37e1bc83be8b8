package dev.weir.storage.metrics;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.QueryBudget;
import java.util.List;

/// Reading, at the place that owns the data: a plan in, a result that can be merged with those of
/// other owners out. Any thread; never waits for writers. A sample is visible once its batch was
/// applied.
public interface QueryLeaf {
  /// Label sets of the series that match and may have samples in the range, sorted.
  List<Labels> series(LeafPlan.Series plan, QueryBudget budget);

  /// Sorted.
  List<String> labelNames(LeafPlan.LabelNames plan, QueryBudget budget);

  /// Sorted.
  List<String> labelValues(LeafPlan.LabelValues plan, QueryBudget budget);

  /// The series that match; their samples are decoded when read. The caller closes it.
  SampleSet samples(LeafPlan.Samples plan, QueryBudget budget);
}
