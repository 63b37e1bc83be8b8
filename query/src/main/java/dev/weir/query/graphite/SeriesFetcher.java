package dev.weir.query.graphite;

import com.google.re2j.PatternSyntaxException;
import dev.weir.storage.metrics.LeafPlan;
import dev.weir.storage.metrics.QueryLeaf;
import dev.weir.storage.metrics.SampleSet;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.Staleness;
import dev.weir.storage.model.TimeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads series for Graphite: a path or tag expressions in, values on a regular step out.
///
/// Samples are stored as they came, so the step of a series is found from the data: the median
/// distance of its samples, rounded to a usual resolution. Within a step the last sample counts, as
/// in whisper. A series with fewer than three samples takes the most frequent step of the others it
/// was selected with, else `defaultStepSeconds`.
final class SeriesFetcher {
  /// Points one series may have: guards against a year of one-second steps.
  static final int MAX_POINTS = 1 << 20;

  private static final long LAST_STEP_MS = 300_000;

  private static final long[] USUAL_STEPS = {
    1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200,
    86_400, 604_800
  };

  private final QueryLeaf leaf;
  private final long defaultStepSeconds;

  SeriesFetcher(QueryLeaf leaf, long defaultStepSeconds) {
    this.leaf = leaf;
    this.defaultStepSeconds = defaultStepSeconds;
  }

  /// Series whose path matches the glob; those with tags only when the pattern names them
  /// (`name;tag=value`).
  List<GraphiteSeries> byPath(String pattern, RenderRequest request, QueryBudget budget) {
    int semicolon = pattern.indexOf(';');
    if (semicolon > 0) {
      return byTaggedPath(pattern, request, budget);
    }
    Matcher name = pathMatcher(pattern);
    return fetch(List.of(name), true, pattern, request, budget);
  }

  /// Series that satisfy all tag expressions (`tag=v`, `tag!=v`, `tag=~re`, `tag!=~re`; the tag
  /// `name` is the metric name; expressions match from the start, as graphite-web's do).
  List<GraphiteSeries> byTag(List<String> expressions, RenderRequest request, QueryBudget budget) {
    var matchers = new ArrayList<Matcher>();
    for (String expression : expressions) {
      matchers.add(tagMatcher(expression));
    }
    selective(matchers);
    String path =
        "seriesByTag("
            + String.join(",", expressions.stream().map(e -> "'" + e + "'").toList())
            + ")";
    return fetch(matchers, false, path, request, budget);
  }

  /// `matchers`, which must not select everything.
  static List<Matcher> selective(List<Matcher> matchers) {
    if (matchers.stream().allMatch(Matcher::matchesEmpty)) {
      throw new GraphiteException("At least one tag expression must require a non-empty value");
    }
    return matchers;
  }

  /// The matcher for a path glob on the metric name.
  static Matcher pathMatcher(String pattern) {
    try {
      return Glob.hasWildcard(pattern) || pattern.indexOf('\\') >= 0
          ? new Matcher(Labels.NAME, Matcher.Op.REGEX, Glob.toRegex(pattern))
          : Matcher.equal(Labels.NAME, pattern);
    } catch (PatternSyntaxException e) {
      throw new GraphiteException("bad pattern " + pattern + ": " + e.getDescription());
    }
  }

  static Matcher tagMatcher(String expression) {
    int at = 0;
    while (at < expression.length() && "=!".indexOf(expression.charAt(at)) < 0) {
      at++;
    }
    String tag = expression.substring(0, at);
    String rest = expression.substring(at);
    if (tag.isEmpty() || rest.isEmpty()) {
      throw new GraphiteException("Invalid tag expression: " + expression);
    }
    String label = tag.equals("name") ? Labels.NAME : tag;
    try {
      if (rest.startsWith("!=~")) {
        return new Matcher(label, Matcher.Op.NOT_REGEX, "(?:" + rest.substring(3) + ").*");
      }
      if (rest.startsWith("=~")) {
        return new Matcher(label, Matcher.Op.REGEX, "(?:" + rest.substring(2) + ").*");
      }
      if (rest.startsWith("!=")) {
        return new Matcher(label, Matcher.Op.NOT_EQUAL, rest.substring(2));
      }
      if (rest.startsWith("=")) {
        return Matcher.equal(label, rest.substring(1));
      }
    } catch (PatternSyntaxException e) {
      throw new GraphiteException("bad tag expression " + expression + ": " + e.getDescription());
    }
    throw new GraphiteException("Invalid tag expression: " + expression);
  }

