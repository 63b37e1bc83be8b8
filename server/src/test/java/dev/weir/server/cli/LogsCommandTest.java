package dev.weir.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.query.engine.QueryGate;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.http.LokiRoutes;
import dev.weir.storage.http.Route;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.io.MachineScheduler;
import dev.weir.storage.logs.LocalLogStore;
import dev.weir.storage.logs.LogBatch;
import dev.weir.storage.logs.LogStoreSettings;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import io.undertow.Undertow;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.PathTemplateHandler;
import java.io.BufferedReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `weir logs` against Loki's API over the real store and a real socket.
@Timeout(30)
class LogsCommandTest {
  private static final Labels APP = Labels.of("app", "shop");

  private final MetricRegistry registry = new MetricRegistry();
  private DataDir data;
  private MachineScheduler scheduler;
  private LocalLogStore store;
  private Undertow server;
  private String url;
  private long position;

  @BeforeEach
  void start(@TempDir Path dir) throws Exception {
    data = DataDir.open(MachineFiles.INSTANCE, dir, Clock.SYSTEM);
    scheduler = new MachineScheduler(registry);
    store = LocalLogStore.open(LogStoreSettings.DEFAULT, data, Clock.SYSTEM, scheduler, registry);
    var paths = new PathTemplateHandler(exchange -> exchange.setStatusCode(404), false);
    var gate = new QueryGate(2);
    for (Route route :
        new LokiRoutes(Clock.SYSTEM, registry, QueryLimits.defaults(), gate, store).routes()) {
      if (route.method().equals("POST")) { // what the command sends
        paths.add(route.path(), new BlockingHandler(route.handler()));
      }
    }
    server = Undertow.builder().addHttpListener(0, "127.0.0.1").setHandler(paths).build();
    server.start();
    var address = (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
    url = "http://127.0.0.1:" + address.getPort();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    store.close();
    scheduler.close();
    data.close();
  }

  /// Stores lines that are `ageMs` old, a nanosecond apart.
  private synchronized void store(long ageMs, String... lines) {
    var batch = new LogBatch().clear(Tenant.DEFAULT);
    long timeNs = (System.currentTimeMillis() - ageMs) * 1_000_000;
    for (String line : lines) {
      batch.add(new LogRecord(timeNs++, APP, Labels.of("level", "error"), line));
    }
    store.apply(batch, ++position);
  }

  private record Outcome(int code, String out, String err) {}

  private Outcome run(String... arguments) {
    var all = new ArrayList<>(List.of("logs", "--url=" + url));
    all.addAll(List.of(arguments));
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Commands.line()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    return new Outcome(code, out.toString(), err.toString());
  }

  @Test
  void logs_printTheNewestOldestFirst() {
    store(60_000, "one", "two", "three");
    store(7_200_000, "too old");
    String found = run("{app=\"shop\"}", "--limit=2").out();
    assertTrue(
        found.matches("(?s)20\\S+Z ERROR \\{app=\"shop\"} two\n20\\S+Z ERROR \\S+ three\n"), found);
    assertEquals("one\n", run("{app=\"shop\"}", "-n1", "--forward", "-o", "raw").out());
    assertEquals(
        "too old\n", run("{app=\"shop\"}", "--from=-3h", "--to=-1h", "--output=raw").out());
    String json = run("{app=\"shop\"} |= \"three\"", "--output=jsonl").out();
    assertTrue(json.startsWith("{\"labels\":{\"app\":\"shop\"},\"fields\":{\"level\":\"error\"}"));
  }

  @Test
  void logs_beyondAPage_areAllThere() {
    String[] many = new String[12_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "line " + i;
    }
    store(60_000, many);
    String all = String.join("\n", many) + "\n";
    assertEquals(all, run("{app=\"shop\"}", "--limit=20000", "--output=raw").out());
    assertEquals(all, run("{app=\"shop\"}", "-n20000", "--forward", "--output=raw").out());
  }

  @Test
  void logs_mistakes_areToldOnStderr() {
    Outcome syntax = run("{app=");
    assertEquals(1, syntax.code());
    assertTrue(syntax.err().startsWith("weir: parse error at line 1, col "), syntax.err());
    Outcome numbers = run("count_over_time({app=\"shop\"}[1m])");
    assertEquals(1, numbers.code());
    assertTrue(numbers.err().contains("numbers, not lines"), numbers.err());
    assertEquals(1, run("{app=\"shop\"}", "--follow", "--to=now").code());
    assertEquals(1, run("{app=\"shop\"}", "--since=yesterday").code());
  }

  @Test
  void logs_follow_printsEachLineOnceAsItComes() throws Exception {
    store(10_000, "before");
    var pipe = new PipedWriter();
    try (var reader = new PipedReader(pipe, 1 << 16)) {
      Thread following =
          Thread.ofPlatform()
              .start(() ->
                  Commands.line()
                      .setOut(new PrintWriter(pipe))
                      .execute("logs", "--url=" + url, "-f", "--output=raw", "{app=\"shop\"}"));
      var lines = new BufferedReader(reader);
      assertEquals("before", lines.readLine());
      store(0, "first", "second");
      assertEquals("first", lines.readLine());
      assertEquals("second", lines.readLine());
      store(0, "third");
      assertEquals("third", lines.readLine());
      following.interrupt();
      following.join();
    }
  }
}
