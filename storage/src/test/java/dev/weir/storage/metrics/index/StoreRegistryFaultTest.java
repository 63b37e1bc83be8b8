package dev.weir.storage.metrics.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.metrics.SeriesRegistry;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.SampleOutcome;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Power cuts, failing and full devices, damage. The journal is played by a list of what was
/// drained; it lets go of its beginning only after a successful force, as the store does.
class StoreRegistryFaultTest {
  private static final Path CATALOG = RegistryFixture.DIRECTORY.resolve(FileCatalog.NAME);

  @Test
  void powerCut_atAnyMoment_journalMakesItGood() throws IOException {
    for (long seed = 1; seed <= 100; seed++) {
      var random = new Random(seed);
      FaultFiles files = RegistryFixture.faultFiles(seed);
      List<ByteBuffer> journal = new ArrayList<>();
      int defined = 0;
      for (int life = 0; life < 4; life++) {
        StoreRegistry registry = RegistryFixture.open(files);
        replay(registry, journal);
        check(registry, defined, "seed " + seed);
        int steps = random.nextInt(8);
        for (int step = 0; step < steps; step++) {
          int more = random.nextInt(random.nextInt(10) == 0 ? 3_000 : 20);
          StoreRegistryTest.define(registry, defined, defined + more);
          defined += more;
          if (registry.hasNewDefinitions()) {
            journal.add(RegistryFixture.drain(registry));
          }
          if (random.nextInt(4) == 0) {
            registry.force();
            journal.clear();
          }
        }
        switch (random.nextInt(3)) {
          case 0 -> {
            registry.close();
            journal.clear();
          }
          case 1 -> files.kill();
          default -> files.crash();
        }
      }
    }
  }

  @Test
  void everyCallFails_once_nothingForcedIsLost() throws IOException {
    for (int n = 1; n < 60; n++) {
      FaultFiles files = RegistryFixture.faultFiles(n);
      List<ByteBuffer> journal = new ArrayList<>();
      int defined = 0;
      boolean opened = false;
      files.failAt(n);
      try (StoreRegistry registry = RegistryFixture.open(files)) {
        opened = true;
        for (int step = 0; step < 12; step++) {
          StoreRegistryTest.define(registry, defined, defined + 30);
          defined += 30;
          journal.add(RegistryFixture.drain(registry));
          if (step % 2 == 1) {
            try {
              registry.force();
            } catch (IOException e) {
              registry.force(); // works, by rewriting if need be
            }
            journal.clear();
          }
        }
      } catch (IOException e) {
        assertTrue(!opened || defined == 360, "call " + n + ": " + e);
      }
      files.crash();
      try (StoreRegistry registry = RegistryFixture.open(files)) {
        replay(registry, journal);
        check(registry, defined, "call " + n);
      }
    }
  }

  @Test
  void fullDevice_refusesNewSeriesInTheEnd_andRecovers() throws IOException {
    FaultFiles files = RegistryFixture.faultFiles(1);
    try (StoreRegistry registry = RegistryFixture.open(files)) {
      files.capacity(files.size(CATALOG) + 100);
      int id = 0;
      for (int i = 0; id >= 0; i++) {
        id = registry.resolve(Tenant.DEFAULT, RegistryFixture.series(i));
        if (i % 10_000 == 0) {
          RegistryFixture.drain(registry);
        }
        assertTrue(i < 2_000_000, "never refused");
      }
      assertEquals(SampleOutcome.SERIES_LIMIT, SeriesRegistry.refusal(id));
      assertThrows(IOException.class, registry::force);
      assertEquals(5, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(5)));
      files.capacity(Long.MAX_VALUE);
      RegistryFixture.drain(registry);
      registry.force();
      int next = registry.seriesCount();
      assertEquals(next, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(next)));
    }
    try (StoreRegistry registry = RegistryFixture.open(files)) {
      check(registry, registry.seriesCount(), "after the device had room again");
    }
  }

  @Test
  void damageInForcedBytes_stopsTheStart_andRepairGoesOn() throws IOException {
    FaultFiles files = RegistryFixture.faultFiles(1);
    try (StoreRegistry registry = RegistryFixture.open(files)) {
      for (int i = 0; i < 10; i++) {
        StoreRegistryTest.define(registry, i * 100, i * 100 + 100);
        RegistryFixture.drain(registry);
      }
    }
    byte[] content = files.content(CATALOG);
    content[CatalogHeader.SIZE_BYTES + (content.length - CatalogHeader.SIZE_BYTES) / 2] ^= 1;
    files.overwrite(CATALOG, content);
    var thrown = assertThrows(IOException.class, () -> RegistryFixture.open(files));
    assertTrue(thrown.toString().contains("is damaged at byte"), thrown.getMessage());
    assertTrue(thrown.toString().contains("storage.repair"), thrown.getMessage());

    try (var registry =
        RegistryFixture.open(files, RegistryFixture.DIRECTORY, RegistryFixture.repairing())) {
      int there = 0;
      for (int id = 0; id < registry.seriesCount(); id++) {
        try {
          assertEquals(RegistryFixture.series(id), registry.labels(id));
          there++;
        } catch (IllegalArgumentException e) {
          assertTrue(e.toString().contains("no such series"), e.getMessage());
        }
      }
      assertEquals(900, there);
      assertEquals(1_000, registry.seriesCount());
    }
    assertTrue(files.exists(RegistryFixture.DIRECTORY.resolve(FileCatalog.DAMAGED_NAME)));
    try (StoreRegistry registry = RegistryFixture.open(files)) { // whole again
      assertEquals(1_000, registry.seriesCount());
    }
  }

  @Test
  void cutWithinForcedBytes_stopsTheStart() throws IOException {
    FaultFiles files = RegistryFixture.faultFiles(1);
    try (StoreRegistry registry = RegistryFixture.open(files)) {
      StoreRegistryTest.define(registry, 0, 100);
    }
    byte[] content = files.content(CATALOG);
    files.overwrite(CATALOG, Arrays.copyOf(content, content.length - 1));
    assertThrows(IOException.class, () -> RegistryFixture.open(files));
  }

  @Test
  void damagedHeader_otherStore_newerVersion_areSentences() throws IOException {
    FaultFiles files = RegistryFixture.faultFiles(1);
    RegistryFixture.open(files).close();
    byte[] good = files.content(CATALOG);
    for (int i = 0; i < 36; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x40;
      files.overwrite(CATALOG, bad);
      var thrown = assertThrows(IOException.class, () -> RegistryFixture.open(files));
      assertTrue(thrown.toString().contains(CATALOG + ": "), thrown.getMessage());
    }
  }

  private static void replay(StoreRegistry registry, List<ByteBuffer> journal) {
    for (ByteBuffer definitions : journal) {
      registry.replayDefinitions(definitions.duplicate());
    }
  }

  private static void check(StoreRegistry registry, int defined, String what) {
    assertEquals(defined, registry.seriesCount(), what);
    for (int id = 0; id < defined; id += 7) {
      assertEquals(RegistryFixture.series(id), registry.labels(id), what);
      assertEquals(id, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(id)), what);
    }
    int found =
        registry
            .selector()
            .select(Tenant.DEFAULT, List.of(), QueryBudget.UNLIMITED)
            .getCardinality();
    assertEquals(defined, found, what);
  }
}
