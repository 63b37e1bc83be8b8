package dev.weir.ingest.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.collectd.CollectdDecoder;
import dev.weir.ingest.collectd.TypesTable;
import dev.weir.ingest.decode.Decoded;
import dev.weir.ingest.decode.Fixtures;
import dev.weir.ingest.decode.LogDecoded;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.Refusals;
import dev.weir.ingest.statsd.StatsdAggregator;
import dev.weir.ingest.statsd.StatsdSettings;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class EventsTest {
  private final MetricRegistry registry = new MetricRegistry();
  private final List<LogRecord> records = new ArrayList<>();
  private EventLog events = log(LogEntries.TimeWindow.ALL);

  private EventLog log(LogEntries.TimeWindow window) {
    return new EventLog(
        (tenant, added) -> {
          assertEquals(Tenant.DEFAULT, tenant);
          records.addAll(added);
          return CompletableFuture.completedFuture(null);
        },
        window,
        Clock.SYSTEM,
        registry);
  }

  private double metric(String name, String kind) {
    double[] found = {0};
    registry.visit(
        new MetricRegistry.Visitor() {
          @Override
          public void family(String family, String type, String help) {}

          @Override
          public void sample(String family, String suffix, List<String> labels, double value) {
            if (family.equals(name) && labels.contains(kind)) {
              found[0] = value;
            }
          }
        });
    return found[0];
  }

  @Test
  void collectd_notifications() {
    var decoder = new CollectdDecoder(TypesTable.standard(), new CollectdEvents(events));
    for (byte[] datagram : Fixtures.datagrams("collectd/network-plain.dgrams")) {
      Decoded.of(decoder, datagram, 1);
    }
    assertEquals(
        List.of("fixture warning dev ünïcode €", "disk on fire", "all is well again"),
        records.stream().map(LogRecord::line).toList());
    assertEquals(
        "{host=\"dev.fixture\", job=\"events\", kind=\"collectd\", level=\"warn\"}",
        records.get(0).stream().toString());
    assertEquals(
        Labels.of(
            "plugin",
            "squares",
            "plugin_instance",
            "inst",
            "type",
            "gauge",
            "type_instance",
            "g",
            "severity",
            "warning"),
        records.get(0).fields());
    assertEquals("error", records.get(1).stream().find("level"));
    assertEquals("failure", records.get(1).fields().find("severity"));
    assertEquals("info", records.get(2).stream().find("level"));
    assertEquals("okay", records.get(2).fields().find("severity"));
    for (LogRecord event : records) {
      long second = event.timestampNs() / 1_000_000_000;
      assertTrue(second >= 1_795_210_700 && second <= 1_795_212_400, "" + second);
    }
    assertEquals(3, metric("weir_ingest_events_total", "collectd"));
  }

  /// Refusals of the lines, whose events go to `records`.
  private Refusals statsd(String fixture, boolean isReplayed) {
    var windows =
        new StatsdAggregator(
            StatsdSettings.defaults(), Clock.SYSTEM, registry, new DogstatsdEvents(events));
    var refusals = new Refusals();
    for (byte[] datagram : Fixtures.datagrams("dogstatsd/" + fixture + ".dgrams")) {
      windows.apply(
          new Payload()
              .set(datagram, 0, datagram.length, LogDecoded.ARRIVAL_MS)
              .replayed(isReplayed),
          refusals);
    }
    return refusals;
  }

  @Test
  void dogstatsd_hotShots() {
    statsd("hot-shots", false);
    assertEquals(2, records.size());
    LogRecord event = records.get(0);
    assertEquals(
        "{host=\"web-1\", job=\"events\", kind=\"dogstatsd\", level=\"info\"}",
        event.stream().toString());
    assertEquals("shop.Deploy finished: Line one\nLine two | pipe", event.line());
    assertEquals(1_700_000_000_000_000_000L, event.timestampNs());
    assertEquals(
        "{aggregation_key=\"agg\", alert_type=\"success\", container=\"8a1b2c3d4e5f60718293a4b5c6d7e8f908192a3b4c5d6e7f8091a2b3c4d5e6f7\","
            + " env=\"prod\", priority=\"low\", service=\"shop\", source_type=\"jenkins\", tag=\"x\", team=\"core\","
            + " title=\"shop.Deploy finished\"}",
        event.fields().toString());
    LogRecord check = records.get(1);
    assertEquals(
        "{host=\"web-1\", job=\"events\", kind=\"service_check\", level=\"warn\"}",
        check.stream().toString());
    assertEquals("shop.db.can_connect warning: slow: 3s|m:x", check.line());
    assertEquals("db", check.fields().find("role"));
    assertEquals(1_700_000_001_000_000_000L, check.timestampNs());
  }

  @Test
  void dogstatsd_javaClient() {
    statsd("java-dogstatsd-client", false);
    assertEquals(2, records.size());
    LogRecord check = records.get(0);
    assertEquals("my.check critical: line1\nline2 m: x", check.line());
    assertEquals("critical", check.stream().find("level"));
    assertEquals("in-123456", check.fields().find("container"));
    LogRecord event = records.get(1);
    assertEquals("jshop.Title ünï: first\nsecond | third", event.line());
    assertEquals("warn", event.stream().find("level"));
    assertEquals("jhost", event.stream().find("host"));
    assertEquals("1", event.fields().find("e"));
  }

  @Test
  void events_areNoBadLines_exceptWhereNobodyTakesThem() {
    int bad = statsdWithout("hot-shots").total();
    int left = statsd("hot-shots", false).total();
    assertEquals(2, left, "an array as value, a timestamp where plain statsd has its rate");
    assertTrue(bad > left, "each part of an event that follows a colon is a bad sample");
  }

  private Refusals statsdWithout(String fixture) {
    var windows = new StatsdAggregator(StatsdSettings.defaults(), Clock.SYSTEM, registry);
    var refusals = new Refusals();
    for (byte[] datagram : Fixtures.datagrams("dogstatsd/" + fixture + ".dgrams")) {
      windows.apply(
          new Payload().set(datagram, 0, datagram.length, LogDecoded.ARRIVAL_MS), refusals);
    }
    return refusals;
  }

  @Test
  void replayedLines_areNotToldAgain_butAreNoBadLinesEither() {
    int live = statsd("hot-shots", false).total();
    assertEquals(2, records.size());
    assertEquals(live, statsd("hot-shots", true).total());
    assertEquals(2, records.size());
  }

  private static @org.jspecify.annotations.Nullable EventLine parse(String line) {
    byte[] bytes = line.getBytes(UTF_8);
    return EventLine.parse(bytes, 0, bytes.length, LogDecoded.ARRIVAL_MS);
  }

  private static LogRecord good(String line) {
    EventLine parsed = parse(line);
    assertNotNull(parsed, line);
    return parsed.record();
  }

  @Test
  void event_shortForms() {
    LogRecord event = good("_e{1,0}:t|");
    assertEquals("t", event.line());
    assertEquals(LogDecoded.ARRIVAL_NS, event.timestampNs());
    assertEquals("{job=\"events\", kind=\"dogstatsd\", level=\"info\"}", event.stream().toString());
    assertEquals("error", good("_e{1,1}:t|x|t:error\r").stream().find("level"));
    assertEquals("t: |||", good("_e{1,3}:t||||").line());
    assertEquals("n ok", good("_sc|n|0").line());
    assertEquals("n unknown", good("_sc|n|3|m:").line());
    assertEquals("notice", good("_sc|n|3").stream().find("level"));
    assertEquals("n ok: a|b", good("_sc|n|0|h:x|m:a|b|c:y|e:z").line());
    assertEquals("v", good("_e{1,1}:t|x|#k-1:v,,:w|zz:later").fields().find("k_1"));
  }

  @Test
  void event_malformed_isABadLine() {
    for (String bad :
        new String[] {
          "_e{",
          "_e{}:t|x",
          "_e{1}:t|x",
          "_e{1,}:t|x",
          "_e{,1}:t|x",
          "_e{1,2}:t|x",
          "_e{2,1}:t|x",
          "_e{1,1}t|x",
          "_e{1,1}:t x",
          "_e{1,1}:t|xy",
          "_e{0,1}:|x",
          "_e{-1,1}:t|x",
          "_e{1,1}:t|x|d:now",
          "_e{99999999999,1}:t|x",
          "_e{1,9999999}:t|x",
          "_e{1,1}:t|x|d:99999999999",
          "_sc|",
          "_sc|n",
          "_sc|n|",
          "_sc|n|4",
          "_sc|n|x",
          "_sc|n|10",
          "_sc||0",
          "_sc|n|0|d:-1"
        }) {
      assertNull(parse(bad), bad);
    }
    byte[] latin = "_sc|\u00fc|0".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertNull(EventLine.parse(latin, 0, latin.length, 0));
  }

  @Test
  void event_manyTags_areBounded() {
    var tags = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      tags.append(",k").append(i).append(":v");
    }
    LogRecord event = good("_e{1,1}:t|x|#a:b" + tags);
    assertTrue(event.fields().count() <= LogEntries.FIELDS_MAX + 3);
    assertEquals(
        Integer.toString(10_001 - LogEntries.FIELDS_MAX),
        event.fields().find(LogEntries.FIELDS_CUT_FIELD));
  }

  @Test
  void event_outsideTheWindow_isOfNow() {
    events = log(LogDecoded.TWO_YEARS);
    statsd("hot-shots", false); // of 2023
    long now = Clock.SYSTEM.wallMillis();
    for (LogRecord event : records) {
      assertTrue(Math.abs(event.timestampNs() / 1_000_000 - now) < 60_000);
    }
    assertEquals("2023-11-14T22:13:20Z", records.get(0).fields().find(LogEntries.SENT_AT_FIELD));
  }

  @Test
  void event_thatNobodyTakes_isCounted() {
    events =
        new EventLog(
            (tenant, added) -> CompletableFuture.failedFuture(new IOException("full")),
            LogEntries.TimeWindow.ALL,
            Clock.SYSTEM,
            registry);
    statsd("hot-shots", false);
    assertEquals(1, metric("weir_ingest_events_dropped_total", "dogstatsd"));
    assertEquals(1, metric("weir_ingest_events_dropped_total", "service_check"));
    assertEquals(0, metric("weir_ingest_events_total", "dogstatsd"));
  }
}
