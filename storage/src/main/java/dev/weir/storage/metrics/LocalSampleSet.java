package dev.weir.storage.metrics;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.SampleColumns;

/// Series found by a [LocalQueryLeaf], with what they are read from held until closed.
final class LocalSampleSet implements SampleSet {
  private final SeriesRegistry registry;
  private final HeldSources sources;
  private final int[] ids; // in order of their labels
  private final QueryBudget budget;

  LocalSampleSet(SeriesRegistry registry, HeldSources sources, int[] ids, QueryBudget budget) {
    this.registry = registry;
    this.sources = sources;
    this.ids = ids;
    this.budget = budget;
  }

  @Override
  public int seriesCount() {
    return ids.length;
  }

  @Override
  public Labels labels(int index) {
    return registry.labels(ids[index]);
  }

  @Override
  public void read(int index, SampleColumns out) {
    sources.read(ids[index], registry, out);
    budget.chargeSamples(out.length());
  }

  @Override
  public void close() {
    sources.close();
  }
}
