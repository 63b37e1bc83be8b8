package dev.weir.ingest.statsd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.ingest.decode.Fixtures;
import dev.weir.storage.model.Tenant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What real clients sent, and what must come out of it.
final class StatsdFixturesTest {
  private static Map<String, Double> datagrams(String name, int records) {
    var windows = new Windows();
    var datagrams = Fixtures.datagrams("statsd/" + name + ".dgrams");
    assertEquals(records, datagrams.size());
    for (byte[] datagram : datagrams) {
      windows.apply(datagram, Tenant.DEFAULT);
    }
    assertEquals(0, windows.refusals.total(), windows.refusals.firstSample());
    return windows.values();
  }

  private static void check(Map<String, Double> values, Object... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      assertEquals(
          ((Number) namesAndValues[i + 1]).doubleValue(),
          values.getOrDefault((String) namesAndValues[i], Double.NaN),
          1e-4,
          namesAndValues[i] + " in " + values);
    }
  }

  @Test
  void hotShots() {
    Map<String, Double> values = datagrams("hot-shots-etsy", 15);
    check(
        values,
        "stats_counts.shop.orders",
        4,
        "stats_counts.shop.sampled",
        1,
        "stats.timers.shop.req.time.sum",
        130.25,
        "stats.gauges.shop.pool.size",
        44,
        "stats.gauges.shop.temp",
        -3.5,
        "stats.sets.shop.users.count",
        2,
        "stats_counts.shop.weird_name-with_chars_andathash",
        1,
        "stats_counts.shop.n.cde",
        1);
  }

  @Test
  void hotShotsTcp_splitAtEveryLine() {
    byte[] stream = Fixtures.bytes("statsd/hot-shots-tcp.stream");
    var whole = new Windows().apply(stream, Tenant.DEFAULT);
    Map<String, Double> expected = whole.values();
    assertEquals(44.0, expected.get("stats.gauges.shop.pool.size"));
    assertEquals(0, whole.refusals.total());
    for (int cut = 1; cut < stream.length; cut++) {
      if (stream[cut - 1] == '\n') {
        var parts = new Windows().apply(java.util.Arrays.copyOf(stream, cut), Tenant.DEFAULT);
        parts.apply(java.util.Arrays.copyOfRange(stream, cut, stream.length), Tenant.DEFAULT);
        assertEquals(expected, parts.values());
      }
    }
  }

  @Test
  void pythonStatsd() {
    Map<String, Double> values = datagrams("python-statsd", 11);
    check(values, "stats.gauges.py.dev.g", -6, "stats_counts.py.dev.foo", 4);
    double pipeline = 0;
    for (int i = 0; i < 12; i++) {
      pipeline += Windows.value(values, "stats_counts.py.dev.pipe." + i);
    }
    assertEquals(66, pipeline);
  }

  @Test
  void pythonStatsdTcp() {
    var windows =
        new Windows().apply(Fixtures.bytes("statsd/python-statsd-tcp.stream"), Tenant.DEFAULT);
    Map<String, Double> values = windows.values();
    assertEquals(0, windows.refusals.total());
    assertEquals(
        1,
        values.keySet().stream().filter(k -> k.startsWith("stats.gauges.")).count(),
        values.toString());
  }

  @Test
  void nodeClients() {
    check(
        datagrams("node-statsd", 8),
        "stats_counts.shop.a.sfx{g=\"1\"}",
        7,
        "stats_counts.shop.b.sfx{g=\"1\"}",
        7);
    datagrams("statsd-client", 1);
    datagrams("lynx", 7);
  }

  @Test
  void micrometer() {
    Map<String, Double> values = datagrams("micrometer-etsy", 3);
    assertEquals(
        1,
        values.entrySet().stream()
            .filter(e -> e.getKey().startsWith("stats_counts.") && e.getValue() == 5)
            .count(),
        values.toString());
  }
}
