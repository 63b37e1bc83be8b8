package dev.weir.query.graphite;

import java.util.SortedMap;
import java.util.TreeMap;

/// One series of a render answer: values at `start`, `start + step`, ... before `end`, all in epoch
/// seconds. `NaN` stands for "no value" (Graphite has no NaN values). Owned by one evaluation;
/// functions make copies with [#with(String, double[])] and never change one they were given.
public final class GraphiteSeries {
  private final String name;
  private final String pathExpression;
  private final SortedMap<String, String> tags;
  private final long start;
  private final long step;
  private final double[] values;
  private final Consolidation consolidation;

  GraphiteSeries(
      String name,
      String pathExpression,
      SortedMap<String, String> tags,
      long start,
      long step,
      double[] values,
      Consolidation consolidation) {
    this.name = name;
    this.pathExpression = pathExpression;
    this.tags = tags;
    this.start = start;
    this.step = step;
    this.values = values;
    this.consolidation = consolidation;
  }

  public String name() {
    return name;
  }

  /// What the series was selected or made by: aggregates are named after it.
  String pathExpression() {
    return pathExpression;
  }

  public SortedMap<String, String> tags() {
    return tags;
  }

  /// Epoch seconds of the first value.
  public long start() {
    return start;
  }

  /// Epoch seconds just after the last value's step.
  public long end() {
    return start + step * values.length;
  }

  /// Seconds from value to value.
  public long step() {
    return step;
  }

  public double[] values() {
    return values;
  }

  Consolidation consolidation() {
    return consolidation;
  }

  /// The same series with other values under another name; its path expression becomes the name.
  GraphiteSeries with(String newName, double[] newValues) {
    return new GraphiteSeries(newName, newName, tags, start, step, newValues, consolidation);
  }

  /// The same under another name; what it was selected by stays.
  GraphiteSeries renamed(String newName) {
    return new GraphiteSeries(newName, pathExpression, tags, start, step, values, consolidation);
  }

  GraphiteSeries at(long newStart, long newStep, double[] newValues) {
    return new GraphiteSeries(
        name, pathExpression, tags, newStart, newStep, newValues, consolidation);
  }

  GraphiteSeries tagged(String tag, String value) {
    var more = new TreeMap<>(tags);
    more.put(tag, value);
    return new GraphiteSeries(name, pathExpression, more, start, step, values, consolidation);
  }

  GraphiteSeries consolidatedBy(Consolidation by) {
    return new GraphiteSeries(name, pathExpression, tags, start, step, values, by);
  }

  /// Every `valuesPerPoint` values become one, by the series' consolidation function; the last
  /// group may be smaller. At least `xFilesFactor` of a group's values must be there.
  GraphiteSeries consolidate(int valuesPerPoint, double xFilesFactor) {
    if (valuesPerPoint <= 1) {
      return this;
    }
    int points = (values.length + valuesPerPoint - 1) / valuesPerPoint;
    double[] fewer = new double[points];
    for (int i = 0; i < points; i++) {
      int from = i * valuesPerPoint;
      int to = Math.min(values.length, from + valuesPerPoint);
      fewer[i] = consolidation.apply(values, from, to, xFilesFactor);
    }
    return at(start, step * valuesPerPoint, fewer);
  }
}
