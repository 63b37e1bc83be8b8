package dev.weir.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.notify.Receiver;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each section: its defaults, and every key mapped to the component it is meant for.
class SectionsTest {
  private static final NotifyConfig NOBODY_TOLD =
      new NotifyConfig(
          List.of(),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofHours(4),
          Duration.ofSeconds(10));

  private static <T> T read(Map<String, String> values, Function<Settings, T> section) {
    var given = new HashMap<String, Given>();
    values.forEach((key, text) -> given.put(key, new Given(text, Origin.file("t.yaml", 1))));
    var settings = new Settings(given, Map.of(), Map.of());
    T read = section.apply(settings);
    assertEquals(List.of(), settings.finish());
    return read;
  }

  private static String at(Listen listen) {
    return listen.isOff()
        ? "off"
        : listen.requireAddress().getAddress().getHostAddress()
            + ":"
            + listen.requireAddress().getPort();
  }

  @Test
  void http_defaults() {
    HttpConfig http = read(Map.of(), HttpConfig::read);
    assertEquals("127.0.0.1:9430", at(http.listen()));
    assertFalse(http.listen().explicit());
    assertEquals(512, http.maxConcurrentRequests());
    assertEquals(32L << 20, http.maxBodyBytes());
    assertEquals(Duration.ofSeconds(60), http.idleTimeout());
    assertEquals(List.of(), http.allowedHosts());
    assertEquals(List.of(), http.allowedOrigins());
    assertNull(http.tls());
  }

  @Test
  void http_everyKey_isMapped() {
    HttpConfig http =
        read(
            Map.of(
                "http.listen", "[::1]:80",
                "http.max_concurrent_requests", "7",
                "http.max_body", "1MiB",
                "http.idle_timeout", "5s",
                "http.allowed_hosts", "a.test, b.test",
                "http.allowed_origins", "https://c.test"),
            HttpConfig::read);
    assertEquals("0:0:0:0:0:0:0:1:80", at(http.listen()));
    assertTrue(http.listen().explicit());
    assertEquals(7, http.maxConcurrentRequests());
    assertEquals(1L << 20, http.maxBodyBytes());
    assertEquals(Duration.ofSeconds(5), http.idleTimeout());
    assertEquals(List.of("a.test", "b.test"), http.allowedHosts());
    assertEquals(List.of("https://c.test"), http.allowedOrigins());
  }

  @Test
  void statsd_defaults() {
    StatsdConfig statsd = read(Map.of(), StatsdConfig::read);
    assertEquals("127.0.0.1:8125", at(statsd.listen()));
    assertEquals(Duration.ofSeconds(10), statsd.flushInterval());
  }

  @Test
  void statsd_everyKey_isMapped() {
    StatsdConfig statsd =
        read(
            Map.of("ingest.statsd.listen", "off", "ingest.statsd.flush_interval", "250ms"),
            StatsdConfig::read);
    assertTrue(statsd.listen().isOff());
    assertEquals(Duration.ofMillis(250), statsd.flushInterval());
  }

  @Test
  void pipeline_defaults() {
    assertEquals(
        new PipelineConfig(0, 256, 64 << 20, 128L << 20), read(Map.of(), PipelineConfig::read));
  }

  @Test
  void pipeline_everyKey_isMapped() {
    assertEquals(
        new PipelineConfig(3, 1024, 2 << 20, 8L << 20),
        read(
            Map.of(
                "ingest.pipeline.decoders", "3",
                "ingest.pipeline.slots", "1024",
                "ingest.pipeline.max_inflated_body", "2MiB",
                "ingest.pipeline.body_memory", "8MiB"),
            PipelineConfig::read));
  }

