package dev.weir.perf.crash;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/// The crash test of the log engine: kills a real server `--kills` times while lines are pushed and
/// checks after each restart:
///
/// - every line acknowledged over HTTP is there exactly once with its text, and nothing that was
///   never sent;
/// - of the numbered syslog datagrams none is there twice, none is missing in the middle, and those
///   missing at the end were sent less than 100 ms before the kill.
///
/// Usage: `LogCrashRun [--kills 20] [--seed N] [--dir D] -- COMMAND...`, where the command starts
/// the server and takes `--key=value` settings (`./weir serve`). Exit code 1 at the first
/// difference. Load goes to 127.0.0.1 only.
public final class LogCrashRun {
  private static final int WRITERS = 4;
  private static final long LOSS_WINDOW_NANOS = 100_000_000;
  private static final int PAGE_LINES = 5000;
  private static final JsonFactory JSON = new JsonFactory();

  /// One line as it was found.
  private record Found(long timestampNs, String text) {}

  private final int kills;
  private final Random random;
  private final int syslogPort = KilledServer.freePort();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final KilledServer server;
  private final long startedNs = System.currentTimeMillis() * 1_000_000L;
  private final long firstNs = startedNs - 3_600_000_000_000L;

  private LogCrashRun(CrashOptions options) throws IOException {
    kills = options.kills();
    random = new Random(options.seed());
    List<String> settings =
        List.of(
            "--ingest.syslog.listen=127.0.0.1:" + syslogPort,
            "--ingest.statsd.listen=off",
            "--ingest.collectd.listen=off",
            "--ingest.graphite.listen=off",
            "--ingest.lines.listen=off");
    server = new KilledServer(options.command(), settings, options.directory(), client);
  }

