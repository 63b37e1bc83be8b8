package dev.weir.server.http;

import dev.weir.server.config.HttpConfig;
import dev.weir.storage.selfmetrics.MetricRegistry;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.predicate.Predicate;
import io.undertow.predicate.Predicates;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.server.handlers.encoding.ContentEncodingRepository;
import io.undertow.server.handlers.encoding.EncodingHandler;
import io.undertow.server.handlers.encoding.GzipEncodingProvider;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;

/// The one HTTP listener. Answers 503 from [#start()] until [#serve], and again from [#stopServing]
/// on, so that probes learn why.
///
/// `start`, `serve`, `stopServing` and `close` belong to the thread that starts and stops the
/// server.
public final class HttpHost {
  /// Requests without a body limit of their own: what Undertow parses before we see anything.
  private static final int MAX_HEADER_BYTES = 32 * 1024;

  /// Query strings and forms: 11,000 matchers are a mistake, not a query.
  private static final int MAX_PARAMETERS = 2_000;

  private final HttpConfig config;
  private final ExecutorService virtual =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
  private final Router router;
  private final GracefulShutdownHandler graceful;
  private @Nullable Undertow undertow;

  public HttpHost(HttpConfig config, MetricRegistry metrics) {
    this.config = config;
    var permits = new Semaphore(config.maxConcurrentRequests());
    metrics.gauge(
        "weir_server_http_requests_in_progress",
        "Requests being handled.",
        () -> config.maxConcurrentRequests() - permits.availablePermits());
    var guard =
        new OriginGuard(
            config.listen().requireAddress().getHostString(),
            config.listen().isLoopback(),
            config.allowedHosts(),
            config.allowedOrigins());
    this.router = new Router(guard, permits, virtual, metrics);
    Predicate whole =
        Predicates.not(exchange -> exchange.getRequestHeaders().contains(Headers.RANGE));
    var encodings =
        new ContentEncodingRepository()
            .addEncodingHandler("gzip", new GzipEncodingProvider(1), 50, whole);
    this.graceful = new GracefulShutdownHandler(new EncodingHandler(router, encodings));
  }

  /// Opens the listener and returns the address it has. Throws `BindException` when the port is
  /// taken.
  public InetSocketAddress start() throws IOException {
    InetSocketAddress address = config.listen().requireAddress();
    int processors = Runtime.getRuntime().availableProcessors();
    Undertow server =
        Undertow.builder()
            .addHttpListener(address.getPort(), address.getAddress().getHostAddress())
            .setIoThreads(Math.clamp(processors / 2, 1, 8))
            .setWorkerThreads(Math.max(4, processors * 4))
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, config.maxBodyBytes())
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
            .setServerOption(UndertowOptions.MAX_PARAMETERS, MAX_PARAMETERS)
            .setServerOption(UndertowOptions.IDLE_TIMEOUT, millis(config.idleTimeout()))
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, millis(config.idleTimeout()))
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000)
            .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
            .setSocketOption(Options.BACKLOG, 1_024)
            .setHandler(graceful)
            .build();
    try {
      server.start();
    } catch (RuntimeException e) {
      server.stop();
      if (e.getCause() instanceof BindException taken) {
        throw taken;
      }
      throw e;
    }
    undertow = server;
    return (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
  }

  /// From now on requests reach `table`.
  public void serve(RouteTable table) {
    router.serve(table);
  }

  /// From now on every request is answered 503 with `reason`.
  public void stopServing(String reason) {
    router.stopServing(reason);
  }

  /// Takes no more requests and waits for those in progress, at most `patience`. The listener stays
  /// open until [#close()].
  public void drain(Duration patience) {
    try {
      graceful.shutdown();
      graceful.awaitShutdown(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Closes the listener and every connection.
  public void close() {
    if (undertow != null) {
      undertow.stop();
      undertow = null;
    }
    virtual.shutdownNow();
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(Math.min(duration.toMillis(), Integer.MAX_VALUE));
  }
}
