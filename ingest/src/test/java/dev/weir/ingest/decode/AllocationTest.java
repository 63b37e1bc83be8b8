package dev.weir.ingest.decode;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.ingest.collectd.CollectdDecoder;
import dev.weir.ingest.collectd.NotificationSink;
import dev.weir.ingest.collectd.TypesTable;
import dev.weir.ingest.graphite.GraphiteDecoder;
import dev.weir.ingest.influx.InfluxDecoder;
import dev.weir.ingest.jsonimport.JsonImportDecoder;
import dev.weir.ingest.remotewrite.MetricMetadata;
import dev.weir.ingest.remotewrite.RemoteWriteDecoder;
import dev.weir.ingest.statsd.StatsdAggregator;
import dev.weir.ingest.statsd.StatsdSettings;
import dev.weir.storage.io.Clock;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

/// In the steady state decoding allocates nothing per sample. What is left per payload (a parser
/// object for a packet) stays under a hundred bytes or so, whatever the number of samples.
final class AllocationTest {
  private static final int WARM_UP = 3000;
  private static final int RUNS = 1000;
  private static final int PER_PAYLOAD = 160;

  private static void check(String name, Runnable decode) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < WARM_UP; i++) {
      decode.run();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < RUNS; i++) {
      decode.run();
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / RUNS;
    assertTrue(each <= PER_PAYLOAD, name + " allocates " + each + " bytes a payload");
  }

  private static void check(String name, SampleDecoder decoder, byte[] bytes) {
    var batch = new SampleBatch();
    var payload = new Payload();
    check(
        name,
        () -> {
          batch.clear(bytes);
          decoder.decode(payload.set(bytes, 0, bytes.length, 1), batch);
          if (batch.length() < 10) {
            throw new AssertionError(name + " decoded " + batch.length());
          }
        });
  }

  @Test
  void influx() {
    String line =
        "cpu,host=a,region=b usage=12i,idle=87.25,big=0.12345678901234567,ok=t 1700000000\n";
    check("influx", new InfluxDecoder(), line.repeat(50).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void graphite() {
    String line = "servers.a.cpu;host=b 12.123456789012345678 1700000000.5\nx -5e-7 -1\n";
    check("graphite", new GraphiteDecoder(), line.repeat(50).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void remoteWrite() throws IOException {
    byte[] message = new byte[0];
    for (var request : Fixtures.requests("prometheus/remote-write-1.0.stream")) {
      byte[] candidate = Snappy.uncompress(request.body());
      message = candidate.length > message.length && candidate[0] == 0x0A ? candidate : message;
    }
    check("remotewrite", new RemoteWriteDecoder(new MetricMetadata(10)), message);
  }

  @Test
  void jsonImport() {
    String line =
        "{\"metric\":{\"__name__\":\"a\"},\"values\":[1,2.5,\"NaN\",null],\"timestamps\":[1,2,3,4]}\n";
    check("jsonimport", new JsonImportDecoder(), line.repeat(50).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void collectd() {
    var decoder = new CollectdDecoder(TypesTable.standard(), NotificationSink.NONE);
    check("collectd", decoder, Fixtures.datagrams("collectd/network-plain.dgrams").get(3));
  }

  @Test
  void statsd() {
    var windows =
        new StatsdAggregator(StatsdSettings.defaults(), Clock.SYSTEM, new MetricRegistry());
    var refusals = new Refusals();
    var payload = new Payload();
    byte[] lines =
        "a.b:1|c|@0.1\na b:2|c|#k:v\ng:+1|g\ns:member|s\ns:other|s\nd:0x10|c\n"
            .repeat(10)
            .getBytes(StandardCharsets.UTF_8);
    check("statsd", () -> windows.apply(payload.set(lines, 0, lines.length, 1), refusals));
    byte[] timers = "t:12.5|ms\nu:7|ms|@0.5\n".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 15_000; i++) { // into the sketches
      windows.apply(payload.set(timers, 0, timers.length, 1), refusals);
    }
    check("statsd timers", () -> windows.apply(payload.set(timers, 0, timers.length, 1), refusals));
  }
}
