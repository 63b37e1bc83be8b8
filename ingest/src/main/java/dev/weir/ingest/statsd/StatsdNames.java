package dev.weir.ingest.statsd;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import java.nio.charset.StandardCharsets;

/// Names: how the key of a line is sanitised, and what a key's series are called. Immutable.
///
/// A key with tags is `name;k=v;k2=v2`; whatever is put around the name, the tags become labels. A
/// tag without `=` joins the label `tag`; one without value, or called `__name__`, is left out.
///
/// Sources: statsd `stats.js` and `backends/graphite.js`.
final class StatsdNames {
  private final boolean sanitizes;
  private final boolean isLegacy;
  private final String counters;
  private final String timers;
  private final String gauges;
  private final String sets;
  private final String self;
  private final String selfKey;
  private final String suffix;

  StatsdNames(StatsdSettings settings) {
    StatsdSettings.Namespace space = settings.namespace();
    sanitizes = settings.sanitizeNames();
    isLegacy = space.isLegacy();
    String global = isLegacy ? "stats." : prefix("", space.globalPrefix());
    counters = isLegacy ? global : prefix(global, space.counterPrefix());
    timers = prefix(global, isLegacy ? "timers" : space.timerPrefix());
    gauges = prefix(global, isLegacy ? "gauges" : space.gaugePrefix());
    sets = prefix(global, isLegacy ? "sets" : space.setPrefix());
    selfKey = space.selfPrefix();
    self = prefix(global, space.selfPrefix());
    suffix = space.globalSuffix().isEmpty() ? "" : "." + space.globalSuffix();
  }

  private static String prefix(String before, String part) {
    return part.isEmpty() ? before : before + part + ".";
  }

  Labels counterRate(String key) {
    return labels(counters, key, isLegacy ? "" : ".rate");
  }

  Labels counterCount(String key) {
    return isLegacy ? labels("stats_counts.", key, "") : labels(counters, key, ".count");
  }

  Labels timer(String key, String statistic) {
    return labels(timers, key, "." + statistic);
  }

  Labels gauge(String key) {
    return labels(gauges, key, "");
  }

  Labels setCount(String key) {
    return labels(sets, key, ".count");
  }

  /// Key of one of the daemon's own counters or gauges, `statsd.packets_received`.
  String selfKey(String name) {
    return prefix("", selfKey) + name;
  }

  /// `stats.statsd.<name>`.
  Labels self(String name) {
    return labels(self, name, "");
  }

  /// `statsd.numStats`, which in legacy names has no `stats.` before it.
  Labels numStats() {
    return isLegacy ? labels(prefix("", selfKey), "numStats", "") : self("numStats");
  }

  private Labels labels(String before, String key, String after) {
    int tags = key.indexOf(';');
    var labels = new LabelsBuilder();
    if (tags >= 0) {
      tags(key, tags + 1, labels);
    }
    labels.set(Labels.NAME, before + (tags < 0 ? key : key.substring(0, tags)) + after + suffix);
    return labels.build();
  }

  private static void tags(String key, int start, LabelsBuilder labels) {
    var bare = new StringBuilder();
    for (String tag : key.substring(start).split(";")) {
      int equals = tag.indexOf('=');
      if (equals > 0) {
        labels.set(tag.substring(0, equals), tag.substring(equals + 1));
      } else if (equals < 0 && !tag.isEmpty()) {
        bare.append(bare.isEmpty() ? "" : ",").append(tag);
      }
    }
    if (!bare.isEmpty()) {
      labels.set("tag", bare.toString());
    }
  }

  /// The key of a line: tags appended, then sanitised as `keyNameSanitize` says.
  String key(byte[] bytes, int nameOffset, int nameLength, int tagsOffset, int tagsLength) {
    var key = new StringBuilder(nameLength + tagsLength + 16);
    key.append(new String(bytes, nameOffset, nameLength, StandardCharsets.UTF_8));
    if (tagsLength > 0) {
      var tags = new String(bytes, tagsOffset, tagsLength, StandardCharsets.UTF_8);
      for (String tag : tags.split(",", -1)) {
        key.append(';').append(replaceFirst(replaceFirst(tag, ';', '_'), ':', '='));
      }
    }
    return sanitizes ? sanitize(key) : key.toString();
  }

  private static String replaceFirst(String text, char from, char to) {
    int at = text.indexOf(from);
    return at < 0 ? text : text.substring(0, at) + to + text.substring(at + 1);
  }

  private static String sanitize(CharSequence key) {
    var clean = new StringBuilder(key.length());
    boolean inSpace = false;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean isSpace = isSpace(c);
      if (isSpace && !inSpace) {
        clean.append('_');
      } else if (c == '/') {
        clean.append('-');
      } else if (isKept(c)) {
        clean.append(c);
      }
      inSpace = isSpace;
    }
    return clean.toString();
  }

  private static boolean isKept(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_-.;=".indexOf(c) >= 0;
  }

  /// JavaScript's `\s`.
  private static boolean isSpace(char c) {
    return c == ' '
        || (c >= '\t' && c <= '\r')
        || c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000
        || c == 0xFEFF;
  }
}
