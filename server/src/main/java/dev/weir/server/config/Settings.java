package dev.weir.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

  /// Variables that start with `WEIR_` and are not settings: the launcher's own.
  private static final List<String> FOREIGN_VARIABLES =
      List.of("WEIR_JAVA_HOME", "WEIR_JAVA_OPTS", "WEIR_CONFIG", "WEIR_URL", "WEIR_BUILD_OPTS");

  /// What an orchestrator sets for a service called `weir`.
  private static final List<String> FOREIGN_PREFIXES = List.of("WEIR_SERVICE_", "WEIR_PORT");

  private final Map<String, Given> file;
  private final Map<String, String> environment;
  private final Map<String, Given> flags;
  private final Map<String, Effective> effective = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

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
    return read(
        key,
        lower(defaultValue),
        doc,
        text -> {
          E[] all = type.getEnumConstants();
          for (E constant : all) {
            if (lower(constant).equals(text)) {
              return constant;
            }
          }
          String names =
              String.join(", ", Arrays.stream(all).map(Settings::lower).toArray(String[]::new));
          throw new IllegalArgumentException("must be one of " + names + ": '" + text + "'");
        });
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
    return read(
        key,
        defaultText,
        doc,
        text ->
            Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList());
  }

  /// Notes something wrong about the value of `key`.
  void problem(String key, String message) {
    Effective known = effective.get(key);
    Origin origin = known == null ? Origin.DEFAULT : known.origin();
    problems.add(key + ": " + message + " (" + origin + ")");
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
      String near = nearest(key);
      problems.add(
          key
              + ": no such setting"
              + (near == null ? "" : ", did you mean " + near + "?")
              + " ("
              + origin
              + ")");
    }
  }

  /// The known key that ends or begins alike, or differs by few letters; null when none does.
  private @Nullable String nearest(String key) {
    String best = null;
    int bestDistance = Math.max(2, key.length() / 4) + 1;
    for (String known : effective.keySet()) {
      int distance = editDistance(key, known);
      if (distance < bestDistance) {
        best = known;
        bestDistance = distance;
      }
    }
    return best;
  }

  private static int editDistance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
      }
      previous = current;
    }
    return previous[b.length()];
  }

  private <T> T read(String key, String defaultText, String doc, Function<String, T> parser) {
    Given given = given(key, defaultText);
    var shown = new Effective(key, given.text(), defaultText, given.origin(), doc, isSecret(key));
    if (effective.put(key, shown) != null) {
      throw new IllegalStateException("BUG: setting asked for twice: " + key);
    }
    try {
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

  private static boolean isSecret(String key) {
    return key.endsWith("password") || key.endsWith("token") || key.endsWith("secret");
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
