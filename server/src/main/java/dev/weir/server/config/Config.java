package dev.weir.server.config;

import dev.weir.server.auth.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The whole configuration, checked.
///
/// @param auth who may use the server
/// @param memoryLimitBytes what the process may use; the launcher sets heap and off-heap from it
/// @param effective every key with its value and where that came from
/// @param warnings what is allowed but careless, each as one sentence; none holds a secret
public record Config(
    HttpConfig http,
    IngestConfig ingest,
    StorageConfig storage,
    LimitsConfig limits,
    QueryConfig query,
    AlertingConfig alerting,
    SelfConfig self,
    AuthConfig auth,
    LogLevel logLevel,
    long memoryLimitBytes,
    List<Settings.Effective> effective,
    List<String> warnings) {

  /// Text of `memory.limit` that stands for a quarter of the machine, at most 1 GiB.
  private static final String AUTOMATIC = "auto";

  private static final long MIB = 1L << 20;

  /// Reads everything from `sources`; throws when there is any problem, with all of them.
  public static Config read(ConfigSources sources) throws ConfigException {
    var problems = new ArrayList<String>();
    Map<String, Given> file = sources.readFile(problems);
    var settings = new Settings(file, sources.environment(), sources.flags());
    Config config = read(settings, sources.file());
    problems.addAll(settings.finish());
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return config;
  }

  /// Every setting there is, with its default.
  public static List<Settings.Effective> schema() {
    return read(new Settings(Map.of(), Map.of(), Map.of()), null).effective();
  }

  /// Reads all sections; problems stay in `settings`. `file` is where values of the file stand.
  private static Config read(Settings settings, @Nullable Path file) {
    HttpConfig http = HttpConfig.read(settings);
    IngestConfig ingest = IngestConfig.read(settings);
    StorageConfig storage = StorageConfig.read(settings);
    LimitsConfig limits = LimitsConfig.read(settings);
    QueryConfig query = QueryConfig.read(settings);
    AlertingConfig alerting = AlertingConfig.read(settings);
    SelfConfig self = SelfConfig.read(settings);
    AuthConfig auth = AuthConfig.read(settings);
    LogLevel level =
        settings.choice("log.level", LogLevel.class, LogLevel.INFO, "error, warn, info or debug.");
    long limit = memoryLimit(settings);
    new ReachCheck(settings, auth.mode(), http, ingest).run();
    if (file != null && settings.hasSecretInFile() && Secret.isReadableByOthers(file)) {
      settings.warn(
          "config",
          "holds secrets and can be read by everybody on this machine (chmod 600)",
          new Origin(Origin.Kind.FILE, file.toString()));
    }
    return new Config(
        http,
        ingest,
        storage,
        limits,
        query,
        alerting,
        self,
        auth,
        level,
        limit,
        settings.effective(),
        settings.warnings());
  }

  private static long memoryLimit(Settings settings) {
    String text =
        settings.text(
            "memory.limit",
            AUTOMATIC,
            java.util.regex.Pattern.compile("auto|\\d+(\\.\\d+)?\\s*([KMGT]i?)?B"),
            "a size such as 512MiB, or auto",
            "What the process may use in all; heap and off-heap memory follow from it. auto is a"
                + " quarter of the machine, at most 1GiB.");
    if (text.equals(AUTOMATIC)) {
      return Math.min(1024 * MIB, Math.max(192 * MIB, Machine.memoryBytes() / 4));
    }
    long limit = Units.size(text);
    if (limit < 192 * MIB) {
      settings.problem("memory.limit", "must be at least 192MiB: '" + text + "'");
    }
    return limit;
  }
}
