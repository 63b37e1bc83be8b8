package dev.weir.storage.metrics.index;

import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/// Finds series by their labels. Any thread, no locks; every series defined before the call is
/// seen. A label that a series does not have counts as the empty string, exactly as in Prometheus:
/// `{a=""}` and `{a!="x"}` match series without `a`.
///
/// A regular expression is evaluated once per distinct value, not per series; literals,
/// alternations of literals and literal prefixes are looked up instead.
public interface SeriesSelector {
  /// Ids of the tenant's series that satisfy all `matchers` (none: every series). The bitmap is the
  /// caller's own. Calls `budget.check()` now and then and charges nothing.
  RoaringBitmap select(Tenant tenant, List<Matcher> matchers, QueryBudget budget);

  /// Label names of the tenant's series in `among` (null: of all), sorted.
  List<String> labelNames(Tenant tenant, @Nullable RoaringBitmap among, QueryBudget budget);

  /// Values that `label` has in the tenant's series in `among` (null: in all), sorted, without the
  /// empty one.
  List<String> labelValues(
      Tenant tenant, String label, @Nullable RoaringBitmap among, QueryBudget budget);
}
