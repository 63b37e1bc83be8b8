package dev.weir.perf.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// What a crash test is told: `[--kills 20] [--seed N] [--dir D] -- COMMAND...`, where the command
/// starts a server and takes `--key=value` settings.
record CrashOptions(int kills, long seed, Path directory, List<String> command) {

  /// Parses arguments and prints what is in force; ends the process when they make no sense.
  static CrashOptions parse(String program, String[] args) throws IOException {
    int dashes = Arrays.asList(args).indexOf("--");
    if (dashes < 0 || dashes == args.length - 1) {
      System.err.println("usage: " + program + " [--kills N] [--seed N] [--dir D] -- COMMAND...");
      System.exit(2);
    }
    int kills = 20;
    long seed = System.nanoTime();
    Path directory = null;
    for (int i = 0; i + 1 < dashes; i += 2) {
      switch (args[i]) {
        case "--kills" -> kills = Integer.parseInt(args[i + 1]);
        case "--seed" -> seed = Long.parseLong(args[i + 1]);
        case "--dir" -> directory = Path.of(args[i + 1]);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    if (directory == null) {
      directory = Files.createTempDirectory("weir-crash");
    }
    System.out.println("seed=" + seed + " kills=" + kills + " dir=" + directory);
    return new CrashOptions(kills, seed, directory, List.of(args).subList(dashes + 1, args.length));
  }
}
