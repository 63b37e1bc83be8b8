package dev.weir.ingest.http;

import dev.weir.ingest.influx.InfluxDecoder;
import dev.weir.ingest.jsonimport.JsonImportDecoder;
import dev.weir.ingest.remotewrite.MetricMetadata;
import dev.weir.ingest.remotewrite.RemoteWriteDecoder;
import dev.weir.ingest.ring.Durability;
import dev.weir.ingest.ring.MemoryLog;
import dev.weir.ingest.ring.MemoryStore;
import dev.weir.ingest.ring.Pipe;
import dev.weir.ingest.ring.Protocol;
import dev.weir.storage.http.Route;
import dev.weir.storage.io.Clock;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.RoutingHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The push endpoints behind a real HTTP server, over a pipeline in memory.
final class HttpFixture implements AutoCloseable {
  final Pipe pipe;
  final BodyMemory memory;
  private final ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
  private final Undertow server;
  private final HttpClient client = HttpClient.newHttpClient();
  final int port;

  HttpFixture() throws IOException {
    this(BodyLimits.DEFAULT);
  }

  HttpFixture(BodyLimits limits) throws IOException {
    pipe = new Pipe(new MemoryLog(), new MemoryStore(), Durability.FSYNC).open();
    memory = new BodyMemory(limits.memoryBytes());
    var protocols =
        new IngestRoutes.Protocols(
            Protocol.body(
                "remote_write",
                new RemoteWriteDecoder(new MetricMetadata(100)),
                BodyCuts.PROTOBUF_FIELDS),
            Protocol.body("influx", new InfluxDecoder(), BodyCuts.INFLUX_LINES),
            Protocol.body("import", new JsonImportDecoder(), BodyCuts.LINES));
    var routing = new RoutingHandler();
    for (Route route :
        new IngestRoutes(
                pipe.ring, new BodyReader(memory, limits), Clock.SYSTEM, pipe.metrics, protocols)
            .routes()) {
      routing.add(
          route.method(),
          route.path(),
          exchange ->
              exchange.dispatch(
                  virtual,
                  dispatched -> {
                    dispatched.startBlocking();
                    route.handler().handleRequest(dispatched);
                  }));
    }
    server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, 64L << 20)
            .setHandler(routing)
            .build();
    server.start();
    port = ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  HttpResponse<String> post(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
    server.stop();
    virtual.close();
    pipe.close();
  }
}
