package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.model.TimeRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [MetricStore] promises over restarts.
public abstract class MetricStoreContract {
  private static final long START = 1_735_689_600_000L;
  private static final Labels UP = Labels.of("__name__", "up");

  /// Opens the one store of this test, with what it held when it was closed.
  protected abstract MetricStore open() throws IOException;

  /// Runs background work that is due, if it does not run by itself, and waits for it.
  protected abstract void awaitBackground();

  /// Epoch milliseconds as the store sees them.
  protected abstract long nowMs();

  private static void put(MetricStore store, long time, double value, long position) {
    var batch = new ResolvedSamples();
    batch.add(store.registry().resolve(Tenant.DEFAULT, UP), time, value);
    store.apply(batch, position);
  }

  private static String read(MetricStore store) {
    var out = new SampleColumns();
    var plan =
        new LeafPlan.Samples(
            Tenant.DEFAULT, List.of(Matcher.equal("__name__", "up")), TimeRange.ALL);
    try (SampleSet set = store.leaf().samples(plan, QueryBudget.UNLIMITED)) {
      if (set.seriesCount() == 1) {
        set.read(0, out);
      }
    }
    return StoreFixture.show(out);
  }

  @Test
  void open_aNewStore_replaysFromTheStart() throws IOException {
    try (MetricStore store = open()) {
      assertEquals(0, store.checkpointPosition());
      assertEquals(0, store.checkpointedState("statsd").remaining());
      assertEquals(0, store.earliestAcceptedMs());
      assertEquals(nowMs() + 600_000, store.latestAcceptedMs());
    }
  }

  @Test
  void checkpoint_thenReopen_hasSamplesAndStates() throws IOException {
    String before;
    try (MetricStore store = open()) {
      put(store, START, 1, 100);
      put(store, START + 1, 2, 200);
      long[] truncated = {-1};
      store.checkpoint(
          sink -> sink.put("statsd", ByteBuffer.wrap(new byte[] {4, 2})),
          position -> truncated[0] = position);
      awaitBackground();
      assertEquals(200, truncated[0]);
      before = read(store);
    }
    try (MetricStore store = open()) {
      assertEquals(200, store.checkpointPosition());
      assertEquals(ByteBuffer.wrap(new byte[] {4, 2}), store.checkpointedState("statsd"));
      assertEquals(before, read(store));
      put(store, START + 2, 3, 300);
      assertTrue(read(store).contains("2.0, 3.0"));
    }
  }

  @Test
  void compact_thenReopenAndReplay_hasEverySampleOnce() throws IOException {
    String before;
    try (MetricStore store = open()) {
      put(store, START, 1, 100);
      put(store, START + 9_000_000, 2, 200);
      store.compact();
      before = read(store);
    }
    try (MetricStore store = open()) {
      put(store, START, 1, 100); // the journal again
      put(store, START + 9_000_000, 2, 200);
      assertEquals(before, read(store));
    }
  }
}
