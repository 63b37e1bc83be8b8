package dev.weir.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
/// same; a list becomes comma-separated text, a list of maps stays one. Messages hold keys and
/// places but no values, which may be secret.
final class YamlFile {
  private static final int MAX_DEPTH = 16;

  private final String name;
  private final @Nullable Origin origin;
  private final List<String> problems;
  private final Map<String, Given> values = new LinkedHashMap<>();

  /// `origin` is that of every value; null stands for the file `name` and the line.
  private YamlFile(String name, @Nullable Origin origin, List<String> problems) {
    this.name = name;
    this.origin = origin;
    this.problems = problems;
  }

  /// The keys of `text`; what is wrong with the file's form is added to `problems`. `name` stands
  /// in messages.
  static Map<String, Given> read(String name, String text, List<String> problems) {
    var file = new YamlFile(name, null, problems);
    file.compose(name, text).ifPresent(file::root);
    return file.values;
  }

  /// The maps of a list of maps that is given as text, such as `[{name: a}, {name: b}]`; none when
  /// it is something else, which is then a problem of `key`.
  static List<GivenEntry> readEntries(String key, Given given, List<String> problems) {
    var file = new YamlFile(given.origin().where(), given.origin(), problems);
    int before = problems.size();
    Node root = file.compose(key, given.text()).orElse(null);
    if (root instanceof SequenceNode list && isOfMaps(list)) {
      return file.entries(key, list);
    }
    if (problems.size() == before) {
      problems.add(
          key + ": must be a list of maps such as [{name: a, ...}] (" + given.origin() + ")");
    }
    return List.of();
  }

  private Optional<Node> compose(String label, String text) {
    var settings = LoadSettings.builder().setLabel(label).setAllowDuplicateKeys(true).build();
    try {
      return new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      problems.add("%s: not YAML: %s (%s)".formatted(label, reason(e), place(e.getProblemMark())));
    } catch (YamlEngineException e) {
      problems.add(label + ": not YAML");
    }
    return Optional.empty();
  }

  /// The parser's reason without the names it may cite: `*abc` may be a password without quotes.
  private static String reason(MarkedYamlEngineException e) {
    String text = e.getProblem();
    if (text.startsWith("found undefined alias")) {
      return "found undefined alias (quote text that starts with *)";
    }
    if (text.contains("anchor")) {
      return "found an anchor twice (quote text that starts with &)";
    }
    return text.contains("tag") ? "found undefined tag (quote text that starts with !)" : text;
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
      case SequenceNode list when isOfMaps(list) -> put(path, "", keyNode, entries(path, list));
      case SequenceNode list -> {
        var items = list.getValue().stream().map(item -> item instanceof ScalarNode s ? s : null);
        List<ScalarNode> scalars = items.filter(item -> item != null).toList();
        if (scalars.size() != list.getValue().size()) {
          problems.add(path + ": a list may hold plain values only (" + place(list) + ")");
        }
        String text = String.join(",", scalars.stream().map(ScalarNode::getValue).toList());
        put(path, text, keyNode, null);
      }
      case ScalarNode scalar when isNull(scalar) ->
          problems.add(path + ": has no value (" + place(scalar) + ")");
      case ScalarNode scalar -> put(path, scalar.getValue(), keyNode, null);
      case AnchorNode anchor -> problems.add(path + ": refers to itself (" + place(anchor) + ")");
      default -> problems.add(path + ": not understood (" + place(node) + ")");
    }
  }

  /// True for a list that holds maps and nothing else.
  private static boolean isOfMaps(SequenceNode list) {
    return !list.getValue().isEmpty()
        && list.getValue().stream().allMatch(MappingNode.class::isInstance);
  }

  private List<GivenEntry> entries(String path, SequenceNode list) {
    var entries = new ArrayList<GivenEntry>();
    for (Node node : list.getValue()) {
      if (node instanceof MappingNode map) {
        entries.add(entry(path + "[" + entries.size() + "]", map));
      }
    }
    return List.copyOf(entries);
  }

  /// Reads the map as a file of its own would be: its keys are fields, nested maps dotted ones.
  private GivenEntry entry(String path, MappingNode map) {
    var inner = new YamlFile(name, origin, problems);
    for (NodeTuple field : map.getValue()) {
      if (!(field.getKeyNode() instanceof ScalarNode key)) {
        problems.add(path + ": a key must be plain text (" + place(field.getKeyNode()) + ")");
      } else if (field.getValueNode() instanceof ScalarNode scalar && isNull(scalar)) {
        problems.add(path + "." + key.getValue() + ": has no value (" + place(scalar) + ")");
      } else if (isPlain(field.getValueNode())) {
        inner.value(key.getValue(), key, field.getValueNode(), 0);
      } else {
        problems.add(
            path
                + "."
                + key.getValue()
                + ": must be plain text or a list of it ("
                + place(field.getValueNode())
                + ")");
      }
    }
    return new GivenEntry(origin(map.getStartMark()), inner.values);
  }

  private static boolean isPlain(Node node) {
    return node instanceof ScalarNode
        || (node instanceof SequenceNode list
            && list.getValue().stream().allMatch(ScalarNode.class::isInstance));
  }

  private void put(String path, String text, Node keyNode, @Nullable List<GivenEntry> entries) {
    Origin here = origin(keyNode.getStartMark());
    Given earlier = values.putIfAbsent(path, new Given(text, here, entries));
    if (earlier != null) {
      problems.add(path + ": given twice (" + earlier.origin() + " and " + here + ")");
    }
  }

  private static boolean isNull(ScalarNode scalar) {
    return scalar.getTag().equals(Tag.NULL);
  }

  private Origin origin(Optional<Mark> mark) {
    return origin != null ? origin : Origin.file(name, mark.map(m -> m.getLine() + 1).orElse(0));
  }

  private String place(Node node) {
    return place(node.getStartMark());
  }

  private String place(Optional<Mark> mark) {
    return mark.isPresent() ? origin(mark).toString() : name;
  }
}
