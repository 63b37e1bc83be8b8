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
import dev.weir.storage.io.Clock;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// The push endpoints of samples behind a real HTTP server, over a pipeline in memory.
final class HttpFixture implements AutoCloseable {
  final Pipe pipe;
  final BodyMemory memory;
  final PushServer server;
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
    var reader = new BodyReader(memory, limits);
    server =
        new PushServer(
            new IngestRoutes(pipe.ring, reader, Clock.SYSTEM, pipe.metrics, protocols).routes());
    port = server.port;
  }

  HttpRequest.Builder request(String path) {
    return server.request(path);
  }

  HttpResponse<String> post(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    return server.post(path, body, headers);
  }

  /// The memory of a body is given back a moment after its answer went out.
  void awaitMemoryFree() throws InterruptedException {
    Pipe.await("memory given back", () -> memory.usedBytes() == 0);
  }

  /// As [PushServer#statusOfRefused].
  int statusOfRefused(String path, byte[] body, String encoding) throws IOException {
    return server.statusOfRefused(path, body, encoding);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return server.send(request);
  }

  @Override
  public void close() {
    server.close();
    pipe.close();
  }
}
