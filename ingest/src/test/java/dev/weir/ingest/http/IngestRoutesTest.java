package dev.weir.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.model.Labels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

final class IngestRoutesTest {
  private static final long T = 1_700_000_000_000L;

  @Test
  void influx_write_isVisibleWhenAnswered() throws Exception {
    try (var http = new HttpFixture()) {
      HttpResponse<String> answer =
          http.post(
              "/write?db=x&precision=ms",
              "cpu,host=a usage=1.5,value=2 1700000000000\n".getBytes(UTF_8));
      assertEquals(204, answer.statusCode());
      assertEquals(
          Map.of(
              series("cpu_usage", "host", "a"), Map.of(T, 1.5),
              series("cpu", "host", "a"), Map.of(T, 2.0)),
          http.pipe.store.content());
    }
  }

  @Test
  void influx_encodings_areUndone() throws Exception {
    byte[] line = "m value=7 1700000000\n".getBytes(UTF_8);
    try (var http = new HttpFixture()) {
      assertEquals(
          204,
          http.post("/api/v2/write?precision=s", gzip(line), "Content-Encoding", "gzip")
              .statusCode());
      var deflated = new ByteArrayOutputStream();
      try (var out = new DeflaterOutputStream(deflated)) {
        out.write(line);
      }
      assertEquals(
          204,
          http.post(
                  "/api/v2/write?precision=s",
                  deflated.toByteArray(),
                  "Content-Encoding",
                  "deflate")
              .statusCode());
      assertEquals(415, http.post("/write", line, "Content-Encoding", "br").statusCode());
      assertEquals(
          400, http.post("/write", line, "Content-Encoding", "gzip").statusCode()); // it is not
      assertEquals(1, http.pipe.store.sampleCount());
    }
  }

  @Test
  void influx_partlyMalformed_keepsTheRestAndAnswersInTheClientsWay() throws Exception {
    try (var http = new HttpFixture()) {
      byte[] body = "good value=1 1700000000000000000\nbad\n".getBytes(UTF_8);
      HttpResponse<String> v1 = http.post("/write", body);
      assertEquals(400, v1.statusCode());
      assertTrue(v1.body().startsWith("{\"error\":\"partial write: 1 malformed"), v1.body());
      HttpResponse<String> v2 = http.post("/api/v2/write", body);
      assertEquals(400, v2.statusCode());
      assertTrue(v2.body().startsWith("{\"code\":\"invalid\",\"message\":\""), v2.body());
      assertEquals(1, http.pipe.store.sampleCount());
      assertEquals(400, http.post("/write?precision=day", body).statusCode());
    }
  }

  @Test
  void contentType_form_isNotEaten() throws Exception {
    try (var http = new HttpFixture()) {
      HttpResponse<String> answer =
          http.post(
              "/write",
              "form,a=b value=1 1700000000000000000".getBytes(UTF_8),
              "Content-Type",
              "application/x-www-form-urlencoded");
      assertEquals(204, answer.statusCode());
      assertEquals(1, http.pipe.store.sampleCount());
    }
  }

  @Test
  void import_jsonLines_isVisibleWhenAnswered() throws Exception {
    try (var http = new HttpFixture()) {
      String body =
          "{\"metric\":{\"__name__\":\"up\",\"job\":\"x\"},\"values\":[1,2],\"timestamps\":["
              + T
              + ","
              + (T + 1000)
              + "]}\n";
      HttpResponse<String> answer =
          http.post("/api/v1/import", gzip(body.getBytes(UTF_8)), "Content-Encoding", "gzip");
      assertEquals(204, answer.statusCode(), answer.body());
      assertEquals(
          Map.of(series("up", "job", "x"), Map.of(T, 1.0, T + 1000, 2.0)),
          http.pipe.store.content());
    }
  }

  @Test
  void tenant_comesFromTheHeaderAndIsChecked() throws Exception {
    try (var http = new HttpFixture()) {
      byte[] body = "m value=1 1700000000000000000".getBytes(UTF_8);
      assertEquals(204, http.post("/write", body, "X-Scope-OrgID", "team-a").statusCode());
      assertEquals(400, http.post("/write", body, "X-Scope-OrgID", "../etc").statusCode());
      assertEquals(
          List.of("team-a" + Labels.of("__name__", "m")),
          List.copyOf(http.pipe.store.content().keySet()));
    }
  }

