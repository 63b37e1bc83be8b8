package dev.weir.ingest.statsd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.ingest.decode.Decoded;
import dev.weir.ingest.decode.Fixtures;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.Refusals;
import dev.weir.ingest.graphite.GraphiteDecoder;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What goes in and what the reference daemon flushed for it, name by name and value by value.
final class StatsdOracleTest {
  /// Series whose values are the daemon's own timing; their names must be there.
  private static final List<String> TIMING =
      List.of("calculationtime", "processing_time", "last_flush", "flush_time", "flush_length");

  @Test
  void legacyNames_equalTheReference() {
    check("legacy", StatsdSettings.Namespace.legacy(), 1_795_211_821);
  }

  @Test
  void newNames_equalTheReference() {
    check("new", StatsdSettings.Namespace.modern(), flushSeconds("new"));
  }

  private static long flushSeconds(String name) {
    byte[] out = Fixtures.bytes("statsd-oracle/" + name + "-out.stream");
    return Decoded.of(new GraphiteDecoder(), out, 1).samples().getFirst().timestampMs() / 1000;
  }

  private static void check(String name, StatsdSettings.Namespace namespace, long seconds) {
    StatsdSettings settings =
        StatsdSettings.defaults()
            .withFlushIntervalMs(4000)
            .withPercentThresholds(List.of(90.0, -10.0, 99.9))
            .withHistograms(
                List.of(
                    new StatsdSettings.TimerHistogram(
                        "render", List.of(10.0, 100.5, Double.POSITIVE_INFINITY))))
            .withNamespace(namespace);
    var windows = new StatsdAggregator(settings, Clock.SYSTEM, new MetricRegistry());
    var refusals = new Refusals();
    var payload = new Payload();
    for (byte[] datagram : Fixtures.datagrams("statsd-oracle/" + name + "-in.dgrams")) {
      windows.apply(payload.set(datagram, 0, datagram.length, 0), refusals);
    }
    assertEquals(7, refusals.total());
    assertEquals(2, refusals.count(Malformed.BAD_RATE));
    assertEquals("bad", refusals.firstSample());
    compare("statsd-oracle/" + name + "-out.stream", windows.flush(seconds * 1000 + 213));
    compare("statsd-oracle/" + name + "-out.stream.2", windows.flush(seconds * 1000 + 4209));
  }

  private static void compare(String fixture, List<SeriesBatch> flushed) {
    assertEquals(1, flushed.size());
    var actual = new TreeMap<Labels, Double>();
    SeriesBatch batch = flushed.getFirst();
    long timestampMs = batch.timestampMs(0);
    for (int i = 0; i < batch.count(); i++) {
      assertEquals(timestampMs, batch.timestampMs(i));
      assertEquals(null, actual.put(batch.labels(i), batch.value(i)), batch.labels(i).toString());
    }
    var expected = new TreeMap<Labels, Double>();
    for (Decoded.Sample sample :
        Decoded.of(new GraphiteDecoder(), Fixtures.bytes(fixture), 1).samples()) {
      assertEquals(timestampMs, sample.timestampMs());
      expected.put(sample.labels(), sample.value());
    }
    assertEquals(expected.keySet(), actual.keySet());
    for (Map.Entry<Labels, Double> entry : expected.entrySet()) {
      String series = entry.getKey().metricName();
      if (TIMING.stream().noneMatch(series::endsWith)) {
        assertEquals(entry.getValue(), actual.get(entry.getKey()), series);
      }
    }
  }
}
