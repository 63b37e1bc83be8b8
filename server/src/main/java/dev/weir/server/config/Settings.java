package dev.weir.server.config;

import dev.weir.ingest.net.SourceList;
import dev.weir.server.auth.Secret;
import dev.weir.storage.text.Nearest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The values given, and a collector of what is wrong with them. Section records ask for their keys
/// here; what was asked for is the schema, so a key that nobody asks for is unknown. A key that is
/// wrong is noted and its default returned, so that all problems are found in one pass.
///
/// One thread, during start-up.
public final class Settings {
  /// A key with its value as used: what `config print` shows and the documentation test walks over.
  public record Effective(
      String key, String value, String defaultText, Origin origin, String doc, boolean secret) {}

  /// Variables that start with `WEIR_` and are not settings: those of the launcher and of commands.
  private static final List<String> FOREIGN_VARIABLES =
      List.of(
          "WEIR_JAVA_HOME",
          "WEIR_JAVA_OPTS",
          "WEIR_CONFIG",
          "WEIR_URL",
          "WEIR_TOKEN",
          "WEIR_CA",
          "WEIR_BUILD_OPTS");

  /// What an orchestrator sets for a service called `weir`.
  private static final List<String> FOREIGN_PREFIXES = List.of("WEIR_SERVICE_", "WEIR_PORT");

  private final Map<String, Given> file;
  private final Map<String, String> environment;
  private final Map<String, Given> flags;
  private final Map<String, Effective> effective = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private boolean hasSecretInFile;

  Settings(Map<String, Given> file, Map<String, String> environment, Map<String, Given> flags) {
    this.file = file;
    this.environment = environment;
    this.flags = flags;
  }

  /// The variable that carries `key`: `http.listen` is `WEIR_HTTP_LISTEN`.
  static String variable(String key) {
    return "WEIR_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  public Listen listen(String key, String defaultText, String doc) {
    Given given = given(key, defaultText);
    boolean explicit = given.origin().kind() != Origin.Kind.DEFAULT;
    return read(key, defaultText, doc, text -> Listen.parse(key, text, explicit));
  }

