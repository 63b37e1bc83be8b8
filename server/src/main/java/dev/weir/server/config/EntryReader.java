package dev.weir.server.config;

import dev.weir.server.auth.Secret;
import dev.weir.storage.text.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One map of a list of maps, read field by field. What is asked for is what the map may hold;
/// further fields are problems. The text of a field asked for as a secret stands in no message and
/// in nothing that is shown. One thread, during start-up.
public final class EntryReader {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./-]*");

  private final String key;
  private final GivenEntry entry;
  private final List<String> problems;
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> secrets = new LinkedHashSet<>();

  /// `key` names the entry in messages: `auth.tokens[0]`.
  EntryReader(String key, GivenEntry entry, List<String> problems) {
    this.key = key;
    this.entry = entry;
    this.problems = problems;
  }

  /// The text of a field; null when it is absent.
  public @Nullable String find(String field) {
    known.add(field);
    Given given = entry.fields().get(field);
    return given == null ? null : given.text();
  }

  /// A field that must be there and match; the empty text after a problem. `hint` says what is
  /// expected.
  public String text(String field, Pattern valid, String hint) {
    String text = find(field);
    if (text == null) {
      problem(field, "is missing: " + hint);
      return "";
    }
    if (!valid.matcher(text).matches()) {
      problem(field, "must be " + hint + ": '" + text + "'");
      return "";
    }
    return text;
  }

  /// A list, or comma-separated text; `otherwise` when the field is absent.
  public List<String> list(String field, List<String> otherwise) {
    String text = find(field);
    return text == null
        ? otherwise
        : Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .filter(item -> !item.isEmpty())
            .toList();
  }

  /// A secret that stands in the configuration itself; null when it is absent.
  public @Nullable Secret secret(String field) {
    secrets.add(field);
    String text = find(field);
    return text == null ? null : Secret.of(text);
  }

  /// A secret that stands in a file which the field names; null when it is absent.
  public @Nullable Secret secretFile(String field) {
    String text = find(field);
    return text == null ? null : Secret.in(Path.of(text));
  }

  /// Notes something wrong about a field (or about the entry, when it lacks the field). A message
  /// about a secret must not hold its text.
  public void problem(String field, String message) {
    problems.add(key + "." + field + ": " + message + " (" + origin(field) + ")");
  }

  /// Where a field was given; where the entry was, when it lacks the field.
  Origin origin(String field) {
    Given given = entry.fields().get(field);
    return given == null ? entry.origin() : given.origin();
  }

  /// The name of the entry in messages.
  String key() {
    return key;
  }

  /// True when the entry holds one of the fields that were asked for as secrets.
  boolean holdsSecret() {
    return secrets.stream().anyMatch(entry.fields()::containsKey);
  }

  /// Notes the fields nobody asked for.
  void finish() {
    for (Map.Entry<String, Given> field : entry.fields().entrySet()) {
      if (!known.contains(field.getKey())) {
        problem(field.getKey(), "no such setting" + Nearest.hint(field.getKey(), known));
      }
    }
  }

  /// The entry as YAML in flow style, secrets blanked, unknown fields left out.
  String shown() {
    var fields = new ArrayList<String>();
    entry
        .fields()
        .forEach((field, given) -> {
          if (known.contains(field)) {
            String text = secrets.contains(field) ? Secret.HIDDEN : given.text();
            fields.add(field + ": " + (PLAIN.matcher(text).matches() ? text : quoted(text)));
          }
        });
    return "{" + String.join(", ", fields) + "}";
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
