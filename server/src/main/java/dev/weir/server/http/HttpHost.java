package dev.weir.server.http;

import dev.weir.server.StartException;
import dev.weir.server.auth.Authenticator;
import dev.weir.server.auth.CredentialException;
import dev.weir.server.config.Config;
import dev.weir.server.config.HttpConfig;
import dev.weir.server.tls.ServerCertificate;
import dev.weir.server.tls.TlsException;
import dev.weir.server.tls.TlsFiles;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Scheduler;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;
import org.xnio.Sequence;

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

  /// How often files with secrets, certificate and key are looked at.
  private static final Duration RELOAD = Duration.ofSeconds(3);

  private final HttpConfig config;
  private final Access access;
  private final @Nullable ServerCertificate certificate;
  private final ExecutorService virtual =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
  private final Router router;
  private final GracefulShutdownHandler graceful;
  private volatile @Nullable Undertow undertow;

  /// A host that reads the files its configuration names: secrets, certificate and key.
  public static HttpHost open(Config config, Clock clock, MetricRegistry metrics)
      throws StartException {
    HttpConfig http = config.http();
    try {
      Access access = Access.open(config.auth(), clock, metrics);
      TlsFiles tls = http.tls();
      return new HttpHost(
          http, access, tls == null ? null : ServerCertificate.open(tls, clock, metrics), metrics);
    } catch (CredentialException e) {
      throw new StartException("auth: '" + e.credential() + "': " + e.getMessage(), e);
    } catch (TlsException e) {
      throw new StartException("http.tls: " + e.getMessage(), e);
    }
  }

  HttpHost(
      HttpConfig config,
      Access access,
      @Nullable ServerCertificate certificate,
      MetricRegistry metrics) {
    this.config = config;
    this.access = access;
    this.certificate = certificate;
    var permits = new Semaphore(config.maxConcurrentRequests());
    metrics.gauge(
        "weir_server_http_requests_in_progress",
        "Requests being handled.",
        () -> config.maxConcurrentRequests() - permits.availablePermits());
    metrics.gauge(
        "weir_server_http_connections", "Connections open on the HTTP port.", this::connections);
    metrics.gauge(
        "weir_server_http_connections_limit",
        "Connections that may be open on the HTTP port; further ones wait.",
        config::maxConnections);
    var guard =
        new OriginGuard(
            config.listen().requireAddress().getHostString(),
            config.listen().isLoopback(),
            config.allowedHosts(),
            config.allowedOrigins());
    this.router = new Router(guard, access, permits, virtual, metrics);
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
        listener(Undertow.builder(), address)
            .setIoThreads(Math.clamp(processors / 2, 1, 8))
            .setWorkerThreads(Math.max(4, processors * 4))
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, config.maxBodyBytes())
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
            .setServerOption(UndertowOptions.MAX_PARAMETERS, MAX_PARAMETERS)
            .setServerOption(UndertowOptions.IDLE_TIMEOUT, millis(config.idleTimeout()))
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, millis(config.idleTimeout()))
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000)
            .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
            .setServerOption(UndertowOptions.ENABLE_STATISTICS, true)
            .setSocketOption(Options.BACKLOG, 1_024)
            .setSocketOption(Options.CONNECTION_HIGH_WATER, config.maxConnections())
            .setSocketOption(Options.CONNECTION_LOW_WATER, config.maxConnections())
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

  private long connections() {
    Undertow running = undertow;
    if (running == null) {
      return 0;
    }
    return running.getListenerInfo().stream()
        .mapToLong(listener -> listener.getConnectorStatistics().getActiveConnections())
        .sum();
  }

  private Undertow.Builder listener(Undertow.Builder builder, InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return certificate == null
        ? builder.addHttpListener(address.getPort(), host)
        : builder
            .addHttpsListener(address.getPort(), host, certificate.context())
            .setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"))
            .setSocketOption(
                Options.SSL_ENABLED_CIPHER_SUITES, Sequence.of(ServerCertificate.SUITES));
  }

  /// `http`, or `https` when connections are encrypted.
  public String transport() {
    return certificate == null ? "http" : "https";
  }

  /// Who may use what.
  public Access access() {
    return access;
  }

  /// Looks from now on at the files of secrets, certificate and key, and takes what changed.
  public List<Scheduler.Repeating> watchFiles(Scheduler scheduler) {
    var watching = new ArrayList<Scheduler.Repeating>();
    if (certificate != null) {
      watching.add(scheduler.every("tls-reload", RELOAD, certificate::reloadIfChanged));
    }
    Authenticator authenticator = access.authenticator();
    if (authenticator.hasFiles()) {
      watching.add(scheduler.every("auth-reload", RELOAD, authenticator::reload));
    }
    return watching;
  }

  /// What is wrong with those files now, each as one sentence.
  public List<String> problems() {
    var problems = new ArrayList<>(access.authenticator().problems());
    if (certificate != null) {
      problems.addAll(certificate.problems());
    }
    return problems;
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
    Undertow running = undertow;
    if (running != null) {
      running.stop();
      undertow = null;
    }
    virtual.shutdownNow();
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(Math.min(duration.toMillis(), Integer.MAX_VALUE));
  }
}