  @Test
  void remoteWrite_capturedFromPrometheus_isTaken() throws Exception {
    byte[] stream = fixture("/fixtures/prometheus/remote-write-1.0.stream");
    try (var http = new HttpFixture()) {
      int requests = http.server.replay(stream);
      assertTrue(requests > 1, "requests: " + requests);
      assertTrue(http.pipe.store.sampleCount() > 100, "" + http.pipe.store.sampleCount());
      assertEquals(0, http.pipe.metric("weir_ingest_http_answers_total", "status", "400"));
    }
  }

  @Test
  void remoteWrite_wrongTypesAndBlocks_areRefused() throws Exception {
    try (var http = new HttpFixture()) {
      byte[] empty = Snappy.compress(new byte[0]);
      assertEquals(204, http.post("/api/v1/write", empty).statusCode());
      assertEquals(
          415,
          http.post(
                  "/api/v1/write",
                  empty,
                  "Content-Type",
                  "application/x-protobuf;proto=io.prometheus.write.v2.Request")
              .statusCode());
      assertEquals(
          415, http.post("/api/v1/write", empty, "Content-Type", "application/json").statusCode());
      assertEquals(415, http.post("/api/v1/write", empty, "Content-Encoding", "gzip").statusCode());
      assertEquals(400, http.post("/api/v1/write", "nonsense".getBytes(UTF_8)).statusCode());
      byte[] liar = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0, 0}; // 2^31 - 1
      assertEquals(4, http.post("/api/v1/write", liar).statusCode() / 100);
      byte[] small = {(byte) 0x80, (byte) 0x80, (byte) 0x80, 0x08, 0, 0}; // 16 MiB of 6 bytes
      assertEquals(400, http.post("/api/v1/write", small).statusCode());
      http.awaitMemoryFree();
    }
  }

  @Test
  void largeBody_isCutAndKeptWhole() throws Exception {
    var body = new StringBuilder();
    int lines = 60_000;
    for (int i = 0; i < lines; i++) {
      body.append("cpu,host=h").append(i % 100).append(" msg=\"a\nb\",value=").append(i);
      body.append(' ').append(T + i).append("000000\n");
    }
    try (var http = new HttpFixture()) {
      HttpResponse<String> answer = http.post("/write", body.toString().getBytes(UTF_8));
      assertEquals(204, answer.statusCode(), answer.body());
      assertEquals(lines, http.pipe.store.sampleCount());
      http.awaitMemoryFree();
    }
  }

  @Test
  void bombs_areAnsweredFastInBoundedMemory() throws Exception {
    byte[] bomb = gzipOfZeros(640); // 10 GiB, of which 10 MiB are sent
    try (var http = new HttpFixture()) {
      long start = System.nanoTime();
      assertEquals(413, http.statusOfRefused("/write", bomb, "gzip"));
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis < 1000, "answered after " + millis + " ms");
      assertEquals(413, http.statusOfRefused("/api/v1/import", bomb, "gzip"));
      http.awaitMemoryFree();
    }
  }

  @Test
  void memoryForBodies_isBoundedAnd429SaysWhen() throws Exception {
    var limits = new BodyLimits(1 << 20, 1 << 20, 250, 1 << 20);
    try (var http = new HttpFixture(limits)) {
      var lines = new StringBuilder();
      while (lines.length() < 900_000) {
        lines.append("m value=1 1700000000000000000\n");
      }
      byte[] held = http.memory.take(600_000);
      HttpResponse<String> answer = http.post("/write", lines.toString().getBytes(UTF_8));
      assertEquals(429, answer.statusCode());
      assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
      if (held != null) {
        http.memory.give(held);
      }
    }
  }

  @Test
  void body_longerThanTheLimit_isRefused() throws Exception {
    var limits = new BodyLimits(1 << 20, 1 << 20, 250, 1 << 20);
    try (var http = new HttpFixture(limits)) {
      assertEquals(413, http.statusOfRefused("/write", new byte[(1 << 20) + 1], "identity"));
    }
  }

  @Test
  void chunkedBody_overTheLimit_isRefused() throws Exception {
    var limits = new BodyLimits(1 << 20, 1 << 20, 250, 4 << 20);
    try (var http = new HttpFixture(limits)) {
      HttpRequest.Builder request =
          http.request("/write")
              .POST(
                  HttpRequest.BodyPublishers.ofInputStream(
                      () -> new ByteArrayInputStream(new byte[3 << 20])));
      try {
        assertEquals(413, http.send(request).statusCode());
      } catch (IOException e) {
        // the connection was closed before all was sent, which is right too
      }
      http.awaitMemoryFree();
    }
  }

  @Test
  void journalFull_isAnswered507AndRecovers() throws Exception {
    try (var http = new HttpFixture()) {
      byte[] body = "m value=1 1700000000000000000".getBytes(UTF_8);
      http.pipe.log.failAppends("No space left on device");
      assertEquals(507, http.post("/write", body).statusCode());
      HttpResponse<String> second = http.post("/write", body);
      assertEquals(507, second.statusCode());
      assertTrue(second.body().contains("no space left"), second.body());
      http.pipe.log.failAppends(null);
      dev.weir.ingest.ring.Pipe.await("recovered", () -> http.pipe.ring.failure() == null);
      assertEquals(204, http.post("/write", body).statusCode());
    }
  }

  @Test
  void probes_areAnsweredAsInfluxDoes() throws Exception {
    try (var http = new HttpFixture()) {
      HttpResponse<String> ping = http.send(http.request("/ping").GET());
      assertEquals(204, ping.statusCode());
      assertFalse(ping.headers().firstValue("X-Influxdb-Version").isEmpty());
      assertEquals(204, http.send(http.request("/ping").HEAD()).statusCode());
      HttpResponse<String> create = http.post("/query?q=CREATE+DATABASE+%22mm%22", new byte[0]);
      assertEquals(200, create.statusCode());
      assertEquals("{\"results\":[{\"statement_id\":0}]}", create.body().strip());
      HttpResponse<String> form =
          http.post(
              "/query",
              "db=x&q=CREATE%20DATABASE%20mm".getBytes(UTF_8),
              "Content-Type",
              "application/x-www-form-urlencoded");
      assertEquals(200, form.statusCode(), form.body());
      assertEquals(400, http.post("/query?q=DROP+SERIES", new byte[0]).statusCode());
      assertTrue(http.send(http.request("/health").GET()).body().contains("\"pass\""));
    }
  }

  @Test
  void capturedInfluxClients_areServed() throws Exception {
    try (var http = new HttpFixture()) {
      http.server.replay(fixture("/fixtures/influx/influxdb-client-js-v2.stream"));
      http.server.replay(fixture("/fixtures/influx/micrometer-influx-v1.stream"));
      assertTrue(http.pipe.store.sampleCount() > 20, "" + http.pipe.store.sampleCount());
      assertEquals(0, http.pipe.metric("weir_ingest_http_answers_total", "status", "400"));
    }
  }

  @Test
  void slowAndHalfOpenClients_doNotStopOthers() throws Exception {
    try (var http = new HttpFixture()) {
      List<Socket> slow = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), http.port);
        socket
            .getOutputStream()
            .write(
                "POST /write HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"
                    .getBytes(UTF_8));
        slow.add(socket);
      }
      long start = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        byte[] body = ("m value=" + i + " " + (T + i) + "000000").getBytes(UTF_8);
        assertEquals(204, http.post("/write", body).statusCode());
      }
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis < 3000, "20 requests beside 300 slow clients took " + millis + " ms");
      for (Socket socket : slow) {
        socket.close();
      }
      http.awaitMemoryFree();
    }
  }

  private static String series(String name, String label, String value) {
    return "default" + Labels.of("__name__", name, label, value);
  }

  private static byte[] fixture(String path) throws IOException {
    try (InputStream in = IngestRoutesTest.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("no fixture " + path);
      }
      return in.readAllBytes();
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /// Gzip members one after the other, each of 16 MiB of zeros.
  private static byte[] gzipOfZeros(int members) throws IOException {
    byte[] one = gzip(new byte[16 << 20]);
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < members; i++) {
      out.write(one);
    }
    return out.toByteArray();
  }
}
