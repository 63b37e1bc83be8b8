package dev.weir.alerting.eval;

import dev.weir.storage.metrics.LeafPlan;
import dev.weir.storage.metrics.QueryLeaf;
import dev.weir.storage.metrics.SampleSet;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.SampleColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// A store in a sorted map, for tests: every tenant sees the same series.
final class MemoryLeaf implements QueryLeaf {
  private final TreeMap<Labels, TreeMap<Long, Double>> series = new TreeMap<>();
  private int openSets;

  public MemoryLeaf add(Labels labels, long timestampMs, double value) {
    series.computeIfAbsent(labels, l -> new TreeMap<>()).put(timestampMs, value);
    return this;
  }

  public void clear() {
    series.clear();
  }

  /// Sample sets not closed yet.
  public int openSets() {
    return openSets;
  }

  private List<Labels> matching(LeafPlan plan) {
    List<Labels> found = new ArrayList<>();
    for (Map.Entry<Labels, TreeMap<Long, Double>> entry : series.entrySet()) {
      long start = plan.range().startMs();
      Long first = entry.getValue().ceilingKey(start);
      if (first != null
          && first < plan.range().endMs()
          && plan.matchers().stream().allMatch(m -> matches(m, entry.getKey()))) {
        found.add(entry.getKey());
      }
    }
    return found;
  }

  private static boolean matches(Matcher matcher, Labels labels) {
    return matcher.matches(labels.valueOrEmpty(matcher.name()));
  }

  @Override
  public List<Labels> series(LeafPlan.Series plan, QueryBudget budget) {
    return limited(matching(plan), plan.limit());
  }

  @Override
  public List<String> labelNames(LeafPlan.LabelNames plan, QueryBudget budget) {
    var names = new TreeSet<String>();
    for (Labels labels : matching(plan)) {
      names.addAll(labels.toMap().keySet());
    }
    return limited(List.copyOf(names), plan.limit());
  }

  @Override
  public List<String> labelValues(LeafPlan.LabelValues plan, QueryBudget budget) {
    var values = new TreeSet<String>();
    for (Labels labels : matching(plan)) {
      String value = labels.find(plan.label());
      if (value != null) {
        values.add(value);
      }
    }
    return limited(List.copyOf(values), plan.limit());
  }

  private static <T> List<T> limited(List<T> all, int limit) {
    return limit > 0 && limit < all.size() ? all.subList(0, limit) : all;
  }

  @Override
  public SampleSet samples(LeafPlan.Samples plan, QueryBudget budget) {
    List<Labels> found = matching(plan);
    budget.chargeSeries(found.size());
    openSets++;
    return new SampleSet() {
      @Override
      public int seriesCount() {
        return found.size();
      }

      @Override
      public Labels labels(int index) {
        return found.get(index);
      }

      @Override
      public void read(int index, SampleColumns out) {
        out.clear();
        TreeMap<Long, Double> samples = series.get(found.get(index));
        assert samples != null;
        samples.subMap(plan.range().startMs(), true, plan.range().endMs(), false).forEach(out::add);
        budget.chargeSamples(out.length());
      }

      @Override
      public void close() {
        openSets--;
      }
    };
  }
}
