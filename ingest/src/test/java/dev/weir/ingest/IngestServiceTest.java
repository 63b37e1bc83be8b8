package dev.weir.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.ring.Pipe;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole of ingest over the real journal and store.
final class IngestServiceTest {
  private static final long T = 1_700_000_000_000L;

  /// 2,710 values in the capture, one of them unknown (NaN).
  private static final long COLLECTD_SAMPLES = 2_709;

  @TempDir Path directory;

  @Test
  void everyProtocol_reachesTheStoreAndSurvivesACleanStop() throws Exception {
    Map<Labels, Map<Long, Double>> before;
    try (var fixture = new StoredFixture(directory.resolve("a"));
        var udp = new DatagramSocket()) {
      send(udp, fixture.port("graphite"), "g.udp 1 1700000000");
      tcp(fixture.port("graphite"), "g.tcp;dc=x 2 1700000000\n");
      List<byte[]> datagrams = datagrams("/fixtures/collectd/network-plain.dgrams");
      for (byte[] datagram : datagrams) {
        udp.send(
            new DatagramPacket(
                datagram,
                datagram.length,
                InetAddress.getLoopbackAddress(),
                fixture.port("collectd")));
      }
      var batch = new SeriesBatch(Tenant.DEFAULT);
      batch.add(Labels.of("__name__", "inside"), T, 3);
      fixture.ingest.intake().append(batch).get(5, TimeUnit.SECONDS);
      Pipe.await("graphite", () -> fixture.samples("g.") == 2);
      Pipe.await("collectd", () -> fixture.samples("collectd_") == COLLECTD_SAMPLES);
      assertEquals(1, fixture.samples("inside"));
      before = fixture.content();
      PipelineStatus status = fixture.ingest.status();
      assertNull(status.journalProblem());
      assertEquals("fsync", status.durability());
      assertEquals(3, status.listeners().size());
      assertEquals(5, fixture.ingest.listeners().size());
    }
    try (var again = new StoredFixture(directory.resolve("a"))) {
      assertEquals(before, again.content());
    }
  }

  @Test
  void statsd_openWindow_survivesACleanStopAndACrash() throws Exception {
    Path dir = directory.resolve("s");
    try (var fixture = new StoredFixture(dir);
        var udp = new DatagramSocket()) {
      for (int i = 0; i < 100; i++) {
        send(udp, fixture.port("statsd"), "hits:1|c");
      }
      Pipe.await("received", () -> received(fixture, "statsd") == 100);
    }
    Path crashed = directory.resolve("s-crashed");
    try (var fixture = new StoredFixture(dir);
        var udp = new DatagramSocket()) {
      for (int i = 0; i < 50; i++) {
        send(udp, fixture.port("statsd"), "hits:1|c");
      }
      Pipe.await("received", () -> received(fixture, "statsd") == 50);
      flushJournal(fixture);
      copy(dir, crashed);
    }
    try (var fixture = new StoredFixture(crashed, Duration.ofMillis(300))) {
      Pipe.await("flushed", () -> fixture.total("stats_counts.hits") == 150);
    }
  }

