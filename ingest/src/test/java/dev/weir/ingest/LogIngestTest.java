package dev.weir.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.ring.Pipe;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Log lines through the whole of ingest, over the real journal and log store.
final class LogIngestTest {
  private static final long NS = 1_700_000_000_000_000_000L;
  private static final Labels STREAM = Labels.of("job", "inside");

  @TempDir Path directory;

  @Test
  void everyProtocol_isSearchableAndSurvivesACleanStop() throws Exception {
    List<String> before;
    try (var fixture = new StoredFixture(directory.resolve("a"));
        var udp = new DatagramSocket()) {
      List<byte[]> datagrams = datagrams("/fixtures/syslog/rsyslog-rfc5424.dgrams");
      for (byte[] each : datagrams) {
        udp.send(
            new DatagramPacket(
                each, each.length, InetAddress.getLoopbackAddress(), fixture.port("syslog")));
      }
      tcp(fixture.port("syslog"), read("/fixtures/syslog/rsyslog-rfc5424-octet-counted.stream"));
      tcp(fixture.port("syslog"), read("/fixtures/syslog/syslog-ng-rfc3164-newline.stream"));
      tcp(fixture.port("lines"), "plain text\n{\"msg\":\"json\",\"n\":1}\n".getBytes(UTF_8));
      fixture
          .ingest
          .logIntake()
          .append(Tenant.DEFAULT, List.of(record(0)))
          .get(5, TimeUnit.SECONDS);
      int expected = datagrams.size() + 10 + 7 + 2 + 1;
      Pipe.await("all searchable", () -> fixture.lines().size() == expected);
      before = fixture.lines();
      assertEquals(
          1,
          before.stream()
              .filter(line -> line.contains("host=\"127.0.0.1\"") && line.endsWith("plain text"))
              .count());
      PipelineStatus status = fixture.ingest.logStatus();
      assertEquals(2, status.listeners().size());
      assertEquals(
          expected - 1,
          status.protocols().stream().mapToLong(PipelineStatus.ProtocolState::decoded).sum());
      assertEquals(0, fixture.samples(""));
    }
    try (var again = new StoredFixture(directory.resolve("a"))) {
      assertEquals(before, again.lines());
    }
  }

  /// As [IngestServiceTest] for samples: what was acknowledged before the directory was copied, as
  /// a crash would leave it, is there, and nothing twice.
  @Test
  void copiesAtRandomMoments_holdEveryLineAcknowledgedOnce() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    Path live = directory.resolve("live");
    List<Path> copies = new ArrayList<>();
    List<Integer> acknowledged = new ArrayList<>();
    try (var fixture = new StoredFixture(live)) {
      int count = 0;
      for (int round = 0; round < 4; round++) {
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (int i = random.nextInt(40); i >= 0; i--) {
          var records = new ArrayList<LogRecord>();
          for (int line = 0; line < 20; line++) {
            records.add(record(count++));
          }
          last = fixture.ingest.logIntake().append(Tenant.DEFAULT, records);
        }
        last.get(10, TimeUnit.SECONDS);
        switch (random.nextInt(4)) {
          case 0 -> fixture.ingest.checkpoint();
          case 1 -> fixture.logStore.compact();
          default -> {}
        }
        Path to = directory.resolve("copy-" + round);
        acknowledged.add(count);
        IngestServiceTest.copy(live, to);
        copies.add(to);
      }
    }
    for (int i = 0; i < copies.size(); i++) {
      try (var fixture = new StoredFixture(copies.get(i))) {
        List<String> lines = fixture.lines();
        String where = "copy " + i + ", seed " + seed;
        assertEquals(acknowledged.get(i), lines.size(), where);
        assertEquals(lines.size(), lines.stream().distinct().count(), where);
      }
    }
  }

  @Test
  void checkpoint_truncatesTheJournalOfTheLogs() throws Exception {
    Path dir = directory.resolve("c");
    try (var fixture = new StoredFixture(dir)) {
      CompletableFuture<?> last = CompletableFuture.completedFuture(null);
      for (int i = 0; i < 5000; i++) {
        last = fixture.ingest.logIntake().append(Tenant.DEFAULT, List.of(record(i)));
        if (i % 100 == 99) {
          last.get(5, TimeUnit.SECONDS);
        }
      }
      last.get(5, TimeUnit.SECONDS);
      assertTrue(journalBytes(dir) > 200_000, "journal: " + journalBytes(dir));
      fixture.ingest.checkpoint();
      assertTrue(journalBytes(dir) < 4_096, "after the checkpoint: " + journalBytes(dir));
      assertEquals(5000, fixture.lines().size());
    }
    try (var again = new StoredFixture(dir)) {
      assertEquals(5000, again.lines().size());
    }
  }

  private static LogRecord record(int number) {
    return new LogRecord(
        NS + number, STREAM, Labels.of("thread", "t" + number % 7), "line number " + number);
  }

  private static long journalBytes(Path directory) throws IOException {
    try (var files = Files.walk(directory.resolve("journal/logs"))) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    }
  }

  private static void tcp(int port, byte[] bytes) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(bytes);
    }
  }

  private static byte[] read(String path) throws IOException {
    try (InputStream in = LogIngestTest.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("no fixture " + path);
      }
      return in.readAllBytes();
    }
  }

  private static List<byte[]> datagrams(String path) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(read(path));
    List<byte[]> datagrams = new ArrayList<>();
    while (all.hasRemaining()) {
      byte[] one = new byte[all.getInt()];
      all.get(one);
      datagrams.add(one);
    }
    return datagrams;
  }
}
