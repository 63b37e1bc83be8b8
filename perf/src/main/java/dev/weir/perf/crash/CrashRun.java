package dev.weir.perf.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Kills a real server `--kills` times under load and checks after each restart:
///
/// - every sample acknowledged over HTTP is there with its value, and nothing that was never sent;
/// - the statsd counter's total equals the gauge that numbers its datagrams: no line twice, none
///   lost in the middle; and the lines missing at the end arrived less than 100 ms before the kill.
///
/// Usage: `CrashRun [--kills 20] [--seed N] [--dir D] -- COMMAND...`, where the command starts the
/// server and takes `--key=value` settings (`./weir serve`). Exit code 1 at the first difference.
/// Load goes to 127.0.0.1 only.
public final class CrashRun {
  private static final int WRITERS = 4;
  private static final long LOSS_WINDOW_NANOS = 100_000_000;

  private final int kills;
  private final Random random;
  private final int statsdPort = KilledServer.freePort();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final KilledServer server;

  private CrashRun(CrashOptions options) throws IOException {
    kills = options.kills();
    random = new Random(options.seed());
    List<String> settings =
        List.of(
            "--ingest.statsd.listen=127.0.0.1:" + statsdPort,
            "--ingest.statsd.flush_interval=1s",
            "--ingest.collectd.listen=off",
            "--ingest.graphite.listen=off",
            "--ingest.syslog.listen=off",
            "--ingest.lines.listen=off");
    server = new KilledServer(options.command(), settings, options.directory(), client);
  }

  public static void main(String[] args) throws Exception {
    CrashOptions options = CrashOptions.parse("CrashRun", args);
    System.exit(new CrashRun(options).run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    URI base = server.base();
    Answers answers = server.answers();
    long firstMs = System.currentTimeMillis() - 3_600_000;
    List<AckedWriter> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new AckedWriter(client, base.resolve("/write?precision=ms"), "w" + i, firstMs));
    }
    var statsd =
        new StatsdSender(new InetSocketAddress(InetAddress.getLoopbackAddress(), statsdPort));
    server.start();
    double counted = 0;
    long firstSequence = 0;
    try {
      for (int kill = 1; kill <= kills; kill++) {
        List<Thread> threads = load(writers, statsd);
        Thread.sleep(10 + random.nextInt(2_990));
        long killedAt = server.kill();
        stop(writers, statsd, threads);
        long restart = System.nanoTime();
        server.start();
        double restartSeconds = (System.nanoTime() - restart) / 1e9;
        awaitFlush(answers, statsd, killedAt);
        if (!checkAcked(answers, writers, firstMs)) {
          return false;
        }
        long now = System.currentTimeMillis();
        double total = answers.value("sum(sum_over_time({\"stats_counts.crash.n\"}[2h]))", now);
        double gauge = answers.value("{\"stats.gauges.crash.seq\"}", now);
        long safe = statsd.sentBefore(killedAt, LOSS_WINDOW_NANOS);
        System.out.printf(
            "kill %d: acked %d, statsd sent %d kept %.0f, restart %.2f s%n",
            kill, acked(writers), statsd.sequence(), gauge, restartSeconds);
        if (gauge > firstSequence && total - counted != gauge - firstSequence) {
          System.out.printf(
              "WRONG: counter grew by %.0f, gauge by %.0f%n",
              total - counted, gauge - firstSequence);
          return false;
        }
        if (gauge < safe) {
          System.out.printf(
              "WRONG: line %d was sent 100 ms before the kill, gauge is %.0f%n", safe, gauge);
          return false;
        }
        counted = total;
        firstSequence = statsd.sequence();
      }
    } finally {
      server.kill();
    }
    System.out.println("ok: " + kills + " kills, " + acked(writers) + " acknowledged samples");
    return true;
  }

  private static List<Thread> load(List<AckedWriter> writers, StatsdSender statsd) {
    List<Thread> threads = new ArrayList<>();
    for (AckedWriter writer : writers) {
      writer.rearm();
      threads.add(Thread.ofPlatform().name("writer-" + writer.name()).start(writer));
    }
    statsd.rearm();
    threads.add(Thread.ofPlatform().name("statsd").start(statsd));
    return threads;
  }

  private static void stop(List<AckedWriter> writers, StatsdSender statsd, List<Thread> threads)
      throws InterruptedException {
    writers.forEach(AckedWriter::stop);
    statsd.stop();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /// Waits until the windows rebuilt by replay were flushed: the gauge stands still for a flush.
  private static void awaitFlush(Answers answers, StatsdSender statsd, long killedAt)
      throws Exception {
    long safe = statsd.sentBefore(killedAt, LOSS_WINDOW_NANOS);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < deadline) {
      double gauge = answers.value("{\"stats.gauges.crash.seq\"}", System.currentTimeMillis());
      if (gauge >= safe && gauge > 0) {
        break;
      }
      Thread.sleep(100);
    }
    Thread.sleep(2_200); // two flush intervals of one second: counters and gauge of one flush
  }

  private static boolean checkAcked(Answers answers, List<AckedWriter> writers, long firstMs)
      throws Exception {
    for (AckedWriter writer : writers) {
      if (!writer.refusal().isEmpty()) {
        System.out.println("WRONG: refused: " + writer.refusal());
        return false;
      }
      Map<Long, Double> found =
          answers.samples("crash{writer=\"" + writer.name() + "\"}[2h]", firstMs + 7_100_000);
      for (Map.Entry<Long, Double> sample : writer.acknowledged().entrySet()) {
        Double value = found.remove(sample.getKey());
        if (value == null || value.doubleValue() != sample.getValue()) {
          System.out.println(
              "WRONG: " + writer.name() + " acknowledged " + sample + " is " + value);
          return false;
        }
      }
      for (Map.Entry<Long, Double> sample : found.entrySet()) {
        if (!sample.getValue().equals(writer.unknown().get(sample.getKey()))) {
          System.out.println("WRONG: " + writer.name() + " never sent " + sample);
          return false;
        }
      }
    }
    return true;
  }

  private static int acked(List<AckedWriter> writers) {
    return writers.stream().mapToInt(writer -> writer.acknowledged().size()).sum();
  }
}
