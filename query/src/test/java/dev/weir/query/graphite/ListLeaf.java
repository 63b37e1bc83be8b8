package dev.weir.query.graphite;

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

/// Series in a map: what a store would answer, found by looking at each.
public final class ListLeaf implements QueryLeaf {
  private final TreeMap<Labels, TreeMap<Long, Double>> series = new TreeMap<>();

  public ListLeaf add(Labels labels, long seconds, double value) {
    series.computeIfAbsent(labels, l -> new TreeMap<>()).put(seconds * 1000, value);
    return this;
  }

  /// Values every `step` seconds from `start`; `NaN` leaves one out.
  public ListLeaf load(String path, long start, long step, double... values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        add(Labels.of(Labels.NAME, path), start + i * step, values[i]);
      }
    }
    return this;
  }

  private List<Labels> select(LeafPlan plan) {
    var found = new ArrayList<Labels>();
    for (Map.Entry<Labels, TreeMap<Long, Double>> one : series.entrySet()) {
      boolean all = true;
      for (Matcher matcher : plan.matchers()) {
        all &= matcher.matches(one.getKey().valueOrEmpty(matcher.name()));
      }
      if (all) {
        found.add(one.getKey());
      }
    }
    return found;
  }

  @Override
  public List<Labels> series(LeafPlan.Series plan, QueryBudget budget) {
    return select(plan);
  }

  @Override
  public List<String> labelNames(LeafPlan.LabelNames plan, QueryBudget budget) {
    var names = new TreeSet<String>();
    select(plan).forEach(labels -> names.addAll(labels.toMap().keySet()));
    return List.copyOf(names);
  }

  @Override
  public List<String> labelValues(LeafPlan.LabelValues plan, QueryBudget budget) {
    var values = new TreeSet<String>();
    select(plan).forEach(labels -> values.add(labels.valueOrEmpty(plan.label())));
    values.remove("");
    return List.copyOf(values);
  }

  @Override
  public SampleSet samples(LeafPlan.Samples plan, QueryBudget budget) {
    List<Labels> found = select(plan);
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
        series
            .getOrDefault(found.get(index), new TreeMap<>())
            .subMap(plan.range().startMs(), plan.range().endMs())
            .forEach(out::add);
      }

      @Override
      public void close() {}
    };
  }
}
