package dev.weir.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the machine has.
final class Machine {
  private Machine() {}

  /// Memory of the machine in bytes; 4 GiB where it cannot be found out.
  static long memoryBytes() {
    try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemTotal:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(4L << 30);
    } catch (IOException | NumberFormatException e) {
      return 4L << 30;
    }
  }
}
