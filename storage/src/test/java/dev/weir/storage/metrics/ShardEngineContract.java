package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// What every [ShardEngine] promises.
public abstract class ShardEngineContract {
  private static final long HOUR = 3_600_000;
  private static final long START = 1_735_689_600_000L; // an even hour

  /// A new, empty engine for all shards.
  protected abstract ShardEngine open(FlushedPositions flushed);

  private static ResolvedSamples batch(Object... seriesTimeValue) {
    var samples = new ResolvedSamples();
    for (int i = 0; i < seriesTimeValue.length; i += 3) {
      samples.add(
          (Integer) seriesTimeValue[i],
          (Long) seriesTimeValue[i + 1],
          ((Number) seriesTimeValue[i + 2]).doubleValue());
    }
    return samples;
  }

  private static String read(ShardEngine engine, int series, TimeRange range) {
    var out = new SampleColumns();
    try (ShardEngine.Parts parts = engine.acquire(range)) {
      for (int i = 0; i < parts.count(); i++) {
        int middle = out.length();
        parts.part(i).read(series, range, out);
        SampleMerge.mergeTail(out, 0, middle);
      }
    }
    var text = new StringBuilder();
    for (int i = 0; i < out.length(); i++) {
      text.append(out.timestamps()[i] - START).append('=').append(out.values()[i]).append(' ');
    }
    return text.toString().trim();
  }

  @Test
  void apply_whenItReturns_isVisible() {
    try (ShardEngine engine = open(FlushedPositions.NONE)) {
      engine.apply(batch(3, START + 1, 1.5, 70, START + 1, 2, 3, START + 5, 7), 1);
      assertEquals("1=1.5 5=7.0", read(engine, 3, TimeRange.ALL));
      assertEquals("1=2.0", read(engine, 70, TimeRange.ALL));
      assertEquals("", read(engine, 4, TimeRange.ALL));
      assertEquals("5=7.0", read(engine, 3, new TimeRange(START + 2, START + 6)));
    }
  }

  @Test
  void apply_outOfOrderAndTwice_lastWins() {
    try (ShardEngine engine = open(FlushedPositions.NONE)) {
      engine.apply(batch(1, START + 10, 1, 1, START + 5, 2, 1, START + 10, 3), 1);
      engine.apply(batch(1, START + 10, 1, 1, START + 7, 4, 1, START + 20, 5), 2);
      assertEquals("5=2.0 7=4.0 10=1.0 20=5.0", read(engine, 1, TimeRange.ALL));
    }
  }

  @Test
  void apply_coveredByBlocks_isLeftOut() {
    var flushed =
        new FlushedPositions() {
          @Override
          public long highest() {
            return 10;
          }

          @Override
          public long of(long partitionStartMs) {
            return partitionStartMs == START ? 10 : 5;
          }
        };
    try (ShardEngine engine = open(flushed)) {
      engine.apply(batch(1, START, 1, 1, START + 2 * HOUR, 2), 5);
      engine.apply(batch(1, START + 1, 3, 1, START + 2 * HOUR + 1, 4), 10);
      engine.apply(batch(1, START + 2, 5, 1, START + 2 * HOUR + 2, 6), 11);
      assertEquals("2=5.0 7200001=4.0 7200002=6.0", read(engine, 1, TimeRange.ALL));
    }
  }

  @Test
  void seal_keepsSamplesReadable_untilPublished() {
    try (ShardEngine engine = open(FlushedPositions.NONE)) {
      engine.apply(batch(9, START, 1, 2, START, 2, 2, START + 2 * HOUR, 3), 1);
      ShardEngine.SealedParts sealed = engine.seal(new TimeRange(START, START + 2 * HOUR), 1);
      assertEquals(1, sealed.count());
      assertEquals(1, sealed.position());
      assertArrayEquals(new int[] {2, 9}, sealed.seriesIds());
      engine.apply(batch(2, START, 4), 2);
      assertEquals("0=4.0 7200000=3.0", read(engine, 2, TimeRange.ALL));
      try (ShardEngine.Parts held = engine.acquire(TimeRange.ALL)) {
        sealed.published();
        assertEquals(3, held.count());
        var out = new SampleColumns();
        held.part(0).read(9, TimeRange.ALL, out);
        assertEquals(1, out.length());
      }
      assertEquals("", read(engine, 9, TimeRange.ALL));
      assertEquals("0=4.0 7200000=3.0", read(engine, 2, TimeRange.ALL));
    }
  }

  @Test
  void forEachOpen_showsOpenPartitions_ascending() {
    try (ShardEngine engine = open(FlushedPositions.NONE)) {
      engine.apply(batch(1, START + 4 * HOUR, 1, 1, START, 1, 2, START + 1, 1), 1);
      var open = new ArrayList<ShardEngine.OpenPartition>();
      engine.forEachOpen(open::add);
      assertEquals(2, open.size());
      assertEquals(new TimeRange(START, START + 2 * HOUR), open.get(0).range());
      assertEquals(2, open.get(0).samples());
      assertEquals(START + 4 * HOUR, open.get(1).range().startMs());
      engine.seal(TimeRange.ALL, 1);
      open.clear();
      engine.forEachOpen(open::add);
      assertEquals(0, open.size());
    }
  }
}
