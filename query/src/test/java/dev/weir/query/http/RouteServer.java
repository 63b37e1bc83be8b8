package dev.weir.query.http;

import dev.weir.storage.http.Route;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.PathTemplateHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Routes behind a real socket.
final class RouteServer implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final Undertow server;
  private final String base;

  RouteServer(List<Route> routes) {
    var paths = new PathTemplateHandler(exchange -> exchange.setStatusCode(404), false);
    Map<String, Map<String, HttpHandler>> byPath = new HashMap<>();
    for (Route route : routes) {
      byPath
          .computeIfAbsent(route.path(), path -> new HashMap<>())
          .put(route.method(), route.handler());
    }
    byPath.forEach((path, methods) ->
        paths.add(
            path,
            new BlockingHandler(exchange -> {
              HttpHandler handler = methods.get(exchange.getRequestMethod().toString());
              if (handler == null) {
                exchange.setStatusCode(405);
              } else {
                handler.handleRequest(exchange);
              }
            })));
    server = Undertow.builder().addHttpListener(0, "127.0.0.1").setHandler(paths).build();
    server.start();
    var address = (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
    base = "http://127.0.0.1:" + address.getPort();
  }

  static String q(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  HttpResponse<String> get(String pathAndQuery, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(base + pathAndQuery)).GET();
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> post(String path, String type, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    server.stop();
    client.close();
  }
}