  @Test
  void ingest_defaults() {
    IngestConfig ingest = read(Map.of(), IngestConfig::read);
    assertEquals("127.0.0.1:25826", at(ingest.collectd()));
    assertEquals("127.0.0.1:2003", at(ingest.graphite()));
    assertEquals("127.0.0.1:5514", at(ingest.syslog()));
    assertEquals("127.0.0.1:5170", at(ingest.lines()));
    assertEquals(16 * 1024, ingest.maxLineBytes());
    assertEquals(1024, ingest.maxConnections());
    assertEquals(Duration.ofMinutes(10), ingest.tcpIdleTimeout());
  }

  @Test
  void ingest_everyKey_isMapped() {
    IngestConfig ingest =
        read(
            Map.of(
                "ingest.collectd.listen", "127.0.0.1:1",
                "ingest.graphite.listen", "127.0.0.1:2",
                "ingest.syslog.listen", "127.0.0.1:3",
                "ingest.lines.listen", "127.0.0.1:4",
                "ingest.max_line", "1KiB",
                "ingest.max_connections", "5",
                "ingest.tcp_idle_timeout", "6s"),
            IngestConfig::read);
    assertEquals("127.0.0.1:1", at(ingest.collectd()));
    assertEquals("127.0.0.1:2", at(ingest.graphite()));
    assertEquals("127.0.0.1:3", at(ingest.syslog()));
    assertEquals("127.0.0.1:4", at(ingest.lines()));
    assertEquals(1024, ingest.maxLineBytes());
    assertEquals(5, ingest.maxConnections());
    assertEquals(Duration.ofSeconds(6), ingest.tcpIdleTimeout());
  }

  @Test
  void ingest_sources_areMapped() {
    var given = new HashMap<String, String>();
    List<String> names = List.of("statsd", "collectd", "graphite", "syslog", "lines");
    names.forEach(name -> given.put("ingest." + name + ".allow", "10.0.0." + names.indexOf(name)));
    IngestConfig ingest = read(given, IngestConfig::read);
    List<Listen> listens =
        List.of(
            ingest.statsd().listen(),
            ingest.collectd(),
            ingest.graphite(),
            ingest.syslog(),
            ingest.lines());
    for (int i = 0; i < listens.size(); i++) {
      assertEquals("10.0.0." + i, listens.get(i).sources().toString());
    }
    assertTrue(read(Map.of(), IngestConfig::read).collectd().sources().isEverybody());
  }

  @Test
  void storage_defaults() {
    assertEquals(
        new StorageConfig(
            Path.of("./data"),
            Durability.FSYNC,
            false,
            Duration.ofDays(400),
            Duration.ofDays(30),
            StorageConfig.Dictionary.CHRONICLE),
        read(Map.of(), StorageConfig::read));
  }

  @Test
  void storage_everyKey_isMapped() {
    assertEquals(
        new StorageConfig(
            Path.of("/x"),
            Durability.INTERVAL,
            true,
            Duration.ZERO,
            Duration.ofDays(7),
            StorageConfig.Dictionary.HEAP),
        read(
            Map.of(
                "storage.dir", "/x",
                "storage.durability", "interval",
                "storage.repair", "true",
                "storage.metrics.dictionary", "heap",
                "storage.metrics.retention", "0",
                "storage.logs.retention", "1w"),
            StorageConfig::read));
  }

  @Test
  void limits_defaults() {
    assertEquals(
        new LimitsConfig(1_000, 10_000_000, 1_000_000, 64, 1024, 2048),
        read(Map.of(), LimitsConfig::read));
  }

  @Test
  void limits_everyKey_isMapped() {
    assertEquals(
        new LimitsConfig(1, 2, 3, 4, 50, 60),
        read(
            Map.of(
                "limits.tenants", "1",
                "limits.series", "2",
                "limits.series_per_tenant", "3",
                "limits.labels_per_series", "4",
                "limits.label_name", "50B",
                "limits.label_value", "60B"),
            LimitsConfig::read));
  }

  @Test
  void query_defaults() {
    assertEquals(
        new QueryConfig(Duration.ofSeconds(30), 20, 50_000_000, 1_000_000, Duration.ofMinutes(5)),
        read(Map.of(), QueryConfig::read));
  }