  private List<GraphiteSeries> byTaggedPath(
      String pattern, RenderRequest request, QueryBudget budget) {
    String[] parts = pattern.split(";");
    var matchers = new ArrayList<Matcher>();
    matchers.add(pathMatcher(parts[0]));
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals <= 0) {
        throw new GraphiteException("Invalid tag in path: " + pattern);
      }
      matchers.add(Matcher.equal(parts[i].substring(0, equals), parts[i].substring(equals + 1)));
    }
    int tags = parts.length - 1;
    return fetch(matchers, false, pattern, request, budget).stream()
        .filter(series -> series.tags().size() == tags + 1)
        .toList();
  }

  private List<GraphiteSeries> fetch(
      List<Matcher> matchers,
      boolean untaggedOnly,
      String path,
      RenderRequest request,
      QueryBudget budget) {
    // The last value stands for the step that begins at or before `until` and ends after it.
    var range =
        new TimeRange(request.from() * 1000, saturated(request.until() * 1000 + LAST_STEP_MS));
    List<Raw> raws = new ArrayList<>();
    try (SampleSet found =
        leaf.samples(new LeafPlan.Samples(request.tenant(), matchers, range), budget)) {
      var columns = new SampleColumns();
      for (int i = 0; i < found.seriesCount(); i++) {
        Labels labels = found.labels(i);
        if (untaggedOnly && labels.count() != 1) {
          continue;
        }
        budget.check();
        found.read(i, columns);
        if (columns.length() > 0) {
          budget.chargeSamples(columns.length());
          raws.add(Raw.of(labels, columns));
        }
      }
    }
    long common = commonStep(raws);
    var out = new ArrayList<GraphiteSeries>(raws.size());
    for (Raw raw : raws) {
      GraphiteSeries series = onGrid(raw, raw.step > 0 ? raw.step : common, path, request);
      if (series != null) {
        out.add(series);
      }
    }
    return out;
  }

  private static @Nullable GraphiteSeries onGrid(
      Raw raw, long step, String path, RenderRequest request) {
    long first = Math.floorDiv(request.from(), step) * step + step;
    long end = Math.floorDiv(request.until(), step) * step + step;
    long points = (end - first) / step;
    if (points > MAX_POINTS) {
      throw new GraphiteException(
          "too many points: " + points + " of " + step + " s, limit " + MAX_POINTS);
    }
    double[] values = new double[Math.max(1, (int) points)];
    Arrays.fill(values, Double.NaN);
    boolean any = false;
    for (int i = 0; i < raw.timestamps.length; i++) {
      long slot = Math.floorDiv(Math.floorDiv(raw.timestamps[i], 1000) - first, step);
      if (slot >= 0 && slot < values.length && !Staleness.isStale(raw.values[i])) {
        values[(int) slot] = raw.values[i];
        any = true;
      }
    }
    if (!any) {
      return null;
    }
    return new GraphiteSeries(raw.name, path, raw.tags, first, step, values, Consolidation.AVERAGE);
  }

  private long commonStep(List<Raw> raws) {
    Map<Long, Integer> votes = new TreeMap<>();
    for (Raw raw : raws) {
      if (raw.step > 0) {
        votes.merge(raw.step, 1, Integer::sum);
      }
    }
    long best = defaultStepSeconds;
    int most = 0;
    for (var vote : votes.entrySet()) {
      if (vote.getValue() > most) {
        most = vote.getValue();
        best = vote.getKey();
      }
    }
    return best;
  }

  private static long saturated(long ms) {
    return Math.min(ms, Long.MAX_VALUE / 2);
  }

  /// The usual step nearest to the median distance; 0 when there are too few samples to tell.
  static long inferStep(long[] timestampsMs, int length) {
    if (length < 3) {
      return 0;
    }
    long[] distances = new long[Math.min(length - 1, 1000)];
    int from = length - 1 - distances.length; // the newest tell what the sender does now
    for (int i = 0; i < distances.length; i++) {
      distances[i] = timestampsMs[from + i + 1] - timestampsMs[from + i];
    }
    Arrays.sort(distances);
    double median = distances[distances.length / 2] / 1000.0;
    long best = USUAL_STEPS[0];
    for (long usual : USUAL_STEPS) {
      if (Math.abs(Math.log(usual / median)) < Math.abs(Math.log(best / median))) {
        best = usual;
      }
    }
    return best;
  }

  /// One series as stored, copied out of the reader's columns; `step` is 0 when unknown.
  private static final class Raw {
    final String name;
    final SortedMap<String, String> tags;
    final long step;
    final long[] timestamps;
    final double[] values;

    Raw(
        String name,
        SortedMap<String, String> tags,
        long step,
        long[] timestamps,
        double[] values) {
      this.name = name;
      this.tags = tags;
      this.step = step;
      this.timestamps = timestamps;
      this.values = values;
    }

    static Raw of(Labels labels, SampleColumns columns) {
      long[] timestamps = Arrays.copyOf(columns.timestamps(), columns.length());
      double[] values = Arrays.copyOf(columns.values(), columns.length());
      var tags = new TreeMap<String, String>();
      for (int i = 0; i < labels.count(); i++) {
        if (!labels.name(i).equals(Labels.NAME)) {
          tags.put(labels.name(i), labels.value(i));
        }
      }
      tags.put("name", labels.metricName());
      return new Raw(
          TagFinder.path(labels),
          tags,
          inferStep(timestamps, timestamps.length),
          timestamps,
          values);
    }
  }
}
