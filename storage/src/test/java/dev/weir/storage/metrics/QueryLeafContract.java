package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.Staleness;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.model.TimeRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [QueryLeaf] promises, over a store that [MetricStore]'s own methods fill.
public abstract class QueryLeafContract {
  protected static final long START = 1_735_689_600_000L;
  private static final long DAY = 86_400_000;
  private static final Tenant OTHER = new Tenant("other");

  private MetricStore store;
  private long position;

  /// A new, empty store.
  protected abstract MetricStore open() throws IOException;

  /// Moves what is in memory to where it stays, or does nothing.
  protected abstract void settle(MetricStore store) throws IOException;

  @BeforeEach
  void fill() throws IOException {
    store = open();
    for (int host = 0; host < 300; host++) {
      put(Tenant.DEFAULT, START + host, host, "__name__", "up", "host", "h" + host);
    }
    put(Tenant.DEFAULT, START + 5 * DAY, 1, "__name__", "late", "job", "x");
    put(OTHER, START, 7, "__name__", "up", "host", "h1", "secret", "s");
  }

  @AfterEach
  void tearDown() throws IOException {
    store.close();
  }

  private void put(Tenant tenant, long time, double value, String... labels) {
    var batch = new ResolvedSamples();
    batch.add(store.registry().resolve(tenant, Labels.of(labels)), time, value);
    store.apply(batch, ++position);
  }

  private static List<Matcher> up() {
    return List.of(Matcher.equal("__name__", "up"));
  }

  @Test
  void samples_headAndSettled_areTheSame() throws IOException {
    String before = dump(up(), TimeRange.ALL);
    settle(store);
    assertEquals(before, dump(up(), TimeRange.ALL));
    assertEquals(300, before.lines().count());
  }

  @Test
  void samples_overwrittenAfterSettling_showTheLast() throws IOException {
    settle(store);
    put(Tenant.DEFAULT, START + 1, 99, "__name__", "up", "host", "h1");
    put(Tenant.DEFAULT, START - 3, 98, "__name__", "up", "host", "h1");
    var one = List.of(Matcher.equal("host", "h1"));
    String expected =
        Labels.of("__name__", "up", "host", "h1")
            + " "
            + (START - 3)
            + "=98.0 "
            + (START + 1)
            + "=99.0\n";
    assertEquals(expected, dump(one, TimeRange.ALL));
    settle(store);
    assertEquals(expected, dump(one, TimeRange.ALL));
  }

  @Test
  void samples_ofARange_areHalfOpen() {
    var one = List.of(Matcher.equal("host", "h7"));
    assertTrue(dump(one, new TimeRange(START + 7, START + 8)).contains("=7.0"));
    assertTrue(!dump(one, new TimeRange(START + 8, START + 80)).contains("=7.0"));
    assertTrue(!dump(one, new TimeRange(START, START + 7)).contains("=7.0"));
  }

  @Test
  void samples_stalenessMarker_keepsItsBits() {
    put(Tenant.DEFAULT, START + 50, Staleness.STALE_NAN, "__name__", "gone");
    var plan =
        new LeafPlan.Samples(
            Tenant.DEFAULT, List.of(Matcher.equal("__name__", "gone")), TimeRange.ALL);
    var out = new SampleColumns();
    try (SampleSet set = store.leaf().samples(plan, QueryBudget.UNLIMITED)) {
      set.read(0, out);
    }
    assertEquals(1, out.length());
    assertTrue(Staleness.isStale(out.values()[0]));
  }

  @Test
  void series_areSorted_limitedToRangeAndTenant() {
    var all = new LeafPlan.Series(Tenant.DEFAULT, List.of(), TimeRange.ALL, 0);
    List<Labels> found = store.leaf().series(all, QueryBudget.UNLIMITED);
    var sorted = new ArrayList<>(found);
    Collections.sort(sorted);
    assertEquals(sorted, found);
    assertEquals(301, found.size());
    var early =
        new LeafPlan.Series(Tenant.DEFAULT, List.of(), new TimeRange(START, START + DAY), 0);
    assertEquals(300, store.leaf().series(early, QueryBudget.UNLIMITED).size());
    var few = new LeafPlan.Series(Tenant.DEFAULT, up(), TimeRange.ALL, 5);
    assertEquals(5, store.leaf().series(few, QueryBudget.UNLIMITED).size());
    var theirs = new LeafPlan.Series(OTHER, List.of(), TimeRange.ALL, 0);
    assertEquals(1, store.leaf().series(theirs, QueryBudget.UNLIMITED).size());
  }

  @Test
  void labelQuestions_areLimitedToRangeAndTenant() {
    var names = new LeafPlan.LabelNames(Tenant.DEFAULT, List.of(), TimeRange.ALL, 0);
    assertEquals(
        List.of("__name__", "host", "job"), store.leaf().labelNames(names, QueryBudget.UNLIMITED));
    var late = new TimeRange(START + 4 * DAY, START + 6 * DAY);
    var lateNames = new LeafPlan.LabelNames(Tenant.DEFAULT, List.of(), late, 0);
    assertEquals(
        List.of("__name__", "job"), store.leaf().labelNames(lateNames, QueryBudget.UNLIMITED));
    var values =
        new LeafPlan.LabelValues(
            Tenant.DEFAULT, "host", List.of(Matcher.equal("host", "h3")), TimeRange.ALL, 0);
    assertEquals(List.of("h3"), store.leaf().labelValues(values, QueryBudget.UNLIMITED));
    var three = new LeafPlan.LabelValues(Tenant.DEFAULT, "host", List.of(), TimeRange.ALL, 3);
    assertEquals(
        List.of("h0", "h1", "h10"), store.leaf().labelValues(three, QueryBudget.UNLIMITED));
  }

  @Test
  void budget_isCharged_andEndsTheQuery() {
    long[] spent = new long[2];
    var budget =
        new QueryBudget() {
          @Override
          public void chargeSeries(long count) {
            spent[0] += count;
          }

          @Override
          public void chargeSamples(long count) {
            spent[1] += count;
            if (spent[1] > 2) {
              throw new IllegalStateException("over");
            }
          }

          @Override
          public void check() {}
        };
    var out = new SampleColumns();
    try (SampleSet set =
        store.leaf().samples(new LeafPlan.Samples(Tenant.DEFAULT, up(), TimeRange.ALL), budget)) {
      set.read(0, out);
      set.read(1, out);
      assertThrows(IllegalStateException.class, () -> set.read(2, out));
    }
    assertEquals(300, spent[0]);
  }

  private String dump(List<Matcher> matchers, TimeRange range) {
    var text = new StringBuilder();
    var out = new SampleColumns();
    var plan = new LeafPlan.Samples(Tenant.DEFAULT, matchers, range);
    try (SampleSet set = store.leaf().samples(plan, QueryBudget.UNLIMITED)) {
      for (int i = 0; i < set.seriesCount(); i++) {
        set.read(i, out);
        text.append(set.labels(i));
        for (int k = 0; k < out.length(); k++) {
          text.append(' ').append(out.timestamps()[k]).append('=').append(out.values()[k]);
        }
        text.append('\n');
      }
    }
    return text.toString();
  }
}
