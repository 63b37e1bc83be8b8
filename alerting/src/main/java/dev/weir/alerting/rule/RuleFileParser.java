package dev.weir.alerting.rule;

import dev.weir.query.promql.Durations;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads one Prometheus rule file. What Prometheus and promtool refuse is refused, all of it at
/// once, each with its place. One use.
///
/// Source: Prometheus, `model/rulefmt`.
public final class RuleFileParser {
  /// Longest file read; Prometheus has no limit, but nobody writes this by hand.
  public static final int MAX_FILE_BYTES = 4 << 20;

  static final int MAX_GROUPS = 1_000;
  static final int MAX_RULES = 10_000;

  private static final List<String> GROUP_KEYS =
      List.of("name", "interval", "query_offset", "limit", "labels", "rules");

  private final ProblemList problems;
  private final SourceText source;
  private final RuleParser rules;
  private int ruleCount;

  private RuleFileParser(String path, String text) {
    problems = new ProblemList(path);
    source = new SourceText(text);
    rules = new RuleParser(source, problems);
  }

  /// The groups of `text`, and every mistake in it; `path` stands in messages and groups.
  public static RuleFile parse(String path, String text) {
    var parser = new RuleFileParser(path, text);
    List<RuleGroup> groups = parser.read(text);
    return new RuleFile(path, digest(text), groups, parser.problems.sorted());
  }

  /// Tells `text` from every other.
  static String digest(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every JDK has SHA-256", e);
    }
  }

  private List<RuleGroup> read(String text) {
    var settings =
        LoadSettings.builder()
            .setLabel(problems.file())
            .setAllowDuplicateKeys(true)
            .setCodePointLimit(MAX_FILE_BYTES)
            .build();
    try {
      return new Compose(settings).composeString(text).map(this::groups).orElse(List.of());
    } catch (MarkedYamlEngineException e) {
      problems.add(e.getProblemMark(), "not YAML: " + e.getProblem());
    } catch (YamlEngineException | StackOverflowError e) {
      problems.addToFile("not YAML: " + e.getMessage());
    }
    return List.of();
  }

  private List<RuleGroup> groups(Node root) {
    YamlMap top = YamlMap.of(root, "the file", List.of("groups"), problems);
    var groups = new ArrayList<RuleGroup>();
    Map<String, Integer> lines = new HashMap<>();
    List<Node> nodes = top.list("groups");
    if (nodes.size() > MAX_GROUPS) {
      problems.add(root, "too many groups: " + nodes.size() + ", limit " + MAX_GROUPS);
      return groups;
    }
    for (Node node : nodes) {
      RuleGroup group = group(YamlMap.of(node, "a group", GROUP_KEYS, problems), lines);
      if (group != null) {
        groups.add(group);
      }
    }
    return groups;
  }

  private @Nullable RuleGroup group(YamlMap map, Map<String, Integer> lines) {
    String name = groupName(map, lines);
    long intervalMs = positive(map, "interval");
    long queryOffsetMs = duration(map, "query_offset", RuleGroup.DEFAULT);
    int limit = limit(map);
    SortedMap<String, String> labels = rules.labels(map, "labels");
    List<Node> nodes = map.list("rules");
    ruleCount += nodes.size();
    if (ruleCount > MAX_RULES) {
      problems.add(map.node(), "too many rules in one file: limit " + MAX_RULES);
      return null;
    }
    var read = new ArrayList<Rule>();
    Set<String> identities = new HashSet<>();
    for (Node node : nodes) {
      Rule rule = rules.rule(node, labels);
      if (rule != null && identities.add(Rule.identity(rule))) {
        read.add(rule);
      } else if (rule != null) {
        problems.add(
            node, "duplicate rule: " + rule.name() + " with the same expr and labels stands above");
      }
    }
    var timing = new RuleGroup.Timing(intervalMs, queryOffsetMs);
    return name == null ? null : new RuleGroup(problems.file(), name, timing, limit, read);
  }

  private @Nullable String groupName(YamlMap map, Map<String, Integer> lines) {
    ScalarNode name = map.scalar("name");
    if (name == null || name.getValue().isEmpty()) {
      problems.add(name == null ? map.node() : name, "a group must have a name");
      return null;
    }
    int line = name.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    Integer earlier = lines.putIfAbsent(name.getValue(), line);
    if (earlier != null) {
      problems.add(
          name,
          "group name "
              + name.getValue()
              + " is repeated in the same file: also in line "
              + earlier);
    }
    return name.getValue();
  }

  private long positive(YamlMap map, String key) {
    long value = duration(map, key, RuleGroup.DEFAULT);
    if (value == 0) { // Prometheus: the global interval
      return RuleGroup.DEFAULT;
    }
    ScalarNode node = map.scalar(key);
    if (value > 0 && value < 1_000 && node != null) {
      problems.add(node, key + " too short: " + node.getValue() + ", least 1s");
    }
    return value;
  }

  private long duration(YamlMap map, String key, long otherwise) {
    ScalarNode node = map.scalar(key);
    return node == null ? otherwise : rules.durationMs(key, node);
  }

  private int limit(YamlMap map) {
    ScalarNode node = map.scalar("limit");
    if (node == null) {
      return 0;
    }
    try {
      int limit = Integer.parseInt(node.getValue());
      if (limit >= 0) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    problems.add(node, "limit must be a number, 0 for none: " + node.getValue());
    return 0;
  }

  /// Milliseconds of a duration as Prometheus writes them, or -1.
  static long durationMs(String text) {
    return Durations.parse(text);
  }

  static SortedMap<String, String> merged(
      SortedMap<String, String> below, SortedMap<String, String> above) {
    var merged = new TreeMap<>(below);
    merged.putAll(above);
    return merged;
  }
}