  @Test
  void query_everyKey_isMapped() {
    assertEquals(
        new QueryConfig(Duration.ofSeconds(1), 2, 3, 4, Duration.ofSeconds(5)),
        read(
            Map.of(
                "query.timeout", "1s",
                "query.concurrency", "2",
                "query.max_samples", "3",
                "query.max_series", "4",
                "query.lookback", "5s"),
            QueryConfig::read));
  }

  @Test
  void alerting_defaults() {
    assertEquals(
        new AlertingConfig(
            List.of(),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            4,
            Duration.ofHours(1),
            "",
            NOBODY_TOLD),
        read(Map.of(), AlertingConfig::read));
  }

  @Test
  void alerting_everyKey_isMapped() {
    assertEquals(
        new AlertingConfig(
            List.of("a.yml", "b/*.yml"),
            Duration.ofSeconds(30),
            Duration.ZERO,
            2,
            Duration.ofMinutes(10),
            "https://weir.example.test/x",
            NOBODY_TOLD),
        read(
            Map.of(
                "alerting.rules", "a.yml, b/*.yml",
                "alerting.evaluation_interval", "30s",
                "alerting.query_offset", "0",
                "alerting.evaluators", "2",
                "alerting.outage_tolerance", "10m",
                "alerting.external_url", "https://weir.example.test/x"),
            AlertingConfig::read));
  }

  @Test
  void notify_everyKey_isMapped(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("slack"), "https://hooks.test/c\n");
    assertEquals(
        new NotifyConfig(
            List.of(
                Receiver.webhook("webhook-1", URI.create("http://127.0.0.1:1/a")),
                Receiver.webhook("pager", URI.create("https://b.test/p?x=1")),
                Receiver.slack("chat", URI.create("https://hooks.test/c"))),
            Duration.ZERO,
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofSeconds(3)),
        read(
            Map.of(
                "alerting.webhooks", "http://127.0.0.1:1/a, pager=https://b.test/p?x=1",
                "alerting.slack", "chat=file:" + file,
                "alerting.group_wait", "0s",
                "alerting.group_interval", "5m",
                "alerting.repeat_interval", "1h",
                "alerting.notify_timeout", "3s"),
            NotifyConfig::read));
  }

  @Test
  void notify_badReceivers_areNamedByPlace_neverByAddress() {
    var flags =
        List.of(
            "--alerting.webhooks=ftp://secret.test/1,a=http://h.test/s3cret,a=http://h.test/x",
            "--alerting.slack=file:/no/such/s3cret-file, http://bad host/s3cret",
            "--alerting.group_wait=2h");
    var e =
        assertThrows(
            ConfigException.class, () -> Config.read(ConfigSources.of(null, Map.of(), flags)));
    String all = String.join("\n", e.problems());
    assertTrue(all.contains("alerting.webhooks: entry 1 is no http or https URL"), all);
    assertTrue(all.contains("alerting.webhooks: entry 3 has the name of another: 'a'"), all);
    assertTrue(all.contains("alerting.slack: entry 1 /no/such/s3cret-file does not exist"), all);
    assertTrue(all.contains("alerting.slack: entry 2 is no http or https URL"), all);
    assertTrue(all.contains("group wait must be PT0S to PT1H: PT2H"), all);
    assertFalse(all.contains("s3cret\n") || all.contains("secret.test"), all);
  }

  @Test
  void self_defaults() {
    assertEquals(
        new SelfConfig(Duration.ofSeconds(10), Duration.ofSeconds(10), true, ""),
        read(Map.of(), SelfConfig::read));
  }

  @Test
  void self_everyKey_isMapped() {
    assertEquals(
        new SelfConfig(Duration.ofSeconds(1), Duration.ZERO, false, "web-1"),
        read(
            Map.of(
                "self.metrics_interval", "1s",
                "self.host_interval", "0",
                "self.logs", "false",
                "self.instance", "web-1"),
            SelfConfig::read));
  }
}
