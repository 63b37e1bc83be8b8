package dev.weir.storage.logs;

import static dev.weir.storage.logs.LogFixture.ALL;
import static dev.weir.storage.logs.LogFixture.DAY;
import static dev.weir.storage.logs.LogFixture.DAY_NS;
import static dev.weir.storage.logs.LogFixture.HOUR;
import static dev.weir.storage.logs.LogFixture.SECOND;
import static dev.weir.storage.logs.LogFixture.add;
import static dev.weir.storage.logs.LogFixture.batch;
import static dev.weir.storage.logs.LogFixture.job;
import static dev.weir.storage.logs.LogFixture.lines;
import static dev.weir.storage.logs.LogFixture.search;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.logs.LogPlan.Need;
import dev.weir.storage.logs.LogPlan.Order;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What every [LogStore] promises, also over restarts.
public abstract class LogStoreContract {
  private static final Labels A = job("a");
  private static final Labels B = job("b");

  /// Opens the one store of this test, with what it held when it was closed.
  protected abstract LogStore open() throws IOException;

  /// Runs background work that is due, if it does not run by itself, and waits for it.
  protected abstract void awaitBackground();

  /// Moves the clock.
  protected abstract void advanceMs(long ms);

  /// Epoch milliseconds as the store sees them.
  protected abstract long nowMs();

  @Test
  void open_aNewStore_isEmptyAndReplaysFromTheStart() throws IOException {
    try (LogStore store = open()) {
      assertEquals(0, store.checkpointPosition());
      assertEquals(List.of(), lines(store, ALL));
      assertEquals(List.of(), store.streams(ALL, QueryBudget.UNLIMITED));
      assertFalse(store.isCheckpointDue());
      assertEquals(0, store.earliestAcceptedNs());
      assertEquals((nowMs() + 600_000) * 1_000_000, store.latestAcceptedNs());
    }
  }

  @Test
  void apply_isSearchableAtOnce_withFields() throws IOException {
    try (LogStore store = open()) {
      store.apply(batch(A, DAY_NS, "hello", "user", "eve", "code", "7"), 100);
      FoundLine found = search(store, ALL).getFirst();
      assertEquals(A, found.stream());
      assertEquals(DAY_NS, found.timestampNs());
      assertEquals("hello", found.line());
      assertEquals(Map.of("user", "eve", "code", "7"), found.fields());
    }
  }

  @Test
  void apply_outOfOrder_isFoundByTimeThenArrival() throws IOException {
    try (LogStore store = open()) {
      store.apply(batch(A, DAY_NS + 2, "third"), 100);
      store.apply(batch(A, DAY_NS + 1, "first"), 200);
      store.apply(batch(A, DAY_NS + 1, "second"), 300);
      assertEquals(List.of("first", "second", "third"), lines(store, ALL));
    }
  }

  @Test
  void apply_sameFieldTwice_lastWins() throws IOException {
    try (LogStore store = open()) {
      store.apply(batch(A, DAY_NS, "x", "k", "1", "k", "2"), 100);
      assertEquals(Map.of("k", "2"), search(store, ALL).getFirst().fields());
      store.compact();
      assertEquals(Map.of("k", "2"), search(store, ALL).getFirst().fields());
    }
  }

  @Test
  void search_selectsTenantStreamsRangeAndFilters() throws IOException {
    try (LogStore store = open()) {
      var batch = new LogBatch();
      add(batch, A, DAY_NS, "one error");
      add(batch, A, DAY_NS + SECOND, "one warning");
      add(batch, B, DAY_NS, "two error");
      store.apply(batch, 100);
      batch.clear(new Tenant("other"));
      add(batch, A, DAY_NS, "three error");
      store.apply(batch, 200);
      for (int round = 0; round < 2; round++) {
        List<Matcher> a = List.of(Matcher.equal("job", "a"));
        var errors = ALL.withFilters(List.of(LineFilter.contains("error")));
        assertEquals(List.of("one error", "two error"), lines(store, errors));
        assertEquals(
            List.of("one error", "one warning"),
            lines(store, LogPlan.of(Tenant.DEFAULT, a, DAY_NS, DAY_NS + SECOND + 1)));
        assertEquals(
            List.of("one error"),
            lines(store, LogPlan.of(Tenant.DEFAULT, a, DAY_NS, DAY_NS + SECOND)));
        assertEquals(List.of(), lines(store, LogPlan.of(Tenant.DEFAULT, a, DAY_NS, DAY_NS)));
        assertEquals(
            List.of("three error"),
            lines(store, LogPlan.of(new Tenant("other"), a, 0, Long.MAX_VALUE)));
        assertEquals(
            List.of(), lines(store, LogPlan.of(new Tenant("nobody"), a, 0, Long.MAX_VALUE)));
        store.compact();
      }
    }
  }

