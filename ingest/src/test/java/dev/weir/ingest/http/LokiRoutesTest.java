package dev.weir.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.loki.LokiJsonDecoder;
import dev.weir.ingest.loki.LokiProtobufDecoder;
import dev.weir.ingest.ring.LogPipe;
import dev.weir.ingest.ring.MemoryLogStore.Line;
import dev.weir.ingest.ring.Pipe;
import dev.weir.ingest.ring.Protocol;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

/// Loki's push endpoints over real HTTP.
final class LokiRoutesTest {
  private static final String PUSH = "/loki/api/v1/push";
  private static final long NS = 1_700_000_000_000_000_000L;
  private static final String JSON =
      "{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[[\""
          + NS
          + "\",\"hello\",{\"trace\":\"t1\"}]]}]}";
  private static final Line HELLO =
      new Line("default" + Labels.of("app", "a"), NS, "trace=t1", "hello");

  /// The endpoints over a pipeline in memory.
  private static final class Fixture implements AutoCloseable {
    final LogPipe pipe;
    final BodyMemory memory = new BodyMemory(BodyLimits.DEFAULT.memoryBytes());
    final PushServer server;

    Fixture() throws IOException {
      pipe = LogPipe.fresh();
      var routes =
          new LokiRoutes(
              pipe.ring,
              new BodyReader(memory, BodyLimits.DEFAULT),
              Clock.SYSTEM,
              pipe.metrics,
              Protocol.logBody("loki", new LokiJsonDecoder(), Protocol.BodyCut.WHOLE),
              Protocol.logBody("loki", new LokiProtobufDecoder(), BodyCuts.PROTOBUF_FIELDS));
      server = new PushServer(routes.routes());
    }

    HttpResponse<String> push(byte[] body, String... headers) throws Exception {
      return server.post(PUSH, body, headers);
    }

    @Override
    public void close() {
      server.close();
      pipe.close();
    }
  }

  @Test
  void json_isSearchableWhenAnswered() throws Exception {
    try (var http = new Fixture()) {
      HttpResponse<String> answer =
          http.push(JSON.getBytes(UTF_8), "Content-Type", "application/json; charset=utf-8");
      assertEquals(204, answer.statusCode(), answer.body());
      assertEquals(List.of(HELLO), http.pipe.store.lines());
      assertEquals(1, http.pipe.metric("weir_ingest_log_lines_decoded_total", "protocol", "loki"));
      assertEquals(204, http.server.post("/api/prom/push", JSON.getBytes(UTF_8)).statusCode());
      assertEquals(List.of(HELLO, HELLO), http.pipe.store.lines());
      Pipe.await("memory given back", () -> http.memory.usedBytes() == 0); // after the answer
    }
  }

  @Test
  void encodings_areUndone() throws Exception {
    try (var http = new Fixture()) {
      var gzipped = new ByteArrayOutputStream();
      try (var gzip = new GZIPOutputStream(gzipped)) {
        gzip.write(JSON.getBytes(UTF_8));
      }
      var deflated = new ByteArrayOutputStream();
      try (var out = new DeflaterOutputStream(deflated)) {
        out.write(JSON.getBytes(UTF_8));
      }
      String[] type = {"Content-Type", "application/json", "Content-Encoding", "gzip"};
      assertEquals(204, http.push(gzipped.toByteArray(), type).statusCode());
      assertEquals(204, http.push(gzipped.toByteArray(), "Content-Encoding", "gzip").statusCode());
      type[3] = "deflate";
      assertEquals(204, http.push(deflated.toByteArray(), type).statusCode());
      type[3] = "br";
      assertEquals(415, http.push(deflated.toByteArray(), type).statusCode());
      assertEquals(List.of(HELLO, HELLO, HELLO), http.pipe.store.lines());
    }
  }

  @Test
  void protobuf_withAndWithoutContentType_isTaken() throws Exception {
    byte[] block = Snappy.compress(protobuf("{app=\"a\"}", "hello"));
    Line line = new Line(HELLO.stream(), NS, "", "hello");
    try (var http = new Fixture()) {
      assertEquals(204, http.push(block, "Content-Type", "application/x-protobuf").statusCode());
      assertEquals(204, http.push(block).statusCode());
      assertEquals(204, http.push(block, "Content-Encoding", "snappy").statusCode());
      assertEquals(List.of(line, line, line), http.pipe.store.lines());
      assertEquals(400, http.push("nonsense".getBytes(UTF_8)).statusCode());
      Pipe.await("memory given back", () -> http.memory.usedBytes() == 0); // after the answer
    }
  }

  /// A snappy block of 123 bytes begins with a brace.
  @Test
  void protobuf_thatLooksLikeJson_isTaken() throws Exception {
    byte[] message = protobuf("{app=\"a\"}", "x");
    String line = "x".repeat(1 + 123 - message.length);
    byte[] block = Snappy.compress(protobuf("{app=\"a\"}", line));
    assertEquals('{', block[0]);
    try (var http = new Fixture()) {
      assertEquals(204, http.push(block).statusCode());
      assertEquals(List.of(line), http.pipe.store.texts());
    }
  }

