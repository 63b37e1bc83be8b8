package dev.weir.storage.metrics;

import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.model.TimeRange;
import java.util.List;

/// What a query asks of the store that owns the data: values only, so that it can travel. A range
/// matters at the precision of partitions for the index questions, to the millisecond for samples.
public sealed interface LeafPlan {
  Tenant tenant();

  /// All must hold; empty means every series.
  List<Matcher> matchers();

  TimeRange range();

  /// Which series there are, at most `limit` (0: no limit).
  record Series(Tenant tenant, List<Matcher> matchers, TimeRange range, int limit)
      implements LeafPlan {}

  /// Which label names they have.
  record LabelNames(Tenant tenant, List<Matcher> matchers, TimeRange range, int limit)
      implements LeafPlan {}

  /// Which values the label `label` has among them.
  record LabelValues(
      Tenant tenant, String label, List<Matcher> matchers, TimeRange range, int limit)
      implements LeafPlan {}

  /// Their samples.
  record Samples(Tenant tenant, List<Matcher> matchers, TimeRange range) implements LeafPlan {}
}
