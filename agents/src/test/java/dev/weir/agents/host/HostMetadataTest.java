package dev.weir.agents.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class HostMetadataTest {
  @Test
  @EnabledIf("hasProc")
  void entries_ofEverySampledMetricButMemory_areThere() {
    var lacking = new TreeSet<String>();
    new HostSampler(Path.of("/proc"))
        .sample((name, labels, value) -> {
          if (!name.startsWith("node_memory_") && HostMetadata.find(name) == null) {
            lacking.add(name);
          }
        });
    assertEquals(new TreeSet<String>(), lacking);
  }

  static boolean hasProc() {
    return Files.exists(Path.of("/proc/stat"));
  }

  @Test
  void types_followNames() {
    HostMetadata.forEach((name, entry) -> {
      assertTrue(name.startsWith("node_"), name);
      assertEquals(name.endsWith("_total") ? "counter" : "gauge", entry.type(), name);
      assertFalse(entry.help().isBlank(), name);
    });
  }
}
