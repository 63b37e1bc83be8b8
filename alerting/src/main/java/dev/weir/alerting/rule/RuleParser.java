package dev.weir.alerting.rule;

import dev.weir.alerting.anomaly.Season;
import dev.weir.query.engine.QueryException;
import dev.weir.query.promql.PromqlParser;
import dev.weir.query.promql.ast.Expr;
import dev.weir.query.promql.ast.ValueType;
import dev.weir.storage.model.Labels;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads the rules of one file: their keys, expressions and templates.
final class RuleParser {
  private static final List<String> COMMON = List.of("expr", "labels");
  private static final List<String> ALERT = List.of("for", "keep_firing_for", "annotations");
  private static final List<String> BAND =
      List.of("season", "sensitivity", "direction", "min_history");
  private static final List<String> KINDS = List.of("alert", "record", "anomaly");
  private static final List<String> ALL_KEYS = join(List.of(KINDS, COMMON, ALERT, BAND));

  private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern POSITION = Pattern.compile("(?s)(\\d{1,9}):(\\d{1,9}): (.*)");

  private final SourceText source;
  private final ProblemList problems;
  private long textLength;

  /// Most labels, and most annotations, of a rule.
  private static final int MAX_PAIRS = 100;

  /// Most characters of all expressions, labels and annotations of a file: an alias of YAML repeats
  /// a text of megabytes with two characters.
  static final long MAX_TEXT = 2L * RuleFileParser.MAX_FILE_BYTES;

  RuleParser(SourceText source, ProblemList problems) {
    this.source = source;
    this.problems = problems;
  }

  private static List<String> join(List<List<String>> lists) {
    return lists.stream().flatMap(List::stream).toList();
  }

  /// The rule that `node` is, with the labels of its group; null when it cannot even be named.
  @Nullable Rule rule(Node node, SortedMap<String, String> groupLabels) {
    YamlMap map = YamlMap.of(node, "a rule", ALL_KEYS, problems);
    String kind = kind(map);
    if (kind == null) {
      expr(map);
      return null;
    }
    refuseForeignKeys(map, kind);
    ScalarNode nameNode = map.scalar(kind);
    String name = nameNode == null ? "" : nameNode.getValue();
    checkName(map, nameNode, kind);
    String expr = expr(map);
    SortedMap<String, String> own = labels(map, "labels");
    SortedMap<String, String> labels = RuleFileParser.merged(groupLabels, own);
    if (kind.equals("record")) {
      return new Rule.Recording(name, expr, labels);
    }
    checkTemplates(map, "labels", "label", name);
    checkTemplates(map, "annotations", "annotation", name);
    var holding = new Rule.Holding(duration(map, "for"), duration(map, "keep_firing_for"));
    var alert = new Rule.Alerting(name, expr, labels, labels(map, "annotations"), holding);
    return kind.equals("alert") ? alert : new Rule.Anomaly(alert, band(map));
  }

  private @Nullable String kind(YamlMap map) {
    List<String> given = KINDS.stream().filter(key -> map.find(key) != null).toList();
    if (given.isEmpty()) {
      problems.add(map.node(), "one of alert, record or anomaly must be set");
      return null;
    }
    for (String further : given.subList(1, given.size())) {
      YamlMap.Entry entry = map.find(further);
      assert entry != null : further;
      problems.add(entry.key(), "only one of alert, record and anomaly must be set");
    }
    return given.getFirst();
  }

  private void refuseForeignKeys(YamlMap map, String kind) {
    List<String> foreign =
        switch (kind) {
          case "record" -> join(List.of(ALERT, BAND));
          case "alert" -> BAND;
          default -> List.of();
        };
    String what = kind.equals("record") ? "a recording rule" : "an alerting rule";
    for (String key : foreign) {
      YamlMap.Entry entry = map.find(key);
      if (entry != null) {
        problems.add(entry.key(), "invalid key " + key + " in " + what);
      }
    }
  }

  private void checkName(YamlMap map, @Nullable ScalarNode node, String kind) {
    if (node == null || node.getValue().isEmpty()) {
      YamlMap.Entry entry = map.find(kind);
      problems.add(entry == null ? map.node() : entry.key(), kind + " must have a name");
    } else if (CONTROL.matcher(node.getValue()).find()) {
      problems.add(node, "invalid name of a rule: " + node.getValue().strip());
    }
  }

  // ---- expressions ----

  private String expr(YamlMap map) {
    ScalarNode node = map.scalar("expr");
    if (node == null || node.getValue().isBlank()) {
      YamlMap.Entry entry = map.find("expr");
      if (entry == null || entry.value() instanceof ScalarNode) {
        problems.add(entry == null ? map.node() : entry.key(), "expr must be set in a rule");
      }
      return "";
    }
    if (!hasRoom(node)) {
      return "";
    }
    try {
      Expr parsed = PromqlParser.parse(node.getValue());
      if (parsed.type() != ValueType.SCALAR && parsed.type() != ValueType.VECTOR) {
        problems.add(node, "expr must yield a vector or a scalar, not a " + parsed.type());
      }
    } catch (QueryException e) {
      exprProblem(node, e.text());
    }
    return node.getValue().strip();
  }

