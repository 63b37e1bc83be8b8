package dev.weir.ingest.statsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Refusals;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Tenant;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StatsdAggregatorTest {
  private static final String DROPPED = "weir_ingest_statsd_dropped_total";

  private static StatsdSettings limits(
      int names, int idle, int exact, int timerValues, int members, int tenants) {
    return StatsdSettings.defaults()
        .withLimits(
            new StatsdSettings.Limits(names, idle, 64, exact, timerValues, members, tenants));
  }

  @Test
  void flush_counters_giveRateAndCount_thenZeros() {
    var windows = new Windows().apply("a:2|c\na:3|c").apply("a:1|c|@0.1");
    assertEquals(Map.of("stats.a", 1.5, "stats_counts.a", 15.0), windows.values());
    assertEquals(Map.of("stats.a", 0.0, "stats_counts.a", 0.0), windows.values());
  }

  @Test
  void flush_gauges_keepTheirValue_andTakeDeltas() {
    var windows = new Windows().apply("g:10|g\ng:+5|g\ng:-3|g\nn:-7|g\nz:0|g\nz:-7|g");
    Map<String, Double> expected =
        Map.of("stats.gauges.g", 12.0, "stats.gauges.n", -7.0, "stats.gauges.z", -7.0);
    assertEquals(expected, windows.values());
    assertEquals(expected, windows.values());
    windows.apply("g:+1|g\nn:Infinity|g\nn:-Infinity|g");
    Map<String, Double> after = windows.values();
    assertEquals(13.0, after.get("stats.gauges.g"));
    assertFalse(after.containsKey("stats.gauges.n"), "NaN is no value");
    assertEquals(2.0, windows.apply("n:+2|g").values().get("stats.gauges.n"));
  }

  @Test
  void flush_sets_countMembers() {
    var windows = new Windows().apply("s:a|s\ns:b|s\ns:a|s\ns:|s\ns:0|s");
    assertEquals(Map.of("stats.sets.s.count", 3.0), windows.values());
    assertEquals(Map.of("stats.sets.s.count", 0.0), windows.values());
    assertEquals(Map.of("stats.sets.s.count", 1.0), windows.apply("s:a|s").values());
  }

  @Test
  void flush_timers_whenIdle_giveCountsOnly() {
    var windows = new Windows().apply("t:1|ms\nt:3|ms");
    Map<String, Double> values = windows.values();
    assertEquals(14, values.size());
    assertEquals(2.0, values.get("stats.timers.t.mean"));
    assertEquals(3.0, values.get("stats.timers.t.upper_90"));
    assertEquals(
        Map.of("stats.timers.t.count", 0.0, "stats.timers.t.count_ps", 0.0), windows.values());
  }

  @Test
  void flush_thresholdsThatTakeNothing_areNotEmitted() {
    var settings = StatsdSettings.defaults().withPercentThresholds(List.of(10.0, -100.0, 100.0));
    Map<String, Double> values = new Windows(settings).apply("t:1|ms\nt:3|ms").values();
    assertFalse(values.containsKey("stats.timers.t.upper_10"));
    assertEquals(4.0, values.get("stats.timers.t.sum_top100"));
    assertEquals(1.0, values.get("stats.timers.t.lower_top100"));
    assertEquals(3.0, values.get("stats.timers.t.upper_100"));
  }

  @Test
  void flush_tags_becomeLabels() {
    var windows = new Windows().apply("m:1|c|#env:prod,az:1a\nm:2|c|#env:prod,az:1a,bare,b2");
    Map<String, Double> values = windows.values();
    assertEquals(1.0, values.get("stats_counts.m{az=\"1a\", env=\"prod\"}"));
    assertEquals(2.0, values.get("stats_counts.m{az=\"1a\", env=\"prod\", tag=\"bare,b2\"}"));
  }

  @Test
  void flush_suffixAndPrefixes() {
    var namespace = new StatsdSettings.Namespace(false, "", "c", "", "g", "s", "web1", "daemon");
    var windows = new Windows(StatsdSettings.defaults().withNamespace(namespace));
    windows.apply("a:1|c\nb:1|g\nu:1|s\nt:1|ms|#x:y");
    Map<String, Double> values = windows.values();
    assertEquals(0.1, values.get("c.a.rate.web1"));
    assertEquals(1.0, values.get("c.a.count.web1"));
    assertEquals(1.0, values.get("g.b.web1"));
    assertEquals(1.0, values.get("s.u.count.web1"));
    assertEquals(1.0, values.get("t.upper.web1{x=\"y\"}"));
    assertTrue(values.containsKey("daemon.numStats.web1"));
    assertTrue(values.containsKey("c.daemon.packets_received.count.web1"));
  }

  @Test
  void flush_countsOff_leavesThemOut() {
    var windows = new Windows(StatsdSettings.defaults().withFlushCounts(false)).apply("a:1|c");
    assertEquals(Map.of("stats.a", 0.1), windows.values());
  }

  @Test
  void names_areSanitised_unlessToldOtherwise() {
    String line = "sp \t ace/sl:1|c\nwe!rd#k$ey:1|c\nü\u00a0x:1|c\n:1|c";
    assertEquals(
        List.of("stats.", "stats._x", "stats.sp_ace-sl", "stats.werdkey"),
        List.copyOf(
            new Windows(StatsdSettings.defaults().withFlushCounts(false))
                .apply(line)
                .values()
                .keySet()));
    var raw =
        new Windows(StatsdSettings.defaults().withSanitizeNames(false).withFlushCounts(false));
    assertEquals(Map.of("stats.a b/ü", 0.1), raw.apply("a b/ü:1|c").values());
  }

  @Test
  void names_ofOneSpelling_shareASlot() {
    var windows = new Windows().apply("a b:1|c\na_b:1|c\na\tb:1|c\na b:1|c");
    assertEquals(4.0, windows.values().get("stats_counts.a_b"));
  }

  @Test
  void flush_deletesIdle_asTold() {
    var settings = StatsdSettings.defaults().withIdle(StatsdSettings.Idle.deleteAll());
    var windows = new Windows(settings).apply("c:1|c\nt:1|ms\ng:5|g\ns:1|s");
    assertEquals(2 + 14 + 1 + 1, windows.values().size());
    assertEquals(Map.of(), windows.values());
    assertEquals(Map.of("stats.gauges.g", 2.0), windows.apply("g:+2|g").values());
  }

  @Test
  void flush_gaugesMaxTtl_countsFlushes() {
    var idle = new StatsdSettings.Idle(false, false, false, true, 3);
    var windows = new Windows(StatsdSettings.defaults().withIdle(idle)).apply("g:5|g");
    for (int i = 0; i < 3; i++) {
      assertEquals(Map.of("stats.gauges.g", 5.0), windows.values());
    }
    assertEquals(Map.of(), windows.values());
    assertEquals(Map.of("stats.gauges.g", -1.0), windows.apply("g:-1|g").values());
  }

  @Test
  void flush_rates_useTheNominalInterval_unlessLate() {
    var windows = new Windows().apply("a:20|c");
    assertEquals(2.0, rate(windows.aggregator.flush(100_003)));
    windows.apply("a:20|c");
    assertEquals(2.0, rate(windows.aggregator.flush(110_250)));
    windows.apply("a:20|c");
    assertEquals(1.0, rate(windows.aggregator.flush(130_250)));
    windows.apply("a:20|c");
    assertEquals(2.0, rate(windows.aggregator.flush(130_250)), "no time passed");
  }

  private static double rate(List<SeriesBatch> flushed) {
    return Windows.value(Windows.values(flushed.getFirst()), "stats.a");
  }

  @Test
  void flush_timestamps_areWholeSeconds() {
    var windows = new Windows().apply("a:1|c");
    assertEquals(100_000, windows.aggregator.flush(100_499).getFirst().timestampMs(0));
    assertEquals(111_000, windows.aggregator.flush(110_500).getFirst().timestampMs(0));
  }

  @Test
  void flush_selfSeries_countLinesAndPackets() {
    var windows = new Windows().apply("a:1|c\nb\nc:x|c").apply("a:1|c");
    Map<String, Double> values = Windows.values(windows.flush().getFirst());
    assertEquals(2.0, values.get("stats_counts.statsd.bad_lines_seen"));
    assertEquals(2.0, values.get("stats_counts.statsd.packets_received"));
    assertEquals(4.0, values.get("stats_counts.statsd.metrics_received"));
    assertEquals(4.0, values.get("statsd.numStats"));
    assertFalse(values.containsKey("stats.gauges.statsd.timestamp_lag"));
    values = Windows.values(windows.flush().getFirst());
    assertEquals(0.0, values.get("stats.gauges.statsd.timestamp_lag"));
    assertEquals(5.0, values.get("statsd.numStats"));
    assertEquals(2, windows.refusals.total());
    assertEquals("b", windows.refusals.firstSample());
  }

  @Test
  void tenants_areApart() {
    var other = new Tenant("other");
    var windows = new Windows().apply("a:1|c").apply("a:2|c", other).apply("a:4|c");
    List<SeriesBatch> flushed = windows.flush();
    assertEquals(2, flushed.size());
    assertEquals(Tenant.DEFAULT, flushed.get(0).tenant());
    assertEquals(5.0, Windows.values(flushed.get(0)).get("stats_counts.a"));
    assertEquals(other, flushed.get(1).tenant());
    assertEquals(2.0, Windows.values(flushed.get(1)).get("stats_counts.a"));
  }

  @Test
  void limits_dropAndCount() {
    var windows = new Windows(limits(2, 100, 10, 1000, 2, 1));
    windows.apply("a:1|c\nb:1|g\nc:1|c\na:1|c\nc:1|s");
    assertEquals(2.0, windows.metric(DROPPED, "limit", "names"));
    windows.apply("x:1|c", new Tenant("second"));
    assertEquals(1.0, windows.metric(DROPPED, "limit", "tenants"));
    assertEquals(1, windows.flush().size());
    assertEquals(2.0, windows.metric("weir_ingest_statsd_names"));
    windows.apply("n".repeat(65) + ":1|c\nok:x|c");
    assertEquals(1, windows.refusals.count(Malformed.TOO_LONG));
    var sets = new Windows(limits(2, 100, 10, 1000, 2, 1)).apply("s:a|s\ns:b|s\ns:c|s\ns:a|s");
    assertEquals(1.0, sets.metric(DROPPED, "limit", "set_members"));
    assertEquals(Map.of("stats.sets.s.count", 2.0), sets.values());
    var timers = new Windows(limits(9, 9, 100, 16, 2, 1)).apply("t:1|ms\n".repeat(16));
    timers.apply("t:1|ms\nu:1|ms");
    assertEquals(2.0, timers.metric(DROPPED, "limit", "timer_values"));
    assertEquals(16.0, timers.values().get("stats.timers.t.count"));
    timers.apply("u:1|ms");
    assertEquals(1.0, timers.values().get("stats.timers.u.count"), "the arrays came back");
  }

  @Test
  void idleNames_beyondTheirLimit_areForgotten_longestFirst() {
    var windows = new Windows(limits(100, 2, 10, 1000, 10, 1));
    windows.apply("a:1|c");
    windows.flush();
    windows.apply("b:1|g");
    windows.flush();
    windows.apply("c:1|s\nd:1|ms");
    windows.flush();
    assertEquals(2 + 1 + 1 + 2, windows.values().size(), "a and b idle, then c and d");
    assertEquals(2.0, windows.metric("weir_ingest_statsd_forgotten_names_total"));
    assertEquals(
        List.of("stats.sets.c.count", "stats.timers.d.count", "stats.timers.d.count_ps"),
        List.copyOf(windows.values().keySet()));
    assertEquals(1.0, windows.apply("b:+1|g\na:1|c").values().get("stats_counts.a"));
  }

  @Test
  void timers_beyondExact_areSketched_withExactSums() {
    var windows = new Windows(limits(10, 10, 100, 1000, 2, 1));
    var lines = new StringBuilder();
    for (int i = 1; i <= 5000; i++) {
      lines.append("t:").append(i * 7919 % 5000 + 0.5).append("|ms|@0.5\n");
    }
    Map<String, Double> values = windows.apply(lines.toString()).values();
    assertEquals(10000.0, values.get("stats.timers.t.count"));
    assertEquals(0.5, values.get("stats.timers.t.lower"));
    assertEquals(4999.5, values.get("stats.timers.t.upper"));
    assertEquals(5000 * 2500.0, values.get("stats.timers.t.sum"));
    assertEquals(2500, values.get("stats.timers.t.mean"));
    assertEquals(
        Math.sqrt((5000.0 * 5000 - 1) / 12), Windows.value(values, "stats.timers.t.std"), 1e-6);
    assertEquals(2500, Windows.value(values, "stats.timers.t.median"), 2.5);
    assertEquals(4500.0, values.get("stats.timers.t.count_90"));
    assertEquals(4499.5, Windows.value(values, "stats.timers.t.upper_90"), 4.5);
    assertEquals(4500 * 2250.0, Windows.value(values, "stats.timers.t.sum_90"), 4500 * 2.25);
    assertEquals(2, windows.values().size());
    assertEquals(1.0, windows.apply("t:1|ms").values().get("stats.timers.t.upper_90"));
  }

  @Test
  void snapshot_restored_goesOnWhereItWas() {
    var settings = limits(10_000, 1000, 50, 100_000, 1000, 3);
    var windows = new Windows(settings);
    windows.apply("old:1|c\nold:1|ms\ng:5|g").apply("o:1|c", new Tenant("other"));
    windows.flush();
    windows.apply("c:1|c|#k:v\ns:a|s\ns:b|s\nt:3|ms|@0.5\nt:1|ms\nt:2|ms\nbad");
    windows.apply("many:17.25|ms\n".repeat(60));
    ByteBuffer snapshot = windows.aggregator.snapshot();
    var again = new Windows(settings);
    again.apply("gone:1|c");
    ByteBuffer nested =
        ByteBuffer.allocate(snapshot.remaining() + 5).put(5, snapshot, 0, snapshot.remaining());
    again.aggregator.restore(nested.position(5));
    for (Windows both : List.of(windows, again)) {
      both.apply("s:b|s\ns:c|s\ng:+1|g\nt:9|ms\nc:2|c|#k:v");
    }
    List<SeriesBatch> expected = windows.flush();
    again.flush(); // the clock only
    var third = new Windows(settings);
    third.aggregator.restore(nested.position(5));
    third.apply("s:b|s\ns:c|s\ng:+1|g\nt:9|ms\nc:2|c|#k:v");
    List<SeriesBatch> actual = third.aggregator.flush(1_700_000_020_000L);
    assertEquals(2, actual.size());
    for (int i = 0; i < 2; i++) {
      Map<String, Double> left = Windows.values(expected.get(i));
      Map<String, Double> right = Windows.values(actual.get(i));
      left.keySet()
          .removeIf(name ->
              name.contains("flush_") || name.contains("ing_time") || name.contains("calculation"));
      right.keySet().retainAll(left.keySet());
      assertEquals(left, right);
    }
    assertEquals(3.0, Windows.values(actual.getFirst()).get("stats.sets.s.count"));
  }

  @Test
  void restore_damage_isRefused_andHarmless() {
    var windows = new Windows().apply("a:1|c\nt:1|ms\ns:1|s\ng:1|g");
    byte[] snapshot = new byte[windows.aggregator.snapshot().remaining()];
    windows.aggregator.snapshot().get(snapshot);
    for (int length = 0; length < snapshot.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(snapshot, 0, length);
      assertThrows(IllegalArgumentException.class, () -> windows.aggregator.restore(cut));
    }
    byte[] version = snapshot.clone();
    version[0] = 9;
    assertThrows(
        IllegalArgumentException.class, () -> windows.aggregator.restore(ByteBuffer.wrap(version)));
    byte[] longer = java.util.Arrays.copyOf(snapshot, snapshot.length + 1);
    assertThrows(
        IllegalArgumentException.class, () -> windows.aggregator.restore(ByteBuffer.wrap(longer)));
    var random = new java.util.Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = snapshot.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      try {
        new Windows().aggregator.restore(ByteBuffer.wrap(damaged));
      } catch (IllegalArgumentException e) {
        assertTrue(e.toString().contains("damaged statsd snapshot"), e.toString());
      }
    }
    assertEquals(1.0, windows.values().get("stats_counts.a"));
  }

  @Test
  void flushed_doesWhatFlushDoes() {
    String lines = "a:1|c\ng:5|g\nt:1|ms\ns:1|s";
    var flushing = new Windows().apply(lines);
    var replaying = new Windows().apply(lines);
    flushing.aggregator.flush(100_000);
    replaying.aggregator.flushed(100_000);
    flushing.apply("a:3|c");
    replaying.apply("a:3|c");
    Map<String, Double> expected = Windows.values(flushing.aggregator.flush(110_000).getFirst());
    Map<String, Double> actual = Windows.values(replaying.aggregator.flush(110_000).getFirst());
    expected.keySet().removeIf(name -> name.endsWith("flush_length"));
    actual.keySet().retainAll(expected.keySet());
    assertEquals(expected, actual);
    assertEquals(new Refusals().total(), flushing.refusals.total());
  }
}
