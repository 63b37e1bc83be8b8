package dev.weir.ingest.statsd;

import dev.weir.ingest.decode.Fixtures;
import dev.weir.ingest.decode.Fuzz;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.Refusals;
import dev.weir.storage.io.Clock;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Statsd windows against damaged lines, flushed and restored in between.
final class StatsdFuzzTest {
  @Test
  void aggregator() {
    var all = new ByteArrayOutputStream();
    for (String name :
        List.of("statsd-oracle/legacy-in", "statsd/micrometer-sysdig", "statsd/lynx")) {
      for (byte[] datagram : Fixtures.datagrams(name + ".dgrams")) {
        all.writeBytes(datagram);
        all.write('\n');
      }
    }
    var limits = new StatsdSettings.Limits(500, 100, 64, 20, 400, 5, 1);
    var settings = StatsdSettings.defaults().withLimits(limits);
    var windows = new StatsdAggregator[] {aggregator(settings)};
    var refusals = new Refusals();
    var payload = new Payload();
    int[] runs = new int[1];
    Fuzz.run(
        "statsd",
        List.of(all.toByteArray()),
        40_000,
        (bytes, offset, length) -> {
          windows[0].apply(payload.set(bytes, offset, length, 1), refusals);
          if (++runs[0] % 500 == 0) {
            var restored = aggregator(settings);
            restored.restore(windows[0].snapshot());
            windows[0] = restored;
            windows[0].flush(runs[0] * 100L);
          }
        });
  }

  private static StatsdAggregator aggregator(StatsdSettings settings) {
    return new StatsdAggregator(settings, Clock.SYSTEM, new MetricRegistry());
  }
}
