package dev.weir.ingest.collectd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the data sources of collectd's value types are called: `if_octets` has `rx` and `tx`. Types
/// with a single source called `value` need no entry. Immutable.
public final class TypesTable {
  private static final String RESOURCE = "types";
  private static final int MAX_LINE = 4096;

  private final Map<String, List<String>> sources;

  private TypesTable(Map<String, List<String>> sources) {
    this.sources = Map.copyOf(sources);
  }

  /// The types that collectd 5.12 brings along.
  public static TypesTable standard() {
    try (InputStream in = TypesTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("BUG: no resource " + RESOURCE);
      }
      var sources = new HashMap<String, List<String>>();
      for (String line : lines(in)) {
        String[] words = line.split("\\s+");
        sources.put(words[0], List.of(words).subList(1, words.length));
      }
      return new TypesTable(sources);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// This table with the types of a `types.db` on top: lines `name ds:TYPE:min:max[, ...]`, `#`
  /// begins a comment, commas are optional. Throws `IllegalArgumentException` with the line for
  /// what is neither.
  public TypesTable with(InputStream typesDb) throws IOException {
    var merged = new HashMap<>(sources);
    for (String line : lines(typesDb)) {
      String[] words = line.split("[\\s,]+");
      var names = new ArrayList<String>();
      for (int i = 1; i < words.length; i++) {
        String[] parts = words[i].split(":");
        if (parts.length != 4 || parts[0].isEmpty()) {
          throw new IllegalArgumentException("not a types.db line: " + line);
        }
        names.add(parts[0]);
      }
      if (names.isEmpty()) {
        throw new IllegalArgumentException("not a types.db line: " + line);
      }
      merged.put(words[0], List.copyOf(names));
    }
    return new TypesTable(merged);
  }

  private static List<String> lines(InputStream in) throws IOException {
    var lines = new ArrayList<String>();
    for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
      int comment = line.indexOf('#');
      String text = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (text.length() > MAX_LINE) {
        throw new IllegalArgumentException(
            "types.db line too long: " + text.length() + ", limit " + MAX_LINE);
      }
      if (!text.isEmpty()) {
        lines.add(text);
      }
    }
    return lines;
  }

  /// What the name of a series ends in for source `index` of a value list of `count` values: empty
  /// for a source called `value`, else `_` and its name. For a list that does not fit what is known
  /// of the type: empty for a single value, else `_` and the index.
  String suffix(String type, int index, int count) {
    List<String> names = sources.get(type);
    if (names == null || names.size() != count) {
      return count == 1 ? "" : "_" + index;
    }
    String name = names.get(index);
    return name.equals("value") ? "" : "_" + name;
  }
}