  @Test
  void search_withoutNeeds_hasTimes() throws IOException {
    try (LogStore store = open()) {
      store.apply(batch(A, DAY_NS, "line", "k", "v"), 100);
      for (int round = 0; round < 2; round++) {
        var found = search(store, ALL.withNeeds(EnumSet.noneOf(Need.class)));
        assertEquals(DAY_NS, found.getFirst().timestampNs());
        assertEquals(
            Map.of("k", "v"),
            search(store, ALL.withNeeds(EnumSet.of(Need.FIELDS))).getFirst().fields());
        assertEquals("line", lines(store, ALL.withNeeds(EnumSet.of(Need.LINES))).getFirst());
        store.compact();
      }
    }
  }

  @Test
  void search_ordered_leavesOutWhatTheSinkDoesNotWant() throws IOException {
    try (LogStore store = open()) {
      for (int day = 0; day < 4; day++) {
        store.apply(batch(A, DAY_NS + day * DAY, "day " + day), 100 + day);
        if (day < 3) {
          store.compact();
        }
      }
      var newest = new LimitedSink();
      store.search(ALL.withOrder(Order.NEWEST_FIRST), newest, QueryBudget.UNLIMITED);
      assertEquals("day 3", newest.rows.getFirst().line().line());
      assertEquals(1, newest.rows.size());
      var oldest = new LimitedSink();
      store.search(ALL.withOrder(Order.OLDEST_FIRST), oldest, QueryBudget.UNLIMITED);
      assertEquals("day 0", oldest.rows.getFirst().line().line());
      assertEquals(1, oldest.rows.size());
    }
  }

  /// Wants one line.
  private static final class LimitedSink implements LogSink {
    private final LogFixture.Collector all = new LogFixture.Collector();
    final List<LogFixture.Row> rows = all.rows;

    @Override
    public void accept(LogRows batch) {
      all.accept(batch);
    }

    @Override
    public long earliestNs() {
      return rows.isEmpty() ? Long.MIN_VALUE : rows.getFirst().line().timestampNs();
    }

    @Override
    public long latestNs() {
      return rows.isEmpty() ? Long.MAX_VALUE : rows.getFirst().line().timestampNs();
    }
  }

  @Test
  void search_pastItsBudget_ends() throws IOException {
    try (LogStore store = open()) {
      store.apply(batch(A, DAY_NS, "x"), 100);
      store.apply(batch(B, DAY_NS, "y"), 200);
      for (int round = 0; round < 2; round++) {
        assertThrows(TestLimit.class, () -> store.search(ALL, rows -> {}, new Limits(1, 100)));
        assertThrows(TestLimit.class, () -> store.search(ALL, rows -> {}, new Limits(100, 1)));
        assertEquals(2, lines(store, ALL).size());
        store.compact();
      }
    }
  }

  private static final class TestLimit extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Limits implements QueryBudget {
    private long series;
    private long samples;

    Limits(long series, long samples) {
      this.series = series;
      this.samples = samples;
    }

    @Override
    public void chargeSeries(long count) {
      series -= count;
      check();
    }

    @Override
    public void chargeSamples(long count) {
      samples -= count;
      check();
    }

    @Override
    public void check() {
      if (series < 0 || samples < 0) {
        throw new TestLimit();
      }
    }
  }

  @Test
  void streams_sumsMemoryAndParts() throws IOException {
    try (LogStore store = open()) {
      store.apply(batch(B, DAY_NS, "12345"), 100);
      store.apply(batch(A, DAY_NS, "123"), 200);
      store.compact();
      store.apply(batch(A, DAY_NS + 1, "1234"), 300);
      List<StreamSummary> streams = store.streams(ALL, QueryBudget.UNLIMITED);
      assertEquals(List.of(A, B), streams.stream().map(StreamSummary::stream).toList());
      assertEquals(List.of(2L, 1L), streams.stream().map(StreamSummary::entries).toList());
      assertEquals(List.of(7L, 5L), streams.stream().map(StreamSummary::bytes).toList());
      assertEquals(2L, streams.getFirst().chunks());
      var onlyB = LogPlan.of(Tenant.DEFAULT, List.of(Matcher.equal("job", "b")), 0, DAY_NS + 1);
      assertEquals(1, store.streams(onlyB, QueryBudget.UNLIMITED).size());
      var before = LogPlan.of(Tenant.DEFAULT, List.of(), 0, DAY_NS);
      assertEquals(List.of(), store.streams(before, QueryBudget.UNLIMITED));
      assertThrows(TestLimit.class, () -> store.streams(ALL, new Limits(1, 100)));
    }
  }

