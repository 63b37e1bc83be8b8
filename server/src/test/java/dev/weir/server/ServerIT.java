package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole server as users have it: a process of its own, sockets, HTTP.
class ServerIT {
  @TempDir Path data;

  private static String now() {
    return Long.toString(System.currentTimeMillis() / 1000);
  }

  private static String importLine(String name, int from, int count) {
    long start = System.currentTimeMillis() - 60_000;
    var values = new StringBuilder();
    var times = new StringBuilder();
    for (int i = from; i < from + count; i++) {
      values.append(i == from ? "" : ",").append(i);
      times.append(i == from ? "" : ",").append(start + i);
    }
    return "{\"metric\":{\"__name__\":\"%s\"},\"values\":[%s],\"timestamps\":[%s]}%n"
        .formatted(name, values, times);
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void everyProtocol_canBeQueried_andSurvivesKill() throws Exception {
    try (var server = ServerProcess.start(data, "--ingest.statsd.flush_interval=300ms")) {
      server.udp("statsd", "it.count:3|c\nit.time:20|ms".getBytes(StandardCharsets.UTF_8));
      server.tcp("statsd", "it.gauge:42|g\n");
      server.tcp("graphite", "it.graphite.a 7 " + now() + "\nnonsense\n");
      server.udp(
          "graphite", ("it.tagged;host=x 8 " + now() + "\n").getBytes(StandardCharsets.UTF_8));
      assertEquals(204, server.post("/write", "it_influx,host=x value=9 ").statusCode());
      var imported =
          server.post(
              "/api/v1/import", gzip(importLine("it_import", 0, 100)), "Content-Encoding", "gzip");
      assertEquals(204, imported.statusCode());
      var written =
          server.post("/api/v1/write", RemoteWriteBody.of("it_rw", 11), RemoteWriteBody.HEADERS);
      assertTrue(written.statusCode() / 100 == 2, written::body);

      // what was acknowledged is there at once
      assertTrue(server.query("it_rw").contains("\"11\""));
      assertTrue(server.query("it_influx").contains("\"9\""));
      assertTrue(server.query("count_over_time(it_import[5m])").contains("\"100\""));
      // the rest soon
      server.await("{\"it.graphite.a\"}", answer -> answer.contains("\"7\""));
      server.await("{\"it.tagged\", host=\"x\"}", answer -> answer.contains("\"8\""));
      server.await("{\"stats.gauges.it.gauge\"}", answer -> answer.contains("\"42\""));
      server.await("sum_over_time({\"stats_counts.it.count\"}[5m])", a -> a.contains("\"3\""));
      server.await("max_over_time({\"stats.timers.it.time.upper_90\"}[5m])", a -> a.contains("20"));
      assertTrue(
          server
              .get("/graphite/render?target=it.graphite.a&from=-1min&format=json")
              .body()
              .contains("7.0"));
      assertTrue(server.get("/metrics").body().contains("protocol=\"graphite\""));
      server.kill();
    }
    try (var server = ServerProcess.start(data, "--ingest.statsd.listen=off")) {
      assertTrue(server.query("count_over_time(it_import[5m])").contains("\"100\""));
      assertTrue(server.query("sum_over_time(it_rw[5m])").contains("\"11\""));
      assertTrue(server.query("{\"it.graphite.a\"}").contains("\"7\""));
      assertTrue(server.query("sum_over_time({\"stats_counts.it.count\"}[5m])").contains("\"3\""));
    }
  }

  @Test
  void compact_thenRestart_keepsEverySample() throws Exception {
    try (var server = ServerProcess.start(data)) {
      server.post("/api/v1/import", importLine("it_compact", 0, 1000));
      assertEquals(200, server.post("/weir/v1/admin/compact?wait=1", "").statusCode());
      server.post("/api/v1/import", importLine("it_compact", 1000, 1000));
      assertTrue(server.query("count_over_time(it_compact[5m])").contains("\"2000\""));
      Duration stop = server.terminate();
      assertTrue(stop.compareTo(Duration.ofSeconds(5)) < 0, stop::toString);
    }
    assertEquals(java.util.List.of(), StoreCheck.run(data, line -> {}));
    try (var server = ServerProcess.start(data)) {
      assertTrue(server.query("count_over_time(it_compact[5m])").contains("\"2000\""));
    }
  }

  @Test
  void tenants_seeOnlyTheirOwn() throws Exception {
    try (var server = ServerProcess.start(data)) {
      server.post("/api/v1/import", importLine("it_tenant", 0, 3), "X-Scope-OrgID", "team-a");
      assertTrue(
          server
              .query("count_over_time(it_tenant[5m])", "X-Scope-OrgID", "team-a")
              .contains("\"3\""));
      assertTrue(server.query("it_tenant").contains("\"result\":[]"));
      assertEquals(400, server.get("/api/v1/labels", "X-Scope-OrgID", "a/b").statusCode());
    }
  }

  @Test
  void itself_isMeasured() throws Exception {
    try (var server =
        ServerProcess.start(data, "--self.metrics_interval=1s", "--self.host_interval=1s")) {
      server.await("weir_build_info", answer -> answer.contains("\"job\":\"weir\""));
      server.await("node_load1", answer -> answer.contains("\"job\":\"node\""));
    }
  }

  @Test
  void probesAndRefusals() throws Exception {
    try (var server = ServerProcess.start(data)) {
      assertEquals("ready", server.printed().getLast());
      assertEquals(200, server.get("/-/ready").statusCode());
      assertEquals(200, server.get("/-/healthy").statusCode());
      assertEquals(404, server.get("/api/v1/rules/test/test").statusCode());
      assertTrue(server.get("/nothing").body().contains("404 page not found"));
      assertEquals(405, server.post("/api/v1/metadata", "").statusCode());
      assertEquals(200, server.get("/").statusCode());
      var foreign = server.get("/api/v1/labels", "Origin", "http://evil.test");
      assertEquals(403, foreign.statusCode());
      assertEquals(
          403, server.post("/write", "a b=1", "Sec-Fetch-Site", "cross-site").statusCode());
      String status = server.get("/weir/v1/status").body();
      assertTrue(status.contains("\"durability\":\"fsync\""), status);
      assertTrue(status.contains("\"name\":\"syslog\""), status);
      assertTrue(status.contains("\"name\":\"metrics\",\"durability\":\"fsync\""), status);
      assertTrue(status.contains("\"protocol\":\"remote_write\",\"bytes\":"), status);
      assertTrue(status.matches(".*\"byPart\":\\{.*\"metrics\":[1-9].*"), status);
      assertTrue(server.get("/api/v1/status/config").body().contains("storage.dir"));
      assertFalse(server.get("/metrics").body().isEmpty());
    }
  }

  @Test
  void secondServerOnTheSameData_isRefused() throws Exception {
    try (var server = ServerProcess.start(data)) {
      assertEquals(200, server.get("/-/ready").statusCode());
      assertThrows(IOException.class, () -> ServerProcess.start(data).close());
    }
  }
}
