package dev.weir.perf.alert;

import dev.weir.perf.crash.KilledServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Measures the time from an acknowledged sample that makes a rule true until its message is at a
/// webhook, and from one that makes it false until the message that it is resolved.
///
/// Each round has a rule (and so a group of notifications) of its own, without `for`, and begins at
/// a random moment of the evaluation interval. What is waited for is the sum of the evaluation
/// delay (`alerting.query_offset`), the rest of an interval, the group wait (not when resolved) and
/// the delivery.
///
/// Usage: `AlertLatencyRun [--rounds 20] [--interval 5s] [--seed 7] -- COMMAND...`, where the
/// command starts a server and takes `--key=value` settings; further settings may follow it. Load
/// goes to 127.0.0.1 only. Exit code 1 when a message does not come within two minutes.
public final class AlertLatencyRun {
  /// Of the defaults, in milliseconds, and one more second.
  private static final long GROUP_INTERVAL_MS = 31_000;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Random random;
  private final int rounds;
  private final ReceivedMessages received;
  private final KilledServer server;

  private AlertLatencyRun(int rounds, String interval, long seed, List<String> command)
      throws IOException {
    this.rounds = rounds;
    random = new Random(seed);
    received = ReceivedMessages.listen();
    Path directory = Files.createTempDirectory("weir-alerts");
    Path rules = directory.resolve("probe-rules.yml");
    Files.writeString(rules, rules(rounds, interval));
    List<String> settings = new ArrayList<>();
    settings.add("--alerting.rules=" + rules);
    settings.add("--alerting.webhooks=" + received.url());
    for (String listener : List.of("statsd", "collectd", "graphite", "syslog", "lines")) {
      settings.add("--ingest." + listener + ".listen=off");
    }
    server = new KilledServer(command, settings, directory, client);
    System.out.printf("rounds=%d interval=%s seed=%d dir=%s%n", rounds, interval, seed, directory);
  }

  public static void main(String[] args) throws Exception {
    int dashes = Arrays.asList(args).indexOf("--");
    if (dashes < 0 || dashes == args.length - 1) {
      System.err.println(
          "usage: AlertLatencyRun [--rounds N] [--interval 5s] [--seed N] -- COMMAND...");
      System.exit(2);
    }
    int rounds = 20;
    String interval = "5s";
    long seed = 7;
    for (int i = 0; i + 1 < dashes; i += 2) {
      switch (args[i]) {
        case "--rounds" -> rounds = Integer.parseInt(args[i + 1]);
        case "--interval" -> interval = args[i + 1];
        case "--seed" -> seed = Long.parseLong(args[i + 1]);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    List<String> command = List.of(args).subList(dashes + 1, args.length);
    System.exit(new AlertLatencyRun(rounds, interval, seed, command).run() ? 0 : 1);
  }

  private static String rules(int rounds, String interval) {
    var text =
        new StringBuilder("groups:\n- name: probe\n  interval: " + interval + "\n  rules:\n");
    for (int i = 0; i < rounds; i++) {
      text.append("  - {alert: Probe%d, expr: 'alert_probe{round=\"%d\"} > 0'}%n".formatted(i, i));
    }
    return text.toString();
  }

  private boolean run() throws Exception {
    server.start();
    try {
      long[] firing = new long[rounds];
      long[] evaluated = new long[rounds];
      long[] resolved = new long[rounds];
      for (int i = 0; i < rounds; i++) {
        Thread.sleep(random.nextInt(5_000)); // another moment of the interval
        long written = write(i, 1);
        ReceivedMessages.Told told = received.await("Probe" + i, "firing", PATIENCE);
        firing[i] = told.nanos() - written;
        evaluated[i] = told.sinceStartNanos();
      }
      Thread.sleep(GROUP_INTERVAL_MS); // ends are told at once when nothing was told lately
      for (int i = 0; i < rounds; i++) {
        Thread.sleep(random.nextInt(5_000));
        long written = write(i, 0);
        resolved[i] = received.await("Probe" + i, "resolved", PATIENCE).nanos() - written;
      }
      report("sample acknowledged to webhook, firing", firing);
      report("evaluation to webhook, firing", evaluated);
      report("sample acknowledged to webhook, resolved", resolved);
      return true;
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      return false;
    } finally {
      server.kill();
      received.close();
    }
  }

  /// Writes one sample; returns when it was acknowledged, in nanoseconds.
  private long write(int round, int value) throws IOException, InterruptedException {
    URI uri = server.base().resolve("/write");
    String line = "alert_probe,round=%d value=%d".formatted(round, value);
    HttpRequest request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(line)).build();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != 204) {
      throw new IllegalStateException("write: " + status);
    }
    return System.nanoTime();
  }

  private static void report(String what, long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%s: min %d ms, median %d ms, max %d ms, of %d%n",
        what,
        ms(sorted[0]),
        ms(sorted[sorted.length / 2]),
        ms(sorted[sorted.length - 1]),
        sorted.length);
  }

  private static long ms(long nanos) {
    return nanos / 1_000_000;
  }
}
