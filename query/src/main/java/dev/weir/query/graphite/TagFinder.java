package dev.weir.query.graphite;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weir.storage.metrics.LeafPlan;
import dev.weir.storage.metrics.QueryLeaf;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Regex;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.model.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Answers Graphite's questions about tags. Every label is a tag and the metric name is the tag
/// `name`, also of series that came by another protocol. Stateless; any thread.
public final class TagFinder {
  private static final String NAME_TAG = "name";

  private final QueryLeaf leaf;

  public TagFinder(QueryLeaf leaf) {
    this.leaf = leaf;
  }

  /// All tags that match the regular expression `filter` from their start, sorted; an empty one
  /// matches all.
  public SortedSet<String> tags(Tenant tenant, String filter, QueryBudget budget) {
    Pattern pattern = pattern(filter);
    var tags = new TreeSet<String>();
    for (String name :
        leaf.labelNames(new LeafPlan.LabelNames(tenant, List.of(), TimeRange.ALL, 0), budget)) {
      if (pattern.matcher(tag(name)).lookingAt()) {
        tags.add(tag(name));
      }
    }
    return tags;
  }

  /// The values of `tag` that match `filter` from their start, with the number of series that have
  /// each.
  public SortedMap<String, Integer> counts(
      Tenant tenant, String tag, String filter, QueryBudget budget) {
    Pattern pattern = pattern(filter);
    String label = label(tag);
    var counts = new TreeMap<String, Integer>();
    for (Labels labels : select(tenant, List.of(given(label)), budget)) {
      String value = Objects.requireNonNullElse(labels.find(label), "");
      if (pattern.matcher(value).lookingAt()) {
        counts.merge(value, 1, Integer::sum);
      }
    }
    return counts;
  }

  /// Tags of the series that satisfy all `expressions`, but those that the expressions name.
  public SortedSet<String> tagsAmong(Tenant tenant, List<String> expressions, QueryBudget budget) {
    List<Matcher> matchers = matchers(expressions);
    var tags = new TreeSet<String>();
    for (String name :
        leaf.labelNames(new LeafPlan.LabelNames(tenant, matchers, TimeRange.ALL, 0), budget)) {
      if (matchers.stream().noneMatch(matcher -> matcher.name().equals(name))) {
        tags.add(tag(name));
      }
    }
    return tags;
  }

  /// Values of `tag` among the series that satisfy all `expressions`, sorted.
  public List<String> valuesAmong(
      Tenant tenant, List<String> expressions, String tag, QueryBudget budget) {
    List<Matcher> matchers = expressions.isEmpty() ? List.of() : matchers(expressions);
    return leaf.labelValues(
        new LeafPlan.LabelValues(tenant, label(tag), matchers, TimeRange.ALL, 0), budget);
  }

  /// Series that satisfy all `expressions`, as `name;tag=value;..`, sorted.
  public SortedSet<String> series(Tenant tenant, List<String> expressions, QueryBudget budget) {
    var series = new TreeSet<String>();
    for (Labels labels : select(tenant, matchers(expressions), budget)) {
      series.add(path(labels));
    }
    return series;
  }

  private List<Labels> select(Tenant tenant, List<Matcher> matchers, QueryBudget budget) {
    return leaf.series(new LeafPlan.Series(tenant, matchers, TimeRange.ALL, 0), budget);
  }

  private static List<Matcher> matchers(List<String> expressions) {
    var matchers = new ArrayList<Matcher>();
    for (String expression : expressions) {
      matchers.add(SeriesFetcher.tagMatcher(expression));
    }
    return SeriesFetcher.selective(matchers);
  }

  private static Matcher given(String label) {
    return new Matcher(label, Matcher.Op.NOT_EQUAL, "");
  }

  private static Pattern pattern(String filter) {
    try {
      return Regex.compile(filter);
    } catch (PatternSyntaxException e) {
      throw new GraphiteException("bad filter " + filter + ": " + e.getDescription());
    }
  }

  /// The canonical path of tagged series: tags sorted by their names.
  static String path(Labels labels) {
    var path = new StringBuilder(labels.metricName());
    for (int i = 0; i < labels.count(); i++) {
      if (!labels.name(i).equals(Labels.NAME)) {
        path.append(';').append(labels.name(i)).append('=').append(labels.value(i));
      }
    }
    return path.toString();
  }

  private static String tag(String label) {
    return label.equals(Labels.NAME) ? NAME_TAG : label;
  }

  private static String label(String tag) {
    return tag.equals(NAME_TAG) ? Labels.NAME : tag;
  }
}
