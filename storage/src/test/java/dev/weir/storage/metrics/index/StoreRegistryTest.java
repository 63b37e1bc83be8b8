package dev.weir.storage.metrics.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.metrics.SeriesRegistry;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.SampleOutcome;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreRegistryTest {
  private final FaultFiles files = RegistryFixture.faultFiles(1);

  @Test
  void resolve_givesDenseIds_andRemembers() throws IOException {
    try (var registry = RegistryFixture.open(files)) {
      for (int i = 0; i < 300; i++) {
        assertEquals(i, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(i)));
      }
      assertEquals(7, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(7)));
      assertEquals(300, registry.resolve(new Tenant("b"), RegistryFixture.series(7)));
      assertEquals(301, registry.seriesCount());
      assertEquals(new Tenant("b"), registry.tenant(300));
      assertEquals(RegistryFixture.series(299), registry.labels(299));
      assertThrows(IllegalArgumentException.class, () -> registry.labels(301));
      assertThrows(IllegalArgumentException.class, () -> registry.labels(-1));
    }
  }

  @Test
  void resolve_newSeries_isFoundAtOnce() throws IOException {
    try (var registry = RegistryFixture.open(files)) {
      int id = registry.resolve(Tenant.DEFAULT, RegistryFixture.series(3));
      var found =
          registry
              .selector()
              .select(
                  Tenant.DEFAULT, List.of(Matcher.equal("host", "web-3")), QueryBudget.UNLIMITED);
      assertTrue(found.contains(id));
    }
  }

  @Test
  void open_afterClose_knowsEverything_withoutReplay() throws IOException {
    try (var registry = RegistryFixture.open(files)) {
      define(registry, 0, 5_000);
      RegistryFixture.drain(registry);
    }
    try (var registry = RegistryFixture.open(files)) {
      assertEquals(5_000, registry.seriesCount());
      assertEquals(4_321, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(4_321)));
      assertEquals(5_000, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(5_000)));
      assertEquals(RegistryFixture.series(17), registry.labels(17));
    }
  }

  @Test
  void drain_empties_andSizeIsExact() throws IOException {
    try (var registry = RegistryFixture.open(files)) {
      assertFalse(registry.hasNewDefinitions());
      define(registry, 0, 3_000); // more than one group
      assertTrue(registry.hasNewDefinitions());
      int size = registry.newDefinitionsSize();
      assertEquals(size, RegistryFixture.drain(registry).remaining());
      assertFalse(registry.hasNewDefinitions());
      assertEquals(0, registry.newDefinitionsSize());
    }
  }

  @Test
  void replay_intoEmptyStore_restoresIds() throws IOException {
    ByteBuffer first;
    ByteBuffer second;
    try (var registry = RegistryFixture.open(RegistryFixture.faultFiles(2))) {
      define(registry, 0, 100);
      first = RegistryFixture.drain(registry);
      define(registry, 100, 200);
      second = RegistryFixture.drain(registry);
    }
    try (var registry = RegistryFixture.open(files)) {
      registry.replayDefinitions(first.duplicate());
      registry.replayDefinitions(second.duplicate());
      registry.replayDefinitions(first.duplicate()); // again: nothing happens
      assertFalse(registry.hasNewDefinitions());
      assertEquals(200, registry.seriesCount());
      assertEquals(150, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(150)));
    }
    try (var registry = RegistryFixture.open(files)) {
      assertEquals(200, registry.seriesCount());
      assertEquals(150, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(150)));
    }
  }

  @Test
  void replay_gapIsRefilledInOrder() throws IOException {
    ByteBuffer first;
    ByteBuffer second;
    try (var registry = RegistryFixture.open(RegistryFixture.faultFiles(2))) {
      define(registry, 0, 10);
      first = RegistryFixture.drain(registry);
      define(registry, 10, 20);
      second = RegistryFixture.drain(registry);
    }
    try (var registry = RegistryFixture.open(files)) {
      registry.replayDefinitions(second.duplicate());
      assertEquals(20, registry.seriesCount());
      assertThrows(IllegalArgumentException.class, () -> registry.labels(5));
      registry.replayDefinitions(first.duplicate());
      assertEquals(RegistryFixture.series(5), registry.labels(5));
      assertEquals(5, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(5)));
      assertEquals(20, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(20)));
      var all = registry.selector().select(Tenant.DEFAULT, List.of(), QueryBudget.UNLIMITED);
      assertEquals(21, all.getCardinality());
    }
  }

  @Test
  void replay_otherLabelsUnderTheSameId_isRefused() throws IOException {
    ByteBuffer definitions;
    try (var registry = RegistryFixture.open(RegistryFixture.faultFiles(2))) {
      define(registry, 0, 2);
      definitions = RegistryFixture.drain(registry);
    }
    try (var registry = RegistryFixture.open(files)) {
      registry.resolve(Tenant.DEFAULT, Labels.of("__name__", "other"));
      RegistryFixture.drain(registry);
      assertThrows(IllegalStateException.class, () -> registry.replayDefinitions(definitions));
    }
  }

  @Test
  void replay_damagedBytes_areRefused_atEveryByte() throws IOException {
    ByteBuffer definitions;
    try (var registry = RegistryFixture.open(RegistryFixture.faultFiles(2))) {
      define(registry, 0, 2);
      definitions = RegistryFixture.drain(registry);
    }
    try (var registry = RegistryFixture.open(files)) {
      byte[] good = new byte[definitions.remaining()];
      definitions.get(good);
      for (int i = 0; i < good.length; i++) {
        byte[] bad = good.clone();
        bad[i] ^= 0x10;
        assertThrows(
            CorruptDataException.class, () -> registry.replayDefinitions(ByteBuffer.wrap(bad)));
      }
      assertEquals(0, registry.seriesCount());
    }
  }

  @Test
  void resolve_overLimits_isRefusedByReason() throws IOException {
    var options = RegistryFixture.onHeap().withLimits(RegistryFixture.SMALL);
    try (var registry = RegistryFixture.open(files, RegistryFixture.DIRECTORY, options)) {
      Tenant b = new Tenant("b");
      assertRefused(SampleOutcome.INVALID_LABELS, registry, Tenant.DEFAULT, Labels.of("a", "b"));
      assertRefused(
          SampleOutcome.INVALID_LABELS, registry, Tenant.DEFAULT, Labels.of("__name__", "\uD800"));
      assertRefused(
          SampleOutcome.TOO_MANY_LABELS,
          registry,
          Tenant.DEFAULT,
          Labels.of("__name__", "n", "a", "1", "b", "1", "c", "1", "d", "1"));
      assertRefused(
          SampleOutcome.LABEL_TOO_LONG,
          registry,
          Tenant.DEFAULT,
          Labels.of("__name__", "ü".repeat(13)));
      assertRefused(
          SampleOutcome.LABEL_TOO_LONG,
          registry,
          Tenant.DEFAULT,
          Labels.of("__name__", "n", "a".repeat(17), "1"));
      assertRefused(
          SampleOutcome.LABEL_TOO_LONG,
          registry,
          Tenant.DEFAULT,
          Labels.of("__name__", "n".repeat(70_000)));
      define(registry, 0, 5);
      assertRefused(
          SampleOutcome.SERIES_LIMIT, registry, Tenant.DEFAULT, RegistryFixture.series(5));
      assertEquals(3, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(3)));
      assertEquals(5, registry.resolve(b, RegistryFixture.series(0)));
      assertEquals(6, registry.resolve(b, RegistryFixture.series(1)));
      assertRefused(SampleOutcome.SERIES_LIMIT, registry, b, RegistryFixture.series(2));
      assertRefused(
          SampleOutcome.TENANT_LIMIT, registry, new Tenant("c"), RegistryFixture.series(2));
      assertEquals(7, registry.seriesCount());
    }
  }

  @Test
  void resolve_indexMemoryOverLimit_isRefused_knownSeriesGoOn() throws IOException {
    var limits = new SeriesLimits(10, 1 << 20, 1 << 20, 400_000, 20_000, 64, 1_024, 2_048);
    var options = RegistryFixture.onHeap().withLimits(limits);
    try (var registry = RegistryFixture.open(files, RegistryFixture.DIRECTORY, options)) {
      int refusedAt = -1;
      for (int i = 0; i < 20_000 && refusedAt < 0; i++) {
        if (registry.resolve(Tenant.DEFAULT, RegistryFixture.series(i)) < 0) {
          refusedAt = i;
        }
      }
      assertTrue(refusedAt > 1_000, "refused at " + refusedAt);
      assertEquals(12, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(12)));
    }
  }

  @Test
  void resolve_knownSeries_allocatesNothing() throws IOException {
    try (var registry = RegistryFixture.open(files)) {
      Labels labels = RegistryFixture.series(1);
      define(registry, 0, 100);
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      for (int i = 0; i < 20_000; i++) {
        registry.resolve(Tenant.DEFAULT, labels);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      long nothing = threads.getCurrentThreadAllocatedBytes() - before;
      before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        registry.resolve(Tenant.DEFAULT, labels);
      }
      long used = threads.getCurrentThreadAllocatedBytes() - before - nothing;
      assertTrue(used < 10_000, "bytes for 10,000 calls: " + used);
    }
  }

  static void define(StoreRegistry registry, int from, int to) {
    for (int i = from; i < to; i++) {
      assertEquals(i, registry.resolve(Tenant.DEFAULT, RegistryFixture.series(i)));
    }
  }

  private static void assertRefused(
      SampleOutcome expected, StoreRegistry registry, Tenant tenant, Labels labels) {
    int id = registry.resolve(tenant, labels);
    assertTrue(id < 0, "taken: " + labels);
    assertEquals(expected, SeriesRegistry.refusal(id));
  }
}
