package dev.weir.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where values may be given: a file (optional), the environment, flags.
public record ConfigSources(
    @Nullable Path file, Map<String, String> environment, Map<String, Given> flags) {
  private static final long MAX_FILE_BYTES = 1 << 20;

  /// Name of the file that is read from the working directory when none is given.
  private static final String USUAL_FILE = "weir.yaml";

  /// Nothing given at all: the defaults.
  public static final ConfigSources EMPTY = new ConfigSources(null, Map.of(), Map.of());

  /// Sources from command-line arguments of the form `--key=value` and the process environment. The
  /// file is `file`, else `WEIR_CONFIG`, else `weir.yaml` in the working directory if it exists.
  /// Arguments of another form are noted as problems by throwing.
  public static ConfigSources of(
      @Nullable Path file, Map<String, String> environment, List<String> arguments)
      throws ConfigException {
    var flags = new HashMap<String, Given>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--") || equals < 3) {
        throw new ConfigException(
            List.of("not understood: '" + argument + "' (settings are written --key=value)"));
      }
      String name = argument.substring(0, equals);
      flags.put(
          name.substring(2),
          new Given(argument.substring(equals + 1), new Origin(Origin.Kind.FLAG, name)));
    }
    return new ConfigSources(chooseFile(file, environment), environment, flags);
  }

  private static @Nullable Path chooseFile(@Nullable Path file, Map<String, String> environment) {
    if (file != null) {
      return file;
    }
    String variable = environment.getOrDefault("WEIR_CONFIG", "");
    if (!variable.isEmpty()) {
      return Path.of(variable);
    }
    Path usual = Path.of(USUAL_FILE);
    return Files.exists(usual) ? usual : null;
  }

  Map<String, Given> readFile(List<String> problems) {
    if (file == null) {
      return Map.of();
    }
    try {
      long size = Files.size(file);
      if (size > MAX_FILE_BYTES) {
        problems.add(file + ": too long: " + size + " bytes, limit " + MAX_FILE_BYTES);
        return Map.of();
      }
      return YamlFile.read(file.toString(), Files.readString(file), problems);
    } catch (NoSuchFileException e) {
      problems.add(file + ": no such file");
    } catch (IOException e) {
      problems.add(file + ": cannot be read: " + e.getMessage());
    }
    return Map.of();
  }
}
