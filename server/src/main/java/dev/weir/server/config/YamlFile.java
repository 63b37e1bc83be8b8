package dev.weir.server.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Flattens a YAML file to dotted keys, each with its line. Nested maps and dotted keys mean the
/// same; a list becomes comma-separated text.
final class YamlFile {
  private static final int MAX_DEPTH = 16;

  private final String name;
  private final List<String> problems;
  private final Map<String, Given> values = new HashMap<>();

  private YamlFile(String name, List<String> problems) {
    this.name = name;
    this.problems = problems;
  }

  /// The keys of `text`; what is wrong with the file's form is added to `problems`. `name` stands
  /// in messages.
  static Map<String, Given> read(String name, String text, List<String> problems) {
    var file = new YamlFile(name, problems);
    var settings = LoadSettings.builder().setLabel(name).setAllowDuplicateKeys(true).build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      root.ifPresent(node -> file.root(node));
    } catch (MarkedYamlEngineException e) {
      problems.add(
          "%s: not YAML: %s (%s)".formatted(name, e.getProblem(), place(name, e.getProblemMark())));
    } catch (YamlEngineException e) {
      problems.add(name + ": not YAML: " + e.getMessage());
    }
    return file.values;
  }

  private void root(Node node) {
    if (node instanceof MappingNode map) {
      map("", map, 0);
    } else if (!(node instanceof ScalarNode scalar && isNull(scalar))) {
      problems.add(name + ": must be a map of settings at the top (" + place(node) + ")");
    }
  }

  private void map(String prefix, MappingNode map, int depth) {
    if (depth > MAX_DEPTH) {
      problems.add(prefix + ": nested deeper than " + MAX_DEPTH + " (" + place(map) + ")");
      return;
    }
    for (NodeTuple entry : map.getValue()) {
      if (entry.getKeyNode() instanceof ScalarNode key) {
        String path = prefix.isEmpty() ? key.getValue() : prefix + "." + key.getValue();
        value(path, key, entry.getValueNode(), depth);
      } else {
        problems.add(prefix + ": a key must be plain text (" + place(entry.getKeyNode()) + ")");
      }
    }
  }

  private void value(String path, Node keyNode, Node node, int depth) {
    switch (node) {
      case MappingNode map -> map(path, map, depth + 1);
      case SequenceNode list -> {
        var items = list.getValue().stream().map(item -> item instanceof ScalarNode s ? s : null);
        List<ScalarNode> scalars = items.filter(item -> item != null).toList();
        if (scalars.size() != list.getValue().size()) {
          problems.add(path + ": a list may hold plain values only (" + place(list) + ")");
        }
        put(path, String.join(",", scalars.stream().map(ScalarNode::getValue).toList()), keyNode);
      }
      case ScalarNode scalar when isNull(scalar) ->
          problems.add(path + ": has no value (" + place(scalar) + ")");
      case ScalarNode scalar -> put(path, scalar.getValue(), keyNode);
      case AnchorNode anchor -> problems.add(path + ": refers to itself (" + place(anchor) + ")");
      default -> problems.add(path + ": not understood (" + place(node) + ")");
    }
  }

  private void put(String path, String text, Node keyNode) {
    int line = line(keyNode.getStartMark());
    Given earlier = values.putIfAbsent(path, new Given(text, Origin.file(name, line)));
    if (earlier != null) {
      problems.add(path + ": given twice (" + earlier.origin() + " and " + name + ":" + line + ")");
    }
  }

  private static boolean isNull(ScalarNode scalar) {
    return scalar.getTag().equals(Tag.NULL);
  }

  private String place(Node node) {
    return place(name, node.getStartMark());
  }

  private static String place(String name, Optional<Mark> mark) {
    return mark.isPresent() ? name + ":" + line(mark) : name;
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(m -> m.getLine() + 1).orElse(0);
  }
}
