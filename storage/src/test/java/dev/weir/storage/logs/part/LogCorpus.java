package dev.weir.storage.logs.part;

import dev.weir.storage.model.Labels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;

/// Made-up lines of the kinds that servers write: access logs, block servers, logins, job
/// schedulers, services with request ids, JSON and logfmt, stack traces. The same seed makes the
/// same corpus. One line holds [#NEEDLE].
final class LogCorpus {
  static final String NEEDLE = "5eedf00dcafe4b1d9a110badc0ffee42";

  private static final String[] APPS = {
    "nginx", "hdfs", "sshd", "yarn", "nova", "checkout", "worker", "kernel"
  };
  private static final String[] PATHS = {
    "/", "/index.html", "/api/v1/users", "/api/v1/orders", "/static/app.js", "/login", "/health"
  };
  private static final String[] NAMES = {
    "root", "admin", "oracle", "webmaster", "test", "guest", "alice", "bob", "ftpuser"
  };
  private static final String[] AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0 Safari",
    "curl/7.88.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/117.0",
    "Googlebot/2.1 (+http://www.google.com/bot.html)"
  };
  private static final DateTimeFormatter ACCESS = format("dd/MMM/yyyy:HH:mm:ss '+0000'");
  private static final DateTimeFormatter SYSLOG = format("MMM d HH:mm:ss");
  private static final DateTimeFormatter COMMA = format("yyyy-MM-dd HH:mm:ss,SSS");
  private static final DateTimeFormatter ISO = format("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");

  private final SplittableRandom random;

  private LogCorpus(long seed) {
    random = new SplittableRandom(seed);
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  /// `lines` lines of a few hours, unsorted.
  static ArrayCursor of(long seed, int lines) {
    var corpus = new LogCorpus(seed);
    var rows = new ArrayCursor();
    int hosts = 6;
    int[] streams = new int[APPS.length * hosts];
    for (int i = 0; i < streams.length; i++) {
      String app = APPS[i / hosts];
      streams[i] = rows.stream(Labels.of("app", app, "host", app + "-0" + i % hosts));
    }
    long ms = Instant.parse("2026-03-01T08:00:00Z").toEpochMilli();
    for (int i = 0; i < lines; i++) {
      ms += corpus.random.nextInt(20);
      int app = corpus.random.nextInt(APPS.length);
      int host = corpus.zipf(hosts);
      String line = corpus.line(app, host, Instant.ofEpochMilli(ms));
      if (i == lines / 3) {
        line += " trace=" + NEEDLE;
      }
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      rows.add(streams[app * hosts + host], ms * 1_000_000, bytes, 0, bytes.length);
    }
    return rows;
  }

  private int zipf(int n) {
    return (int) Math.min(n - 1, Math.pow(n + 1, random.nextDouble()) - 1);
  }

  private String pick(String[] from) {
    return from[zipf(from.length)];
  }

  private String ip() {
    int net = zipf(200);
    return "10." + net % 7 + "." + net + "." + (1 + random.nextInt(250));
  }

  private String hex(int digits) {
    var out = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      out.append(Character.forDigit(random.nextInt(16), 16));
    }
    return out.toString();
  }

  private String line(int app, int host, Instant at) {
    return switch (app) {
      case 0 -> access(at);
      case 1 -> hdfs(at);
      case 2 -> sshd(at, host);
      case 3 -> yarn(at);
      case 4 -> nova(at);
      case 5 -> json(at);
      case 6 -> logfmt(at);
      default ->
          "%s kernel-0%d kernel: [%d.%06d] eth0: link %s"
              .formatted(
                  SYSLOG.format(at),
                  host,
                  random.nextInt(100_000),
                  random.nextInt(1_000_000),
                  random.nextBoolean() ? "up" : "down");
    };
  }

  private String access(Instant at) {
    return "%s - - [%s] \"%s %s HTTP/1.1\" %d %d \"-\" \"%s\" rt=%d.%03d rid=%s"
        .formatted(
            ip(),
            ACCESS.format(at),
            random.nextInt(8) == 0 ? "POST" : "GET",
            pick(PATHS),
            new int[] {200, 200, 200, 304, 404, 500, 503}[zipf(7)],
            random.nextInt(40_000),
            pick(AGENTS),
            zipf(10),
            random.nextInt(1000),
            hex(16));
  }

  private String hdfs(Instant at) {
    String block = "blk_" + random.nextLong();
    return COMMA.format(at)
        + switch (random.nextInt(4)) {
          case 0 ->
              " INFO dfs.DataNode$PacketResponder: PacketResponder "
                  + random.nextInt(3)
                  + " for block "
                  + block
                  + " terminating";
          case 1 ->
              " INFO dfs.FSNamesystem: BLOCK* NameSystem.addStoredBlock: blockMap updated: "
                  + ip()
                  + ":50010 is added to "
                  + block
                  + " size 67108864";
          case 2 ->
              " INFO dfs.DataNode$DataXceiver: Receiving block "
                  + block
                  + " src: /"
                  + ip()
                  + ":"
                  + (30_000 + random.nextInt(20_000))
                  + " dest: /"
                  + ip()
                  + ":50010";
          default ->
              " WARN dfs.DataNode: Slow BlockReceiver write data to disk cost: "
                  + random.nextInt(2_000)
                  + "ms (threshold=300ms)";
        };
  }

  private String sshd(Instant at, int host) {
    String head = SYSLOG.format(at) + " sshd-0" + host + " sshd[" + (1000 + zipf(30_000)) + "]: ";
    return switch (random.nextInt(3)) {
      case 0 ->
          head
              + "Failed password for invalid user "
              + pick(NAMES)
              + " from "
              + ip()
              + " port "
              + (1024 + random.nextInt(60_000))
              + " ssh2";
      case 1 ->
          head
              + "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh"
              + " ruser= rhost="
              + ip()
              + " user="
              + pick(NAMES);
      default -> head + "Connection closed by " + ip() + " [preauth]";
    };
  }

  private String yarn(Instant at) {
    return "%s INFO [IPC Server handler %d on 62270] mapred.TaskAttemptListenerImpl: Progress of"
            .formatted(COMMA.format(at), random.nextInt(30))
        + " TaskAttempt attempt_1445144423722_0020_m_%06d_0 is : %.8f"
            .formatted(random.nextInt(12), random.nextDouble());
  }

  private String nova(Instant at) {
    String id = hex(8) + "-" + hex(4) + "-4" + hex(3) + "-a" + hex(3) + "-" + hex(12);
    return ISO.format(at)
        + " %d INFO nova.osapi_compute.wsgi.server [req-%s] %s \"GET /v2/%s/servers/detail\""
            .formatted(20_000 + zipf(9_000), id, ip(), hex(32))
        + " status: %d len: %d time: 0.%07d"
            .formatted(random.nextInt(30) == 0 ? 503 : 200, 1893, random.nextInt(10_000_000));
  }

  private String json(Instant at) {
    return "{\"ts\":\"%s\",\"level\":\"%s\",\"msg\":\"%s\",\"order\":%d,\"tookMs\":%d,\"trace\":\"%s\"}"
        .formatted(
            ISO.format(at),
            random.nextInt(20) == 0 ? "error" : "info",
            new String[] {"order placed", "payment timeout", "größere Menge", "cart timed out"}
                [zipf(4)],
            random.nextInt(1_000_000),
            zipf(3000),
            hex(32));
  }

  private String logfmt(Instant at) {
    return "time=%s level=info component=scheduler job=%s%d attempt=%d duration=%dms msg=\"%s\""
        .formatted(
            ISO.format(at),
            pick(NAMES),
            random.nextInt(50),
            zipf(5),
            random.nextInt(500),
            random.nextInt(40) == 0 ? "Timed out waiting for lease" : "job done");
  }
}
