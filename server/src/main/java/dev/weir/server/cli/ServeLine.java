package dev.weir.server.cli;

import dev.weir.server.Server;
import dev.weir.server.StartException;
import dev.weir.server.config.Config;
import dev.weir.server.config.ConfigException;
import dev.weir.server.config.ConfigSources;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs the server. The usual command line of `weir serve` is read here without picocli, whose
/// classes are too old for the AOT cache and would take a quarter of the start; everything else
/// (`--help`, mistakes) goes through picocli, which ends up here as well.
final class ServeLine {
  private ServeLine() {}

  /// Runs `serve` when `args` are plainly that: `serve`, `--config FILE`, `--key=value`. Returns
  /// null when they are not.
  static @Nullable Integer tryRun(String[] args) {
    if (args.length == 0 || !args[0].equals("serve")) {
      return null;
    }
    Path file = null;
    var flags = new ArrayList<String>();
    List<String> rest = Arrays.asList(args).subList(1, args.length);
    for (int i = 0; i < rest.size(); i++) {
      String argument = rest.get(i);
      if (argument.equals("--config") && i + 1 < rest.size()) {
        file = Path.of(rest.get(++i));
      } else if (argument.startsWith("--config=")) {
        file = Path.of(argument.substring("--config=".length()));
      } else if (argument.startsWith("--") && argument.indexOf('=') > 2) {
        flags.add(argument);
      } else {
        return null;
      }
    }
    return run(file, flags, System.out, System.err);
  }

  /// Serves until stopped; returns the exit code. Problems are said on `err`.
  static int run(@Nullable Path file, List<String> flags, PrintStream out, PrintStream err) {
    try {
      Config config = Config.read(ConfigSources.of(file, System.getenv(), flags));
      Server.start(config, out::println).awaitStop();
      return 0;
    } catch (ConfigException e) {
      err.println("weir: " + problems(e));
    } catch (StartException e) {
      err.println("weir: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  /// All problems of a configuration as one text.
  static String problems(ConfigException e) {
    var text = new StringBuilder("the configuration cannot be used:");
    e.problems().forEach(problem -> text.append("\n  ").append(problem));
    return text.toString();
  }
}