  /// False, with a problem noted, when there was too much text before.
  private boolean hasRoom(ScalarNode text) {
    textLength += text.getValue().length();
    if (textLength > MAX_TEXT) {
      problems.add(text, "rules too long, aliases written out: limit " + MAX_TEXT + " characters");
    }
    return textLength <= MAX_TEXT;
  }

  private void exprProblem(ScalarNode node, String message) {
    Matcher matcher = POSITION.matcher(message);
    if (!matcher.matches()) {
      problems.add(node, "could not parse expression: " + message);
      return;
    }
    int line = Integer.parseInt(matcher.group(1));
    int column = Integer.parseInt(matcher.group(2));
    int offset = SourceText.offset(node.getValue(), line, column);
    problems.add(source.inside(node, offset), "could not parse expression: " + matcher.group(3));
  }

  // ---- labels, annotations and their templates ----

  /// The map of texts at `key`, checked: labels have names that Prometheus allows.
  SortedMap<String, String> labels(YamlMap map, String key) {
    var labels = new TreeMap<String, String>();
    Node node = map.value(key);
    if (node == null) {
      return labels;
    }
    if (node instanceof MappingNode pairs && pairs.getValue().size() > MAX_PAIRS) {
      problems.add(
          node, "too many " + key + ": " + pairs.getValue().size() + ", limit " + MAX_PAIRS);
      return labels;
    }
    String what = key.equals("labels") ? "label" : "annotation";
    for (Map.Entry<String, YamlMap.Entry> entry :
        YamlMap.of(node, key, List.of(), problems).entries()) {
      String name = entry.getKey();
      if (!LABEL_NAME.matcher(name).matches() || name.equals(Labels.NAME)) {
        problems.add(entry.getValue().key(), "invalid " + what + " name: " + name);
      } else if (entry.getValue().value() instanceof ScalarNode value) {
        if (!hasRoom(value)) {
          return labels;
        }
        labels.put(name, YamlMap.isNull(value) ? "" : value.getValue());
      } else {
        problems.add(entry.getValue().value(), what + " " + name + " must be plain text");
      }
    }
    return labels;
  }

  private void checkTemplates(YamlMap map, String key, String what, String rule) {
    Node node = map.value(key);
    if (node == null || textLength > MAX_TEXT) {
      return;
    }
    if (node instanceof MappingNode pairs && pairs.getValue().size() > MAX_PAIRS) {
      return; // said before
    }
    var unheard = new ProblemList(problems.file()); // its form was judged before
    for (Map.Entry<String, YamlMap.Entry> entry :
        YamlMap.of(node, key, List.of(), unheard).entries()) {
      if (entry.getValue().value() instanceof ScalarNode value) {
        try {
          RuleText.compile(rule, value.getValue());
        } catch (IllegalArgumentException e) {
          problems.add(value, what + " " + entry.getKey() + ": " + e.getMessage());
        }
      }
    }
  }

  // ---- numbers ----

  private long duration(YamlMap map, String key) {
    ScalarNode node = map.scalar(key);
    return node == null ? 0 : durationMs(key, node);
  }

  /// Milliseconds of `node`; 0, with a problem noted, when it is no duration.
  long durationMs(String key, ScalarNode node) {
    long millis = RuleFileParser.durationMs(node.getValue());
    if (millis < 0) {
      problems.add(
          node, key + ": not a duration: " + node.getValue() + " (write 30s, 5m, 1h30m or 1d)");
      return 0;
    }
    return millis;
  }

  private BandRule band(YamlMap map) {
    Season season = Season.DAY;
    ScalarNode seasonNode = map.scalar("season");
    if (seasonNode != null) {
      season =
          switch (seasonNode.getValue()) {
            case "1d" -> Season.DAY;
            case "1w", "7d" -> Season.WEEK;
            case "none" -> Season.NONE;
            default -> {
              problems.add(seasonNode, "season must be 1d, 1w or none: " + seasonNode.getValue());
              yield Season.DAY;
            }
          };
    }
    ScalarNode history = map.scalar("min_history");
    long historyMs =
        history == null ? BandRule.defaultHistoryMs(season) : durationMs("min_history", history);
    return new BandRule(season, sensitivity(map), direction(map), historyMs);
  }

  private double sensitivity(YamlMap map) {
    ScalarNode node = map.scalar("sensitivity");
    if (node == null) {
      return 3;
    }
    try {
      double value = Double.parseDouble(node.getValue());
      if (value >= BandRule.MIN_SENSITIVITY && value <= BandRule.MAX_SENSITIVITY) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    problems.add(node, "sensitivity must be a number from 1 to 20: " + node.getValue());
    return 3;
  }

  private BandRule.Direction direction(YamlMap map) {
    ScalarNode node = map.scalar("direction");
    if (node == null) {
      return BandRule.Direction.BOTH;
    }
    for (BandRule.Direction direction : BandRule.Direction.values()) {
      if (direction.name().toLowerCase(Locale.ROOT).equals(node.getValue())) {
        return direction;
      }
    }
    problems.add(node, "direction must be both, up or down: " + node.getValue());
    return BandRule.Direction.BOTH;
  }
}
