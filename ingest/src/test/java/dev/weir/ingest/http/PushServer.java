package dev.weir.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.http.Route;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.RoutingHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A real HTTP server with some routes, and a client of it.
final class PushServer implements AutoCloseable {
  private final ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
  private final Undertow server;
  private final HttpClient client = HttpClient.newHttpClient();
  final int port;

  PushServer(List<Route> routes) {
    var routing = new RoutingHandler();
    for (Route route : routes) {
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

  /// Status of the answer to a body that is refused before it was sent whole. The server closes the
  /// connection then; Java's client may see that before it reads the answer, so this is done by
  /// hand.
  int statusOfRefused(String path, byte[] body, String encoding) throws IOException {
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, encoding, body.length);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      OutputStream out = socket.getOutputStream();
      Thread.ofVirtual()
          .start(() -> {
            try {
              out.write(head.getBytes(UTF_8));
              out.write(body);
            } catch (IOException e) {
              // answered and closed before all was sent
            }
          });
      byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 413".length());
      return Integer.parseInt(new String(status, UTF_8).substring("HTTP/1.1 ".length()));
    }
  }

  /// Sends a captured client's bytes and reads until all is answered, well; returns the number of
  /// answers.
  int replay(byte[] stream) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      socket.setSoTimeout(5_000);
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  out.write(stream);
                  socket.shutdownOutput();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      String answers = new String(in.readAllBytes(), UTF_8);
      writer.join();
      int good = answers.split("HTTP/1.1 20[04]", -1).length - 1;
      assertEquals(answers.split("HTTP/1.1 ", -1).length - 1, good, answers);
      return good;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    client.close();
    server.stop();
    virtual.close();
  }
}
