package dev.weir.ingest.decode;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of the label `level`, one vocabulary for all protocols: `critical`, `error`, `warn`,
/// `notice`, `info`, `debug`, `trace`. Any thread.
public final class Levels {
  public static final String CRITICAL = "critical";
  public static final String ERROR = "error";
  public static final String WARN = "warn";
  public static final String NOTICE = "notice";
  public static final String INFO = "info";
  public static final String DEBUG = "debug";
  public static final String TRACE = "trace";

  private static final int WORD_LENGTH_MAX = 12;

  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("emerg", CRITICAL),
          Map.entry("emergency", CRITICAL),
          Map.entry("alert", CRITICAL),
          Map.entry("crit", CRITICAL),
          Map.entry(CRITICAL, CRITICAL),
          Map.entry("fatal", CRITICAL),
          Map.entry("panic", CRITICAL),
          Map.entry("dpanic", CRITICAL),
          Map.entry("err", ERROR),
          Map.entry(ERROR, ERROR),
          Map.entry("severe", ERROR),
          Map.entry("eror", ERROR),
          Map.entry("warning", WARN),
          Map.entry(WARN, WARN),
          Map.entry(NOTICE, NOTICE),
          Map.entry(INFO, INFO),
          Map.entry("information", INFO),
          Map.entry("informational", INFO),
          Map.entry("inf", INFO),
          Map.entry(DEBUG, DEBUG),
          Map.entry("dbug", DEBUG),
          Map.entry("dbg", DEBUG),
          Map.entry("fine", DEBUG),
          Map.entry("config", DEBUG),
          Map.entry(TRACE, TRACE),
          Map.entry("finer", TRACE),
          Map.entry("finest", TRACE),
          Map.entry("verbose", TRACE));

  private static final String[] OF_SEVERITY = {
    CRITICAL, CRITICAL, CRITICAL, ERROR, WARN, NOTICE, INFO, DEBUG
  };

  private Levels() {}

  /// The level that a word means, in whatever case. A word nobody knows, of at most 12 letters, is
  /// its own level, in lower case; anything else has none.
  public static @Nullable String of(String word) {
    String lower = word.strip().toLowerCase(Locale.ROOT);
    String known = WORDS.get(lower);
    return known != null ? known : isShortWord(lower) ? lower : null;
  }

  /// The level that a number means: a syslog severity 0 to 7, or a number as pino and bunyan write
  /// it, 10 (trace) to 69 (fatal).
  public static @Nullable String of(long number) {
    if (number >= 0 && number < OF_SEVERITY.length) {
      return OF_SEVERITY[(int) number];
    }
    return switch ((int) Math.clamp(number / 10, 0L, 7L)) {
      case 1 -> TRACE;
      case 2 -> DEBUG;
      case 3 -> INFO;
      case 4 -> WARN;
      case 5 -> ERROR;
      case 6 -> CRITICAL;
      default -> null;
    };
  }

  /// The level of a syslog severity, 0 to 7.
  public static String ofSeverity(int severity) {
    return OF_SEVERITY[severity];
  }

  private static boolean isShortWord(String lower) {
    if (lower.isEmpty() || lower.length() > WORD_LENGTH_MAX) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if (lower.charAt(i) < 'a' || lower.charAt(i) > 'z') {
        return false;
      }
    }
    return true;
  }
}
