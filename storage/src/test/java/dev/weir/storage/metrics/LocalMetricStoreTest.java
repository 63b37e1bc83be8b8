package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.model.TimeRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LocalMetricStoreTest {
  private static final long BUDGET = 1 << 20;

  private static ResolvedSamples batch(StoreFixture fixture, long step) {
    var batch = new ResolvedSamples();
    for (int s = 0; s < 200; s++) {
      batch.add(fixture.resolve(s), StoreFixture.START_MS + step * 10_000, Math.sin(step + s));
    }
    return batch;
  }

  @Test
  void apply_muchMoreThanTheBudget_staysWithinIt() throws IOException {
    try (var fixture = new StoreFixture(1, StoreFixture.settings())) {
      double most = 0;
      for (int step = 0; step < 3000; step++) {
        fixture.apply(batch(fixture, step));
        most = Math.max(most, fixture.metric("weir_storage_head_bytes"));
      }
      assertTrue(most <= BUDGET * 1.1, "head took " + most);
      assertTrue(fixture.metric("weir_storage_head_apply_stalls_total") > 0);
      for (int s = 0; s < 200; s += 17) {
        assertEquals(3000, fixture.read(s, TimeRange.ALL).length());
      }
    }
  }

  @Test
  void apply_deviceFull_waitsAndGoesOnByItself() throws IOException {
    try (var fixture = new StoreFixture(1, StoreFixture.settings())) {
      fixture.apply(batch(fixture, 0));
      fixture.files.failWhen((op, path) -> op == FaultFiles.Op.WRITE);
      var healer =
          Thread.ofPlatform()
              .start(() -> {
                while (!(fixture.metric("weir_storage_head_flush_failures_total") > 3)) {
                  Thread.onSpinWait();
                }
                fixture.files.heal();
              });
      for (int step = 1; step < 2000; step++) {
        fixture.apply(batch(fixture, step));
      }
      join(healer);
      assertEquals(2000, fixture.read(3, TimeRange.ALL).length());
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void maintain_passedPartition_isFlushed() throws IOException {
    try (var fixture = new StoreFixture(1, StoreFixture.settings())) {
      fixture.apply(batch(fixture, 0));
      fixture.scheduler.runRepeating();
      assertEquals(1, fixture.metric("weir_storage_head_partitions"));
      fixture.clock.advanceMs(1_800_000);
      fixture.scheduler.runRepeating();
      assertEquals(0, fixture.metric("weir_storage_head_partitions"));
      assertEquals(1, fixture.read(3, TimeRange.ALL).length());
    }
  }

  @Test
  void compact_flushFails_saysSoAndLosesNothing() throws IOException {
    try (var fixture = new StoreFixture(1, StoreFixture.settings())) {
      fixture.apply(batch(fixture, 0));
      fixture.files.failWhen((op, path) -> op == FaultFiles.Op.FORCE);
      assertThrows(IOException.class, () -> fixture.store().compact());
      fixture.files.heal();
      assertEquals(1, fixture.read(3, TimeRange.ALL).length());
      fixture.store().compact();
      assertEquals(1, fixture.read(3, TimeRange.ALL).length());
    }
  }

  @Test
  void checkpoint_manyWaiting_writesTheLast() throws IOException {
    try (var fixture = new StoreFixture(1, StoreFixture.settings())) {
      for (int step = 0; step < 5; step++) {
        fixture.apply(batch(fixture, step));
        fixture.checkpoint(() -> new byte[0]);
      }
      fixture.scheduler.runPending();
      assertEquals(1, fixture.metric("weir_storage_head_checkpoints_total"));
      assertEquals(0, fixture.journalLength());
      fixture.crash();
      assertEquals(fixture.end(), fixture.store().checkpointPosition());
      assertEquals(5, fixture.read(3, TimeRange.ALL).length());
    }
  }

  @Test
  void retention_oldBlocks_areDropped() throws IOException {
    long day = 86_400_000;
    try (var fixture = new StoreFixture(1, StoreFixture.settings().withRetentionMs(40 * day))) {
      assertEquals(fixture.clock.wallMillis() - 40 * day, fixture.store().earliestAcceptedMs());
      fixture.apply(batch(fixture, 0));
      fixture.store().compact();
      assertEquals(1, fixture.read(3, TimeRange.ALL).length());
      fixture.clock.advanceMs(11 * day);
      fixture.store().compact();
      assertEquals(0, fixture.read(3, TimeRange.ALL).length());
    }
  }

  @Test
  void flush_seriesNotYetDurable_keepsItsId() throws IOException {
    for (int seed = 1; seed < 20; seed++) {
      try (var fixture = new StoreFixture(seed, StoreFixture.settings())) {
        applyUnjournalled(fixture, 3, 10);
        fixture.store().compact();
        fixture.crash();
        applyUnjournalled(fixture, 4, 20);
        assertEquals(1, fixture.read(3, TimeRange.ALL).length());
        assertEquals(1, fixture.read(4, TimeRange.ALL).length());
      }
    }
  }

  private static void applyUnjournalled(StoreFixture fixture, int series, long position) {
    var batch = new ResolvedSamples();
    batch.add(fixture.resolve(series), StoreFixture.START_MS, series);
    SeriesRegistry registry = fixture.store().registry();
    registry.drainNewDefinitions(ByteBuffer.allocate(registry.newDefinitionsSize()));
    fixture.store().apply(batch, position);
  }
}
