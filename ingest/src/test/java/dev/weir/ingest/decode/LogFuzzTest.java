package dev.weir.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.ingest.lines.LinesDecoder;
import dev.weir.ingest.loki.LokiJsonDecoder;
import dev.weir.ingest.loki.LokiProtobufDecoder;
import dev.weir.ingest.net.Frames;
import dev.weir.ingest.net.SyslogFramer;
import dev.weir.ingest.net.TextFramer;
import dev.weir.ingest.syslog.SyslogDecoder;
import dev.weir.storage.logs.LogBatch;
import dev.weir.storage.model.LabelNames;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

/// Every log decoder and framer against damaged input: no exception, and a batch that reads back
/// whole.
final class LogFuzzTest {
  private static final int RUNS = 6_000;

  /// Feeds mutations; a decoder for lines keeps every one of them that is not empty.
  private static void run(String name, LogDecoder decoder, List<byte[]> seeds, boolean keepsAll) {
    var entries = new LogEntries(LogDecoded.TWO_YEARS);
    Fuzz.run(
        name,
        seeds,
        RUNS,
        (bytes, offset, length) -> {
          entries.clear(Tenant.DEFAULT);
          byte[] before = bytes.clone();
          decoder.decode(new Payload().set(bytes, offset, length, LogDecoded.ARRIVAL_MS), entries);
          if (!Arrays.equals(before, bytes)) {
            throw new AssertionError("input changed");
          }
          check(entries, length, keepsAll);
        });
  }

  private static void check(LogEntries entries, int length, boolean keepsAll) {
    int records = 0;
    long lineBytes = 0;
    LogBatch.Reader reader = entries.batch().reader();
    while (reader.next()) {
      records++;
      lineBytes += reader.lineLength();
      for (int i = 0; i < reader.stream().count(); i++) {
        require(LabelNames.isValid(reader.stream().name(i)), reader.stream().toString());
      }
      for (int i = 0; i < reader.fields(); i++) {
        require(LabelNames.isValid(reader.fieldName(i)), reader.fieldName(i));
      }
    }
    require(records == entries.batch().records(), "records " + records);
    require(lineBytes <= length, "more line than input");
    require(!keepsAll || length < 4 || records > 0, "lost");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  private static List<byte[]> syslog() {
    var seeds = new ArrayList<byte[]>();
    for (String name :
        List.of(
            "logger-rfc3164",
            "logger-rfc5424",
            "rsyslog-rfc3164",
            "rsyslog-rfc5424",
            "syslog-ng-rfc5424",
            "winston-syslog-rfc5424",
            "python-sysloghandler")) {
      seeds.addAll(Fixtures.datagrams("syslog/" + name + ".dgrams"));
    }
    seeds.add("<189>29: r1: *Mar  1 18:46:11.500 UTC: %SYS-5-CONFIG_I: x".getBytes(UTF_8));
    return seeds;
  }

  private static List<byte[]> heads(List<byte[]> seeds, int length) {
    return seeds.stream().map(s -> Arrays.copyOf(s, Math.min(s.length, length))).toList();
  }

  @Test
  void syslogMessages() {
    var decoder = new SyslogDecoder(ZoneOffset.UTC);
    run("syslog", decoder, syslog(), true);
    run("syslog", decoder, heads(syslog(), 60), true);
  }

  @Test
  void lines() {
    var seeds = new ArrayList<byte[]>();
    for (String name :
        List.of("logstash-logback-encoder", "rsyslog-jsonlines", "winston-logstash")) {
      byte[] stream = Fixtures.bytes("json_lines/" + name + ".stream");
      Frames.of(new TextFramer(), stream).frames.forEach(f -> seeds.add(f.getBytes(UTF_8)));
    }
    seeds.removeIf(s -> s.length > 1000);
    seeds.add(
        "[{\"a\":{\"b\":[1, {\"c\":2}]},\"msg\":\"\\u00e9\\\"\",\"ts\":1e9},\"x\"]"
            .getBytes(UTF_8));
    run("lines", new LinesDecoder(), seeds, true);
    run("lines", new LinesDecoder(), List.of(seeds.getLast()), true);
  }

  @Test
  void lokiJson() {
    byte[] body = Fixtures.requests("loki/winston-loki-json.stream").getFirst().body();
    String small =
        "{\"streams\":[{\"stream\":{\"a\":\"b\\u00e9\"},\"values\":[[\"1795211996455000000\",\"x\\n\",{\"k\":\"v\"}]]}]}";
    run("loki", new LokiJsonDecoder(), List.of(body), false);
    run("loki", new LokiJsonDecoder(), List.of(small.getBytes(UTF_8)), false);
  }

  @Test
  void lokiProtobuf() throws IOException {
    byte[] body = Fixtures.requests("loki/winston-loki-protobuf-snappy.stream").getFirst().body();
    byte[] push = Snappy.uncompress(body);
    var decoder = new LokiProtobufDecoder();
    long seed = System.nanoTime();
    System.out.println("loki protobuf seed " + seed);
    var random = new Random(seed);
    var entries = new LogEntries(LogDecoded.TWO_YEARS);
    for (int i = 0; i < RUNS; i++) {
      byte[] damaged = push.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      entries.clear(Tenant.DEFAULT);
      decoder.decode(new Payload().set(damaged, 0, damaged.length, LogDecoded.ARRIVAL_MS), entries);
      check(entries, damaged.length, false);
    }
    // whole pushes start with a tag, which Fuzz rarely keeps
    run("loki protobuf", decoder, List.of(push), false);
  }

  @Test
  void framers() {
    var seeds = new ArrayList<byte[]>();
    for (String name :
        List.of(
            "logger-rfc5424-octet-counted",
            "rsyslog-rfc5424-octet-counted",
            "syslog-ng-rfc3164-newline")) {
      seeds.add(Fixtures.bytes("syslog/" + name + ".stream"));
    }
    var random = new Random(7);
    Fuzz.run(
        "framers",
        seeds,
        RUNS / 6,
        (bytes, offset, length) -> {
          Frames whole = Frames.of(new SyslogFramer(), bytes);
          Frames pieces = Frames.chopped(new SyslogFramer(), bytes, 50, random);
          assertEquals(whole.toString(), pieces.toString());
          require(whole.frames.stream().mapToInt(String::length).sum() <= length, "more than came");
        });
  }
}