  public static void main(String[] args) throws Exception {
    CrashOptions options = CrashOptions.parse("LogCrashRun", args);
    System.exit(new LogCrashRun(options).run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    URI push = server.base().resolve("/loki/api/v1/push");
    List<LineWriter> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new LineWriter(client, push, "w" + i, firstNs));
    }
    var syslog =
        new SyslogSender(new InetSocketAddress(InetAddress.getLoopbackAddress(), syslogPort));
    server.start();
    var present = new BitSet();
    try {
      for (int kill = 1; kill <= kills; kill++) {
        int before = syslog.sent();
        List<Thread> threads = load(writers, syslog);
        Thread.sleep(10 + random.nextInt(2_990));
        if (kill % 4 == 0) {
          compactInBackground(); // kills meet flushes and merges too
          Thread.sleep(random.nextInt(300));
        }
        long killedAt = server.kill();
        writers.forEach(LineWriter::stop);
        syslog.stop();
        for (Thread thread : threads) {
          thread.join();
        }
        long restart = System.nanoTime();
        server.start();
        double restartSeconds = (System.nanoTime() - restart) / 1e9;
        for (LineWriter writer : writers) {
          if (!checkLines(writer)) {
            return false;
          }
        }
        if (!checkSyslog(syslog, present, before, killedAt)) {
          return false;
        }
        System.out.printf(
            "kill %d: acked %d, syslog sent %d kept %d, restart %.2f s%n",
            kill, acked(writers), syslog.sent(), present.cardinality(), restartSeconds);
      }
    } finally {
      server.kill();
    }
    System.out.println("ok: " + kills + " kills, " + acked(writers) + " acknowledged lines");
    return true;
  }

  private static List<Thread> load(List<LineWriter> writers, SyslogSender syslog) {
    List<Thread> threads = new ArrayList<>();
    for (LineWriter writer : writers) {
      writer.rearm();
      threads.add(Thread.ofPlatform().name("writer-" + writer.name()).start(writer));
    }
    syslog.rearm();
    threads.add(Thread.ofPlatform().name("syslog").start(syslog));
    return threads;
  }

  private void compactInBackground() {
    HttpRequest compact =
        HttpRequest.newBuilder(server.base().resolve("/weir/v1/admin/compact"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    client.sendAsync(compact, HttpResponse.BodyHandlers.discarding());
  }

  private boolean checkLines(LineWriter writer) throws Exception {
    if (!writer.refusal().isEmpty()) {
      System.out.println("WRONG: refused: " + writer.refusal());
      return false;
    }
    var seen = new BitSet();
    String selector = "{job=\"crash\",writer=\"" + writer.name() + "\"}";
    for (Found line : lines(selector, firstNs, firstNs + 3_500_000_000_000L)) {
      int number = Math.toIntExact((line.timestampNs() - firstNs) / 1_000_000);
      if (!line.text().equals(writer.line(number))) {
        System.out.println("WRONG: never sent: " + line);
        return false;
      }
      if (seen.get(number)) {
        System.out.println("WRONG: twice: " + line);
        return false;
      }
      seen.set(number);
    }
    var missing = (BitSet) writer.acknowledged().clone();
    missing.andNot(seen);
    var foreign = (BitSet) seen.clone();
    foreign.andNot(writer.acknowledged());
    foreign.andNot(writer.unknown());
    if (!missing.isEmpty() || !foreign.isEmpty()) {
      System.out.printf(
          "WRONG: %s: %d acknowledged lines missing, first %d; %d too many%n",
          writer.name(), missing.cardinality(), missing.nextSetBit(0), foreign.cardinality());
      return false;
    }
    return true;
  }

  private boolean checkSyslog(SyslogSender syslog, BitSet present, int before, long killedAt)
      throws Exception {
    int safe = syslog.sentBefore(killedAt, LOSS_WINDOW_NANOS);
    var seen = new BitSet();
    String selector = "{job=\"syslog\",app=\"numbers\"}";
    for (Found line : lines(selector, startedNs, System.currentTimeMillis() * 1_000_000L)) {
      int number = Integer.parseInt(line.text().substring("number ".length()));
      if (seen.get(number)) {
        System.out.println("WRONG: twice: " + line);
        return false;
      }
      seen.set(number);
    }
    int last = seen.length() - 1;
    int gap = seen.nextClearBit(before + 1);
    if (last > before && gap <= last) {
      System.out.printf("WRONG: syslog line %d is missing, %d is there%n", gap, last);
      return false;
    }
    if (Math.max(last, before) < safe) {
      System.out.printf("WRONG: line %d was sent 100 ms before the kill, last is %d%n", safe, last);
      return false;
    }
    var lost = (BitSet) present.clone();
    lost.andNot(seen);
    if (!lost.isEmpty()) {
      System.out.println("WRONG: lines of earlier rounds are gone: " + lost.cardinality());
      return false;
    }
    present.or(seen);
    return true;
  }

  /// All lines of a selector, oldest first, in pages. Lines of equal time on a page's end are asked
  /// for again with the next page and left out once.
  private List<Found> lines(String selector, long startNs, long endNs)
      throws IOException, InterruptedException {
    var all = new ArrayList<Found>();
    long from = startNs;
    while (true) {
      List<Found> page = page(selector, from, endNs);
      if (page.size() < PAGE_LINES) {
        all.addAll(page);
        return all;
      }
      long lastNs = page.getLast().timestampNs();
      if (lastNs == page.getFirst().timestampNs()) {
        throw new IllegalStateException("a page of lines with one time: " + lastNs);
      }
      page.removeIf(line -> line.timestampNs() == lastNs);
      all.addAll(page);
      from = lastNs;
    }
  }

  private List<Found> page(String selector, long startNs, long endNs)
      throws IOException, InterruptedException {
    String path =
        "/loki/api/v1/query_range?direction=forward&limit=%d&start=%d&end=%d&query=%s"
            .formatted(
                PAGE_LINES, startNs, endNs, URLEncoder.encode(selector, StandardCharsets.UTF_8));
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(server.base().resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(selector + ": " + answer.statusCode() + " " + answer.body());
    }
    List<Found> found = new ArrayList<>();
    try (JsonParser json = JSON.createParser(answer.body())) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME && json.currentName().equals("values")) {
          json.nextToken();
          while (json.nextToken() == JsonToken.START_ARRAY) {
            long ns = Long.parseLong(json.nextTextValue());
            found.add(new Found(ns, json.nextTextValue()));
            json.nextToken();
          }
        }
      }
    }
    found.sort((a, b) -> Long.compare(a.timestampNs(), b.timestampNs()));
    return found;
  }

  private static int acked(List<LineWriter> writers) {
    return writers.stream().mapToInt(writer -> writer.acknowledged().cardinality()).sum();
  }
}
