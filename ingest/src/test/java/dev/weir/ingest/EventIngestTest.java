package dev.weir.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.ingest.decode.Fixtures;
import dev.weir.ingest.ring.Pipe;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events that come among metrics end up in the log store, once, whatever happens afterwards.
final class EventIngestTest {
  @TempDir Path directory;

  @Test
  void eventsOfMetricProtocols_areLogRecordsOnce() throws Exception {
    Path live = directory.resolve("live");
    Path crashed = directory.resolve("crashed");
    List<String> told;
    try (var fixture = new StoredFixture(live);
        var udp = new DatagramSocket()) {
      for (String name : List.of("hot-shots", "java-dogstatsd-client")) {
        for (byte[] each : Fixtures.datagrams("dogstatsd/" + name + ".dgrams")) {
          send(udp, each, fixture.port("statsd"));
        }
      }
      for (byte[] each : Fixtures.datagrams("collectd/network-plain.dgrams")) {
        send(udp, each, fixture.port("collectd"));
      }
      Pipe.await("all told", () -> fixture.lines().size() == 7);
      told = fixture.lines();
      IngestServiceTest.copy(live, crashed);
    }
    assertEquals(3, count(told, "kind=\"collectd\""));
    assertEquals(2, count(told, "kind=\"dogstatsd\""));
    assertEquals(2, count(told, "kind=\"service_check\""));
    assertEquals(1, count(told, "disk on fire"));
    for (Path dir : List.of(live, crashed)) {
      try (var again = new StoredFixture(dir)) {
        assertEquals(told, again.lines());
      }
    }
  }

  private static void send(DatagramSocket udp, byte[] bytes, int port) throws Exception {
    udp.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
  }

  private static long count(List<String> lines, String text) {
    return lines.stream().filter(line -> line.contains(text)).count();
  }
}