  /// Writes through several ports while the directory is copied at random moments, as a crash would
  /// leave it; whatever was acknowledged before a copy began must be in it, once.
  @Test
  void copiesAtRandomMoments_holdEverythingAcknowledgedOnce() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    Path live = directory.resolve("live");
    List<Path> copies = new ArrayList<>();
    List<Long> acknowledged = new ArrayList<>();
    try (var fixture = new StoredFixture(live)) {
      long count = 0;
      for (int round = 0; round < 6; round++) {
        int batches = 1 + random.nextInt(40);
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < batches; i++) {
          var batch = new SeriesBatch(Tenant.DEFAULT);
          for (int series = 0; series < 20; series++) {
            batch.add(Labels.of("__name__", "w", "s", "" + series), T + count, 1);
          }
          count++;
          last = fixture.ingest.intake().append(batch);
        }
        last.get(10, TimeUnit.SECONDS);
        if (random.nextInt(3) == 0) {
          fixture.ingest.checkpoint();
        }
        Path to = directory.resolve("copy-" + round);
        acknowledged.add(count * 20);
        copy(live, to);
        copies.add(to);
      }
    }
    for (int i = 0; i < copies.size(); i++) {
      try (var fixture = new StoredFixture(copies.get(i))) {
        assertEquals(acknowledged.get(i), fixture.samples("w"), "copy " + i + ", seed " + seed);
      }
    }
  }

  @Test
  void checkpoint_truncatesTheJournal() throws Exception {
    try (var fixture = new StoredFixture(directory.resolve("c"))) {
      for (int i = 0; i < 50; i++) {
        var batch = new SeriesBatch(Tenant.DEFAULT);
        for (int s = 0; s < 1000; s++) {
          batch.add(Labels.of("__name__", "j", "s", "" + s), T + i * 1000L, Math.random());
        }
        fixture.ingest.intake().append(batch).get(5, TimeUnit.SECONDS);
      }
      long before = journalBytes(directory.resolve("c"));
      assertTrue(before > 300_000, "journal: " + before);
      fixture.ingest.checkpoint();
      long after = journalBytes(directory.resolve("c"));
      assertTrue(after < 4_096, "journal after the checkpoint: " + after);
      assertEquals(50_000, fixture.samples("j"));
    }
    try (var reopened = new StoredFixture(directory.resolve("c"))) {
      assertEquals(50_000, reopened.samples("j"));
    }
  }

  private static long journalBytes(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".journal"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  @Test
  void explicitListener_portTaken_endsTheStart() throws Exception {
    try (var first = new StoredFixture(directory.resolve("x"))) {
      int taken = first.port("graphite");
      IOException e =
          assertThrows(IOException.class, () -> StoredFixture.bound(directory.resolve("y"), taken));
      assertTrue(
          String.valueOf(e.getMessage()).startsWith("ingest.graphite.listen: cannot listen on"),
          e.getMessage());
    }
  }

  private static long received(StoredFixture fixture, String protocol) {
    return fixture.ingest.status().protocols().stream()
        .filter(state -> state.protocol().equals(protocol))
        .mapToLong(PipelineStatus.ProtocolState::datagrams)
        .sum();
  }

  /// Makes sure that what was received is journalled and durable: something acknowledged behind it.
  private static void flushJournal(StoredFixture fixture) throws Exception {
    var batch = new SeriesBatch(Tenant.DEFAULT);
    batch.add(Labels.of("__name__", "marker"), T, 1);
    fixture.ingest.intake().append(batch).get(5, TimeUnit.SECONDS);
  }

  private static void send(DatagramSocket socket, int port, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
  }

  private static void tcp(int port, String text) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(text.getBytes(UTF_8));
    }
  }

  private static List<byte[]> datagrams(String path) throws IOException {
    try (InputStream in = IngestServiceTest.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("no fixture " + path);
      }
      ByteBuffer all = ByteBuffer.wrap(in.readAllBytes());
      List<byte[]> datagrams = new ArrayList<>();
      while (all.hasRemaining()) {
        byte[] one = new byte[all.getInt()];
        all.get(one);
        datagrams.add(one);
      }
      return datagrams;
    }
  }

  /// Copies a store while it is in use: journal last, so that no copy has a checkpoint whose
  /// journal is older.
  static void copy(Path from, Path to) throws IOException {
    CopyOption[] replace = {StandardCopyOption.REPLACE_EXISTING};
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path each : tree.toList()) {
        Path target = to.resolve(from.relativize(each));
        try {
          if (Files.isDirectory(each)) {
            Files.createDirectories(target);
          } else {
            Files.copy(each, target, replace);
          }
        } catch (java.nio.file.NoSuchFileException e) {
          // truncated in between
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
