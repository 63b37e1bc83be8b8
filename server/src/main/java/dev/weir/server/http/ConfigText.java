package dev.weir.server.http;

import dev.weir.server.auth.Secret;
import dev.weir.server.config.Config;
import dev.weir.server.config.Settings;
import java.util.LinkedHashMap;
import java.util.Map;

/// The effective configuration as people read it. Secrets never appear.
public final class ConfigText {
  private ConfigText() {}

  /// Key to value, in schema order.
  static Map<String, String> shown(Config config) {
    var shown = new LinkedHashMap<String, String>();
    for (Settings.Effective setting : config.effective()) {
      shown.put(setting.key(), value(setting));
    }
    return shown;
  }

  /// YAML, one dotted key a line, each with where its value came from.
  public static String yaml(Config config) {
    var out = new StringBuilder();
    for (Settings.Effective setting : config.effective()) {
      String line = setting.key() + ": " + quoted(value(setting));
      out.append("%-52s # %s%n".formatted(line, setting.origin()));
    }
    return out.toString();
  }

  private static String value(Settings.Effective setting) {
    return setting.secret() && !setting.value().isEmpty() ? Secret.HIDDEN : setting.value();
  }

  /// Quotes what YAML would not read back as the same text.
  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9_./][A-Za-z0-9_./:-]*")
        ? value
        : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
