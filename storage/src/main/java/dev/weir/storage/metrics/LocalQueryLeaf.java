package dev.weir.storage.metrics;

import dev.weir.storage.metrics.block.BlockStore;
import dev.weir.storage.metrics.index.SeriesSelector;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.model.TimeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntIterator;
import org.roaringbitmap.RoaringBitmap;

/// Reads this process's engines and blocks. Any thread, never waits for writers.
///
/// The index says which series match, the parts which of them may have samples in the range. What
/// each costs is charged to the budget as it is spent.
final class LocalQueryLeaf implements QueryLeaf {
  private static final int CHECK_EVERY = 4096;

  private final SeriesRegistry registry;
  private final SeriesSelector selector;
  private final List<? extends ShardEngine> engines;
  private final BlockStore blocks;
  private final LabelOrder order;

  LocalQueryLeaf(
      SeriesRegistry registry,
      SeriesSelector selector,
      List<? extends ShardEngine> engines,
      BlockStore blocks) {
    this.registry = registry;
    this.selector = selector;
    this.engines = engines;
    this.blocks = blocks;
    this.order = new LabelOrder(registry);
  }

  @Override
  public List<Labels> series(LeafPlan.Series plan, QueryBudget budget) {
    int[] ids;
    try (var sources = HeldSources.acquire(plan.range(), engines, blocks)) {
      ids = select(plan.tenant(), plan.matchers(), sources, budget);
    }
    order.sort(ids);
    int count = plan.limit() > 0 ? Math.min(plan.limit(), ids.length) : ids.length;
    budget.chargeSeries(count);
    var found = new ArrayList<Labels>(count);
    for (int i = 0; i < count; i++) {
      found.add(registry.labels(ids[i]));
    }
    return found;
  }

  @Override
  public List<String> labelNames(LeafPlan.LabelNames plan, QueryBudget budget) {
    RoaringBitmap among = among(plan.tenant(), plan.matchers(), plan.range(), budget);
    return limited(selector.labelNames(plan.tenant(), among, budget), plan.limit());
  }

  @Override
  public List<String> labelValues(LeafPlan.LabelValues plan, QueryBudget budget) {
    RoaringBitmap among = among(plan.tenant(), plan.matchers(), plan.range(), budget);
    List<String> values = selector.labelValues(plan.tenant(), plan.label(), among, budget);
    return limited(values, plan.limit());
  }

  private static List<String> limited(List<String> all, int limit) {
    return limit > 0 && all.size() > limit ? List.copyOf(all.subList(0, limit)) : all;
  }

  @Override
  public SampleSet samples(LeafPlan.Samples plan, QueryBudget budget) {
    var sources = HeldSources.acquire(plan.range(), engines, blocks);
    boolean isHandedOut = false;
    try {
      int[] ids = select(plan.tenant(), plan.matchers(), sources, budget);
      budget.chargeSeries(ids.length);
      order.sort(ids);
      var set = new LocalSampleSet(registry, sources, ids, budget);
      isHandedOut = true;
      return set;
    } finally {
      if (!isHandedOut) {
        sources.close();
      }
    }
  }

  /// Ids of the series that match and may have samples in what is held, ascending.
  private int[] select(
      Tenant tenant, List<Matcher> matchers, HeldSources sources, QueryBudget budget) {
    RoaringBitmap matching = selector.select(tenant, matchers, budget);
    int[] ids = new int[matching.getCardinality()];
    int count = 0;
    int seen = 0;
    IntIterator all = matching.getIntIterator();
    while (all.hasNext()) {
      int id = all.next();
      if (sources.mayContain(id, registry)) {
        ids[count++] = id;
      }
      if (++seen % CHECK_EVERY == 0) {
        budget.check();
      }
    }
    return count == ids.length ? ids : Arrays.copyOf(ids, count);
  }

  /// The series that label questions are about; null for all of them.
  private @Nullable RoaringBitmap among(
      Tenant tenant, List<Matcher> matchers, TimeRange range, QueryBudget budget) {
    if (matchers.isEmpty() && range.equals(TimeRange.ALL)) {
      return null;
    }
    try (var sources = HeldSources.acquire(range, engines, blocks)) {
      return RoaringBitmap.bitmapOf(select(tenant, matchers, sources, budget));
    }
  }
}