  @Test
  void partlyRefused_answers400WithTextAndKeepsTheRest() throws Exception {
    try (var http = new Fixture()) {
      String body =
          "{\"streams\":[{\"stream\":{},\"values\":[[\"1\",\"no labels\"]]},"
              + JSON.substring("{\"streams\":[".length());
      HttpResponse<String> answer =
          http.push(body.getBytes(UTF_8), "Content-Type", "application/json");
      assertEquals(400, answer.statusCode());
      assertTrue(answer.body().contains("bad_labels"), answer.body());
      assertTrue(answer.body().strip().endsWith("; 1 lines kept"), answer.body());
      assertEquals(
          "text/plain; charset=utf-8", answer.headers().firstValue("Content-Type").orElse(""));
      assertEquals(List.of(HELLO), http.pipe.store.lines());
    }
  }

  @Test
  void tenant_comesFromTheHeader() throws Exception {
    try (var http = new Fixture()) {
      http.push(JSON.getBytes(UTF_8), "X-Scope-OrgID", "team-a");
      assertEquals("team-a" + Labels.of("app", "a"), http.pipe.store.lines().getFirst().stream());
      assertEquals(400, http.push(JSON.getBytes(UTF_8), "X-Scope-OrgID", "../etc").statusCode());
    }
  }

  @Test
  void journalFull_isAnswered507AndRecovers() throws Exception {
    try (var http = new Fixture()) {
      http.pipe.log.failAppends("No space left on device");
      assertEquals(507, http.push(JSON.getBytes(UTF_8)).statusCode());
      HttpResponse<String> second = http.push(JSON.getBytes(UTF_8));
      assertEquals(507, second.statusCode());
      assertTrue(second.body().contains("no space left"), second.body());
      http.pipe.log.failAppends(null);
      Pipe.await("recovered", () -> http.pipe.ring.failure() == null);
      assertEquals(204, http.push(JSON.getBytes(UTF_8)).statusCode());
      assertEquals(List.of(HELLO), http.pipe.store.lines());
    }
  }

  @Test
  void fullRing_isAnswered429() throws Exception {
    var open = new CountDownLatch(1);
    try (var http = new Fixture();
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      http.pipe.store.hold(open);
      List<Future<Integer>> filling =
          java.util.stream.IntStream.range(0, 256)
              .mapToObj(i -> clients.submit(() -> http.push(JSON.getBytes(UTF_8)).statusCode()))
              .toList();
      Pipe.await("ring is full", () -> http.pipe.ring.slotsUsed() == 256);
      HttpResponse<String> answer = http.push(JSON.getBytes(UTF_8));
      assertEquals(429, answer.statusCode());
      assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
      open.countDown();
      for (Future<Integer> each : filling) {
        assertEquals(204, each.get(10, TimeUnit.SECONDS));
      }
      assertEquals(256, http.pipe.store.count());
    }
  }

  @Test
  void largeBody_isKeptWhole() throws Exception {
    int lines = 40_000;
    var body = new StringBuilder("{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[");
    for (int i = 0; i < lines; i++) {
      body.append(i == 0 ? "" : ",");
      body.append("[\"").append(NS + i).append("\",\"line ").append(i).append("\"]");
    }
    body.append("]}]}");
    try (var http = new Fixture()) {
      HttpResponse<String> answer = http.push(body.toString().getBytes(UTF_8));
      assertEquals(204, answer.statusCode(), answer.body());
      assertEquals(lines, http.pipe.store.count());
      assertEquals("line " + (lines - 1), http.pipe.store.texts().getLast());
    }
  }

  @Test
  void capturedClients_areServed() throws Exception {
    try (var http = new Fixture()) {
      int answers = http.server.replay(fixture("/fixtures/loki/loki4j.stream"));
      answers += http.server.replay(fixture("/fixtures/loki/winston-loki-json.stream"));
      answers += http.server.replay(fixture("/fixtures/loki/winston-loki-protobuf-snappy.stream"));
      assertEquals(3, answers);
      assertEquals(11, http.pipe.store.count());
    }
  }

  /// A push of one line.
  private static byte[] protobuf(String labels, String line) {
    byte[] time = message(0x08, NS / 1_000_000_000, 0x10, NS % 1_000_000_000);
    var entry = new ByteArrayOutputStream();
    bytes(entry, 0x0a, time);
    bytes(entry, 0x12, line.getBytes(UTF_8));
    var stream = new ByteArrayOutputStream();
    bytes(stream, 0x0a, labels.getBytes(UTF_8));
    bytes(stream, 0x12, entry.toByteArray());
    var push = new ByteArrayOutputStream();
    bytes(push, 0x0a, stream.toByteArray());
    return push.toByteArray();
  }

  private static byte[] message(int tag, long value, int nextTag, long nextValue) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    varint(out, value);
    out.write(nextTag);
    varint(out, nextValue);
    return out.toByteArray();
  }

  private static void bytes(ByteArrayOutputStream out, int tag, byte[] value) {
    out.write(tag);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest > 127) {
      out.write((int) (rest & 127) | 128);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static byte[] fixture(String path) throws IOException {
    try (InputStream in = LokiRoutesTest.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("no fixture " + path);
      }
      return in.readAllBytes();
    }
  }
}
