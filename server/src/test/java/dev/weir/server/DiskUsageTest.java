package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.io.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskUsageTest {
  private long nowMs = 1;

  private final Clock clock =
      new Clock() {
        @Override
        public long wallMillis() {
          return nowMs;
        }

        @Override
        public long nanoTime() {
          return nowMs * 1_000_000;
        }
      };

  @TempDir private Path directory;

  @Test
  void byPart_sumsFilesBelowEachPart_andLooksAgainAfterTenSeconds() throws IOException {
    Files.createDirectories(directory.resolve("metrics/blocks"));
    Files.write(directory.resolve("metrics/blocks/a"), new byte[10]);
    Files.write(directory.resolve("metrics/b"), new byte[5]);
    Files.write(directory.resolve("weir.store"), new byte[3]);
    var usage = new DiskUsage(directory, clock);
    assertEquals(Map.of("metrics", 15L, "other", 3L), usage.byPart());
    Files.write(directory.resolve("metrics/b"), new byte[7]);
    nowMs += 9_999;
    assertEquals(15L, usage.byPart().get("metrics"));
    nowMs += 1;
    assertEquals(17L, usage.byPart().get("metrics"));
  }
}
