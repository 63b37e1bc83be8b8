package dev.weir.server;

import dev.weir.server.config.Config;
import dev.weir.server.http.RouteTable;
import dev.weir.server.logging.Logging;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running server: everything [Wiring] made, started in order, and stopped in reverse when the
/// process is told to end or [#close()] is called.
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Lifecycle lifecycle;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /// What listens. Written once by the starting thread, before [#start] returns.
  private volatile List<ListenerStatus> listeners = List.of();

  /// What is served. Written like `listeners`.
  private volatile RouteTable routes = new RouteTable(List.of());

  private Server(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  /// Starts a server with `config`, writes one line per listener and then `ready` to `console`.
  public static Server start(Config config, Consumer<String> console) throws StartException {
    long started = System.currentTimeMillis();
    Logging.level(config.logLevel());
    var lifecycle = new Lifecycle();
    var server = new Server(lifecycle);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(server::close));
    try {
      var wiring = new Wiring(config, started, lifecycle);
      server.listeners = wiring.start();
      server.routes = wiring.routes();
      for (ListenerStatus listener : server.listeners) {
        console.accept(listener.line());
      }
      console.accept("ready");
      LOG.info(
          "ready version={} millis={} storage_dir={} durability={} memory_limit={}",
          Version.current(),
          System.currentTimeMillis() - launchedMs(started),
          config.storage().dir(),
          config.storage().durability(),
          config.memoryLimitBytes());
    } catch (StartException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
    Logging.bridge();
    return server;
  }

  public List<ListenerStatus> listeners() {
    return listeners;
  }

  /// What is served, so that tests can walk over all of it.
  RouteTable routes() {
    return routes;
  }

  /// Returns when the server has stopped.
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  @Override
  public void close() {
    lifecycle.stop();
    stopped.countDown();
  }

  /// When the launcher was called, if it said so, else `fallback`; epoch milliseconds.
  private static long launchedMs(long fallback) {
    return Long.getLong("weir.started", fallback * 1000) / 1000;
  }
}