  /// A duration of at least `least`; zero is allowed when the default or `least` is zero.
  public Duration duration(String key, String defaultText, Duration least, String doc) {
    return read(
        key,
        defaultText,
        doc,
        text -> {
          Duration value = Units.duration(text);
          if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                "must be at least " + Units.format(least) + ": '" + text + "'");
          }
          return value;
        });
  }

  /// Like [#duration], but zero stands for "none" or "for ever" and is always allowed.
  public Duration durationOrZero(String key, String defaultText, Duration least, String doc) {
    Given given = given(key, defaultText);
    return duration(key, defaultText, given.text().equals("0") ? Duration.ZERO : least, doc);
  }

  public long size(String key, String defaultText, long least, long most, String doc) {
    return read(
        key,
        defaultText,
        doc,
        text -> {
          long value = Units.size(text);
          if (value < least || value > most) {
            throw new IllegalArgumentException(
                "must be %s to %s: '%s'"
                    .formatted(Units.formatSize(least), Units.formatSize(most), text));
          }
          return value;
        });
  }

  public int count(String key, String defaultText, int least, int most, String doc) {
    return read(
        key,
        defaultText,
        doc,
        text -> {
          try {
            int value = Integer.parseInt(text.replace("_", ""));
            if (value >= least && value <= most) {
              return value;
            }
          } catch (NumberFormatException e) {
            // said below
          }
          throw new IllegalArgumentException(
              "must be a number from " + least + " to " + most + ": '" + text + "'");
        });
  }

  /// One of the constants of `type`, written in lower case.
  public <E extends Enum<E>> E choice(String key, Class<E> type, E defaultValue, String doc) {
    return read(key, lower(defaultValue), doc, text -> constant(type, text, ": '" + text + "'"));
  }

  /// The same for a key where a secret may stand by mistake: the text is not repeated.
  <E extends Enum<E>> E silentChoice(String key, Class<E> type, E defaultValue, String doc) {
    return read(key, lower(defaultValue), doc, text -> constant(type, text, ""));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text, String shown) {
    E[] all = type.getEnumConstants();
    for (E constant : all) {
      if (lower(constant).equals(text)) {
        return constant;
      }
    }
    String names =
        String.join(", ", Arrays.stream(all).map(Settings::lower).toArray(String[]::new));
    throw new IllegalArgumentException("must be one of " + names + shown);
  }

  /// `true` or `false`.
  public boolean flag(String key, boolean defaultValue, String doc) {
    return read(
        key,
        Boolean.toString(defaultValue),
        doc,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default ->
                  throw new IllegalArgumentException("must be true or false: '" + text + "'");
            });
  }

  public Path path(String key, String defaultText, String doc) {
    return read(
        key,
        defaultText,
        doc,
        text -> {
          if (text.isEmpty()) {
            throw new IllegalArgumentException("must not be empty");
          }
          return Path.of(text);
        });
  }

  /// A value that must match; `hint` says what is expected.
  public String text(
      String key, String defaultText, java.util.regex.Pattern valid, String hint, String doc) {
    return read(
        key,
        defaultText,
        doc,
        text -> {
          if (!valid.matcher(text).matches()) {
            throw new IllegalArgumentException("must be " + hint + ": '" + text + "'");
          }
          return text;
        });
  }

  /// Comma-separated text (in YAML also a list); empty items are left out.
  public List<String> list(String key, String defaultText, String doc) {
    return read(key, defaultText, doc, Settings::items);
  }

  /// Networks in CIDR form, comma-separated (in YAML also a list); empty is everybody.
  public SourceList sources(String key, String doc) {
    return read(key, "", doc, text -> SourceList.of(items(text)));
  }

  /// A path that may be left out; null then.
  public @Nullable Path optionalPath(String key, String doc) {
    String text = read(key, "", doc, given -> given);
    return text.isEmpty() ? null : Path.of(text);
  }

  private static List<String> items(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /// A list of maps, in YAML or as YAML text in flow style; `shape` reads one of them. Null for a
  /// map that cannot be used, about which there is then a problem.
  public <T> List<T> entries(String key, String doc, Function<EntryReader, @Nullable T> shape) {
    Given given = given(key, "");
    List<GivenEntry> entries = given.entries();
    if (entries == null) {
      boolean isEmpty = given.text().isBlank();
      entries = isEmpty ? List.of() : YamlFile.readEntries(key, given, problems);
    }
    List<T> read = new ArrayList<>();
    var shown = new ArrayList<String>();
    for (GivenEntry entry : entries) {
      var reader = new EntryReader(key + "[" + shown.size() + "]", entry, problems);
      T value = shape.apply(reader);
      if (value != null) {
        read.add(value);
      }
      reader.finish();
      shown.add(reader.shown());
      hasSecretInFile |= reader.holdsSecret() && given.origin().kind() == Origin.Kind.FILE;
    }
    String text = shown.isEmpty() ? "" : "[" + String.join(", ", shown) + "]";
    declare(new Effective(key, text, "", given.origin(), doc, false));
    return List.copyOf(read);
  }

  /// A text that must not be seen; null when it is not given. It stands in no message, and in
  /// nothing that is shown.
  public @Nullable Secret secret(String key, String doc) {
    Given given = given(key, "");
    String text = given.text();
    if (given.entries() != null) {
      problem(key, "must be plain text (" + given.origin() + ")");
    }
    String shown = text.isEmpty() ? "" : Secret.HIDDEN;
    declare(new Effective(key, shown, "", given.origin(), doc, true));
    hasSecretInFile |= !text.isEmpty() && given.origin().kind() == Origin.Kind.FILE;
    return text.isEmpty() ? null : Secret.of(text);
  }

  /// A comma-separated list (in YAML also a list) of texts that must not be seen. They stand in no
  /// message, and in nothing that is shown.
  public List<Secret> secrets(String key, String doc) {
    Given given = given(key, "");
    if (given.entries() != null) {
      problem(key, "must not be a list of maps (" + given.origin() + ")");
    }
    List<Secret> secrets = items(given.text()).stream().map(Secret::of).toList();
    String shown = String.join(", ", Collections.nCopies(secrets.size(), Secret.HIDDEN));
    declare(new Effective(key, shown, "", given.origin(), doc, true));
    hasSecretInFile |= !secrets.isEmpty() && given.origin().kind() == Origin.Kind.FILE;
    return secrets;
  }

  /// True when somebody gave `key`, whatever it is.
  boolean isGiven(String key) {
    Given given = given(key, "");
    return given.origin().kind() != Origin.Kind.DEFAULT
        && (given.entries() != null || !given.text().isBlank());
  }

  /// True when a secret stands in the file itself. To be asked when everything was read.
  boolean hasSecretInFile() {
    return hasSecretInFile;
  }

  /// Shows `text` as the value of a key that was asked for: it follows from others.
  void show(String key, String text) {
    effective.computeIfPresent(
        key,
        (k, was) ->
            new Effective(k, text, was.defaultText(), was.origin(), was.doc(), was.secret()));
  }

  /// Notes something careless, to be said at the start. The message must not hold a secret.
  void warn(String key, String message, Origin origin) {
    warnings.add(key + ": " + message + " (" + origin + ")");
  }

  /// Everything careless so far.
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void declare(Effective shown) {
    if (effective.put(shown.key(), shown) != null) {
      throw new IllegalStateException("BUG: setting asked for twice: " + shown.key());
    }
  }

  /// `key value (where from)` of a key that was asked for.
  String shown(String key) {
    Effective known = effective.get(key);
    return known == null ? key : key + " " + known.value() + " (" + known.origin() + ")";
  }

  /// Where the value of a key that was asked for is from.
  Origin origin(String key) {
    Effective known = effective.get(key);
    return known == null ? Origin.DEFAULT : known.origin();
  }

  /// Notes something wrong about the value of `key`.
  void problem(String key, String message) {
    problems.add(key + ": " + message + " (" + origin(key) + ")");
  }

  /// Everything asked for so far, in that order.
  List<Effective> effective() {
    return List.copyOf(effective.values());
  }

  /// Notes the keys nobody asked for and returns all problems.
  List<String> finish() {
    file.forEach((key, given) -> unknown(key, given.origin()));
    flags.forEach((key, given) -> unknown(key, given.origin()));
    var variables = new TreeSet<String>();
    effective.keySet().forEach(key -> variables.add(variable(key)));
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith("WEIR_") && !variables.contains(name) && !isForeign(name)) {
        problems.add(name + ": no such setting (environment)");
      }
    }
    return List.copyOf(problems);
  }

  private static boolean isForeign(String variable) {
    return FOREIGN_VARIABLES.contains(variable)
        || FOREIGN_PREFIXES.stream().anyMatch(variable::startsWith);
  }

  private void unknown(String key, Origin origin) {
    if (!effective.containsKey(key)) {
      String near = Nearest.hint(key, effective.keySet());
      problems.add(key + ": no such setting" + near + " (" + origin + ")");
    }
  }

  private <T> T read(String key, String defaultText, String doc, Function<String, T> parser) {
    Given given = given(key, defaultText);
    declare(new Effective(key, given.text(), defaultText, given.origin(), doc, false));
    try {
      if (given.entries() != null) {
        throw new IllegalArgumentException("must not be a list of maps");
      }
      return parser.apply(given.text());
    } catch (IllegalArgumentException | ArithmeticException e) {
      problem(key, String.valueOf(e.getMessage()));
      effective.put(key, new Effective(key, defaultText, defaultText, Origin.DEFAULT, doc, false));
      return parser.apply(defaultText);
    }
  }

  private Given given(String key, String defaultText) {
    Given flag = flags.get(key);
    if (flag != null) {
      return flag;
    }
    String variable = environment.get(variable(key));
    if (variable != null) {
      return new Given(variable, new Origin(Origin.Kind.ENVIRONMENT, variable(key)));
    }
    Given inFile = file.get(key);
    return inFile != null ? inFile : new Given(defaultText, Origin.DEFAULT);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
