package dev.weir.server.cli;

import dev.weir.server.config.Config;
import dev.weir.server.config.ConfigException;
import dev.weir.server.config.ConfigSources;
import dev.weir.server.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/// What commands that read the configuration share: `--config` and every setting as a flag.
abstract class ConfiguredCommand {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file (default: $WEIR_CONFIG, else ./weir.yaml if there is one).")
  private @Nullable Path file;

  @SuppressWarnings("FieldMayBeFinal") // filled by picocli
  @Unmatched
  private List<String> flags = new ArrayList<>();

  final @Nullable Path file() {
    return file;
  }

  final List<String> flags() {
    return List.copyOf(flags);
  }

  /// The configuration. When there is anything wrong with it, all problems are said and the command
  /// ends.
  final Config readConfig() {
    try {
      return Config.read(ConfigSources.of(file, System.getenv(), flags));
    } catch (ConfigException e) {
      throw new Commands.Failure(ServeLine.problems(e));
    }
  }

  /// Every setting with default and meaning, for `--help`.
  static String settingsHelp() {
    var text = new StringBuilder("Settings (flag --KEY=VALUE, or variable, or YAML key):\n");
    for (Settings.Effective setting : Config.schema()) {
      String flag = "  --%s=%s".formatted(setting.key(), setting.defaultText());
      text.append(flag).append('\n');
      text.append("      ").append(setting.doc()).append('\n');
    }
    return text.toString();
  }
}
