package dev.weir.storage.metrics.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.storage.metrics.FlushedPositions;
import dev.weir.storage.metrics.ResolvedSamples;
import dev.weir.storage.metrics.ShardEngine;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HeadConcurrencyTest {
  private static final long START = 1_735_689_600_000L;
  private static final int SERIES = 300;

  /// Readers see, for every series, a prefix of what is written, whole and in order, while the
  /// writer adds series, chains, pages and partitions, seals and drops them.
  @Test
  void read_besideWriter_seesPrefixes() throws InterruptedException {
    var memory = new HeadMemory();
    var failure = new AtomicReference<Throwable>();
    try (HeadEngine engine = HeadProperties.engine(memory, FlushedPositions.NONE)) {
      var isDone = new boolean[1];
      var reader =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  readUntil(engine, isDone);
                } catch (Throwable e) {
                  failure.set(e);
                }
              });
      var batch = new ResolvedSamples();
      ShardEngine.SealedParts sealed = null;
      for (int step = 1; step <= 3000 && failure.get() == null; step++) {
        batch.clear();
        for (int s = 0; s < Math.min(SERIES, step); s++) {
          batch.add(s, START + step * 10_000L, step);
          if (s % 3 == 0) {
            batch.add(s, START + step * 10_000L - 5_000, -step);
          }
        }
        engine.apply(batch, step);
        if (step % 500 == 0) {
          if (sealed != null) {
            sealed.published();
          }
          sealed = engine.seal(TimeRange.ALL, step);
        }
      }
      synchronized (isDone) {
        isDone[0] = true;
      }
      reader.join();
    }
    assertNull(failure.get(), () -> String.valueOf(failure.get()));
    assertEquals(0, memory.usedBytes());
  }

  private static void readUntil(HeadEngine engine, boolean[] isDone) {
    var out = new SampleColumns();
    long seen = 0;
    for (int round = 0; ; round++) {
      try (ShardEngine.Parts parts = engine.acquire(TimeRange.ALL)) {
        for (int i = 0; i < parts.count(); i++) {
          for (int s = round % 7; s < SERIES; s += 7) {
            out.clear();
            parts.part(i).read(s, TimeRange.ALL, out);
            check(s, out);
            seen += out.length();
          }
        }
      }
      synchronized (isDone) {
        if (isDone[0] && seen > 0) {
          return;
        }
      }
    }
  }

  private static void check(int series, SampleColumns out) {
    for (int i = 0; i < out.length(); i++) {
      long time = out.timestamps()[i];
      double value = out.values()[i];
      boolean isExtra = value < 0;
      long expected = START + ((long) Math.abs(value)) * 10_000L - (isExtra ? 5_000 : 0);
      assertEquals(expected, time);
      assertTrue(i == 0 || time > out.timestamps()[i - 1]);
      assertTrue(!isExtra || series % 3 == 0);
      if (i > 0 && series % 3 != 0) {
        assertEquals(out.timestamps()[i - 1] + 10_000, time, "a gap");
      }
    }
  }

  /// In the steady state (series known, slabs there) taking in samples allocates nothing but a new
  /// slab's segment object now and then.
  @Test
  void apply_knownSeries_allocatesNothingPerSample() {
    var memory = new HeadMemory();
    try (HeadEngine engine = HeadProperties.engine(memory, FlushedPositions.NONE)) {
      var batch = new ResolvedSamples();
      int step = 0;
      for (; step < 200; step++) {
        fill(batch, step);
        engine.apply(batch, step);
      }
      var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long samples = 0;
      long before = threads.getCurrentThreadAllocatedBytes();
      for (; step < 700; step++) {
        fill(batch, step);
        engine.apply(batch, step);
        samples += batch.length();
      }
      long bytes = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(bytes < samples / 20, () -> "allocated " + bytes);
    }
  }

  private static void fill(ResolvedSamples batch, int step) {
    batch.clear();
    for (int s = 0; s < 500; s++) {
      batch.add(s, START + step * 10_000L, step % 17 + s);
    }
  }
}
