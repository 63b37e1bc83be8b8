package dev.weir.query.graphite;

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
import java.util.TreeMap;
import java.util.TreeSet;

/// Walks the tree that dots in metric names make. Only series without tags are in the tree; tagged
/// ones are found by tag.
public final class PathFinder {
  /// One node of the tree at the depth of the query. A name that is both branch and leaf is two
  /// nodes.
  public record Node(String path, boolean leaf) {
    /// The last part of the path.
    public String text() {
      return path.substring(path.lastIndexOf('.') + 1);
    }
  }

  private final QueryLeaf leaf;

  public PathFinder(QueryLeaf leaf) {
    this.leaf = leaf;
  }

  /// Nodes that match the glob `query`: branches first, then leaves, each sorted.
  public List<Node> find(Tenant tenant, String query, TimeRange range, QueryBudget budget) {
    int depth = 1 + (int) query.chars().filter(c -> c == '.').count();
    String regex = Glob.toRegex(query);
    try {
      Regex.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new GraphiteException("bad pattern " + query + ": " + e.getDescription());
    }
    var branches = new TreeSet<String>();
    var leaves = new TreeSet<String>();
    for (String name : names(tenant, regex + "(?:\\..*)?", range, budget)) {
      int end = endOfPart(name, depth);
      if (end == name.length()) {
        leaves.add(name);
      } else {
        branches.add(name.substring(0, end));
      }
    }
    var nodes = new ArrayList<Node>(branches.size() + leaves.size());
    branches.forEach(path -> nodes.add(new Node(path, false)));
    leaves.forEach(path -> nodes.add(new Node(path, true)));
    return nodes;
  }

  /// Every path there is, sorted.
  public List<String> all(Tenant tenant, TimeRange range, QueryBudget budget) {
    return names(tenant, ".+", range, budget);
  }

  private List<String> names(Tenant tenant, String regex, TimeRange range, QueryBudget budget) {
    var matchers = List.of(new Matcher(Labels.NAME, Matcher.Op.REGEX, regex));
    var names = new TreeMap<String, Boolean>();
    for (Labels labels : leaf.series(new LeafPlan.Series(tenant, matchers, range, 0), budget)) {
      if (labels.count() == 1) {
        names.put(labels.metricName(), true);
      }
    }
    return List.copyOf(names.keySet());
  }

  private static int endOfPart(String name, int depth) {
    int end = -1;
    for (int i = 0; i < depth; i++) {
      end = name.indexOf('.', end + 1);
      if (end < 0) {
        return name.length();
      }
    }
    return end;
  }
}
