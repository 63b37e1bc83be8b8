package dev.weir.server;

import dev.weir.server.config.Config;
import dev.weir.server.config.Listen;
import dev.weir.server.http.HttpHost;
import dev.weir.server.http.RouteTable;
import dev.weir.server.http.ServerStatus;
import dev.weir.server.http.StatusRoutes;
import dev.weir.server.http.UiRoutes;
import dev.weir.server.vitals.ProcessMetrics;
import dev.weir.storage.http.Route;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes every part and connects them: plain `new`, readable from top to bottom. The main thread
/// calls [#start()] once.
final class Wiring implements ServerStatus {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
  private static final Duration DRAIN = Duration.ofMillis(1_500);

  private final Config config;
  private final long startedMs;
  private final Lifecycle lifecycle;
  private final MetricRegistry metrics = new MetricRegistry();
  private final List<ListenerStatus> listeners = new ArrayList<>();

  Wiring(Config config, long startedMs, Lifecycle lifecycle) {
    this.config = config;
    this.startedMs = startedMs;
    this.lifecycle = lifecycle;
  }

  /// Starts everything and returns what listens.
  List<ListenerStatus> start() throws StartException {
    ProcessMetrics.register(metrics, Path.of("/proc/self"), Version.current());
    HttpHost http = startHttp();
    var routes = new ArrayList<Route>();
    routes.addAll(new StatusRoutes(this, metrics).routes());
    routes.addAll(new UiRoutes().routes());
    if (http != null) {
      http.serve(new RouteTable(routes));
      lifecycle.onStop(
          "http-drain",
          () -> {
            http.stopServing("stopping");
            http.drain(DRAIN);
          });
    }
    return listeners;
  }

  private @Nullable HttpHost startHttp() throws StartException {
    Listen listen = config.http().listen();
    if (listen.isOff()) {
      listeners.add(ListenerStatus.off("http", "http", "switched off"));
      return null;
    }
    var http = new HttpHost(config.http(), metrics);
    try {
      InetSocketAddress bound = http.start();
      lifecycle.onStop("http", http::close);
      listeners.add(ListenerStatus.on("http", "http", format(bound)));
      return http;
    } catch (BindException e) {
      if (listen.explicit()) {
        throw new StartException(
            "http.listen: cannot listen on "
                + format(listen.requireAddress())
                + ": "
                + e.getMessage());
      }
      LOG.warn("listener_off name=http address={} reason=port is taken", listen.address());
      listeners.add(ListenerStatus.off("http", "http", "port is taken"));
      return null;
    } catch (IOException e) {
      throw new StartException("http.listen: " + e.getMessage(), e);
    }
  }

  private static String format(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  public long startedMs() {
    return startedMs;
  }

  @Override
  public Config config() {
    return config;
  }

  @Override
  public List<ListenerStatus> listeners() {
    return listeners;
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public SequencedMap<String, Long> figures() {
    return new LinkedHashMap<>();
  }

  @Override
  public void compact() {}

  @Override
  public void compactInBackground() {}
}
