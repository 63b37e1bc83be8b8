package dev.weir.alerting.rule;

import dev.weir.storage.text.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A map of a YAML file with what is wrong about its form noted: keys given twice, keys that nobody
/// knows, values of another kind than wanted. Keys keep the order of the file.
final class YamlMap {
  /// A key with its value.
  record Entry(ScalarNode key, Node value) {}

  private final Node node;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final ProblemList problems;

  private YamlMap(Node node, ProblemList problems) {
    this.node = node;
    this.problems = problems;
  }

  /// The map that `node` is; empty, with a problem noted, when it is none. `known` are the keys
  /// that mean something, or empty when any key does.
  static YamlMap of(Node node, String what, List<String> known, ProblemList problems) {
    var map = new YamlMap(node, problems);
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(tuple -> map.put(tuple, what, known));
    } else if (!isNull(node)) {
      problems.add(node, what + " must be a map");
    }
    return map;
  }

  private void put(NodeTuple tuple, String what, List<String> known) {
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      problems.add(tuple.getKeyNode(), "a key of " + what + " must be plain text");
      return;
    }
    String name = key.getValue();
    if (!known.isEmpty() && !known.contains(name)) {
      problems.add(key, "unknown key " + name + " in " + what + Nearest.hint(name, known));
    } else if (entries.putIfAbsent(name, new Entry(key, tuple.getValueNode())) != null) {
      problems.add(key, "key " + name + " is given twice in " + what);
    }
  }

  static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  Node node() {
    return node;
  }

  Iterable<Map.Entry<String, Entry>> entries() {
    return entries.entrySet();
  }

  @Nullable Entry find(String key) {
    return entries.get(key);
  }

  /// The value of `key`, or null when it has none.
  @Nullable Node value(String key) {
    Entry entry = entries.get(key);
    return entry == null || isNull(entry.value()) ? null : entry.value();
  }

  /// The scalar of `key`; null when there is none, or, with a problem noted, something else.
  @Nullable ScalarNode scalar(String key) {
    Node value = value(key);
    if (value == null || value instanceof ScalarNode) {
      return (ScalarNode) value;
    }
    problems.add(value, key + " must be plain text");
    return null;
  }

  /// The elements of the list at `key`; none when there is no list.
  List<Node> list(String key) {
    Node value = value(key);
    if (value instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    if (value != null) {
      problems.add(value, key + " must be a list");
    }
    return List.of();
  }
}