  @Test
  void checkpoint_thenReopen_hasEveryLineOnce() throws IOException {
    try (LogStore store = open()) {
      store.apply(batch(A, DAY_NS, "one"), 100);
      store.apply(batch(A, DAY_NS + DAY, "two", "k", "v"), 200);
      long[] durable = {-1};
      store.checkpoint(position -> durable[0] = position);
      store.apply(batch(A, DAY_NS + 1, "lost with the process"), 300);
      awaitBackground();
      assertEquals(200, durable[0]);
      assertEquals(200, store.checkpointPosition());
      assertEquals(List.of("one", "lost with the process", "two"), lines(store, ALL));
    }
    try (LogStore store = open()) {
      assertEquals(200, store.checkpointPosition());
      store.apply(batch(A, DAY_NS, "one"), 100); // replayed although covered
      store.apply(batch(A, DAY_NS + DAY, "two", "k", "v"), 200);
      assertEquals(List.of("one", "two"), lines(store, ALL));
      store.apply(batch(A, DAY_NS + 1, "again"), 300);
      assertEquals(List.of("one", "again", "two"), lines(store, ALL));
      assertEquals(Map.of("k", "v"), search(store, ALL).getLast().fields());
    }
  }

  @Test
  void checkpoint_ofNothing_isDurable() throws IOException {
    try (LogStore store = open()) {
      long[] durable = {-1};
      store.checkpoint(position -> durable[0] = position);
      awaitBackground();
      assertEquals(0, durable[0]);
      store.apply(new LogBatch(), 500);
      store.checkpoint(position -> durable[0] = position);
      awaitBackground();
      assertEquals(500, durable[0]);
    }
    try (LogStore store = open()) {
      assertEquals(500, store.checkpointPosition());
    }
  }

  @Test
  void isCheckpointDue_byAge() throws IOException {
    try (LogStore store = open()) {
      store.apply(batch(A, DAY_NS, "one"), 100);
      assertFalse(store.isCheckpointDue());
      advanceMs(599_000);
      assertFalse(store.isCheckpointDue());
      advanceMs(1000);
      assertTrue(store.isCheckpointDue());
      store.checkpoint(position -> {});
      assertFalse(store.isCheckpointDue());
      awaitBackground();
      assertFalse(store.isCheckpointDue());
    }
  }

  @Test
  void compact_keepsOrderOfEqualTimes() throws IOException {
    try (LogStore store = open()) {
      for (int i = 0; i < 6; i++) {
        store.apply(batch(A, DAY_NS, "line " + i), 100 + 2 * i);
        store.apply(batch(B, DAY_NS, "other " + i), 101 + 2 * i);
        if (i % 2 == 1) {
          store.checkpoint(position -> {});
          awaitBackground();
        }
      }
      List<String> before = lines(store, ALL);
      assertEquals("line 0", before.getFirst());
      assertEquals("other 5", before.getLast());
      store.compact();
      assertEquals(before, lines(store, ALL));
    }
    try (LogStore store = open()) {
      store.apply(batch(A, DAY_NS, "line 6"), 300);
      assertEquals("line 6", lines(store, ALL).get(6));
    }
  }

  @Test
  void lines_ofAllSizesAndBytes_comeBack() throws IOException {
    var all = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      all.append((char) i);
    }
    String large = "x".repeat(LogBatch.LINE_BYTES_MAX - 1) + "y";
    var expected = List.of("", all.toString(), large, "\n", "");
    try (LogStore store = open()) {
      var batch = new LogBatch();
      for (int i = 0; i < expected.size(); i++) {
        add(batch, A, DAY_NS + i, expected.get(i));
      }
      store.apply(batch, 100);
      assertEquals(expected, lines(store, ALL));
      store.compact();
      assertEquals(expected, lines(store, ALL));
    }
  }

  @Test
  void times_ofTheWholeRange_areKept() throws IOException {
    long[] times = {Long.MIN_VALUE, -1, 0, DAY_NS, DAY_NS + HOUR, Long.MAX_VALUE - 1};
    try (LogStore store = open()) {
      var batch = new LogBatch();
      for (long time : times) {
        add(batch, A, time, Long.toString(time));
      }
      store.apply(batch, 100);
      for (int round = 0; round < 2; round++) {
        assertEquals(times.length, lines(store, ALL).size());
        var early = LogPlan.of(Tenant.DEFAULT, List.of(), Long.MIN_VALUE, 0);
        assertEquals(2, lines(store, early).size());
        store.compact();
      }
    }
  }
}
