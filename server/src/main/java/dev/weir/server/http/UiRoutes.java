package dev.weir.server.http;

import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.PathTemplateMatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The browser frontend: the static files that the module web-ui packs below `weir-ui/`. A build
/// without them serves a page that says so. Open to everybody: the pages hold no data, ask for
/// credentials themselves, and get everything they show from routes that are guarded.
public final class UiRoutes {
  private static final String ROOT = "/weir-ui/";
  private static final int MAX_FILE_BYTES = 4 << 20;
  private static final HttpString REFERRER = new HttpString("Referrer-Policy");
  private static final HttpString FRAMES = new HttpString("X-Frame-Options");
  private static final String POLICY_TEXT =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8");

  private static final String LEFT_OUT =
      """
      <!doctype html>
      <html lang="en"><meta charset="utf-8"><title>Weir</title>
      <h1>Weir is running</h1>
      <p>This build has no user interface: it was made with <code>-Dui=off</code>. Everything else \
      works: see <a href="/weir/v1/status">status</a> and <a href="/metrics">metrics</a>.</p>
      </html>
      """;

  public List<Route> routes() {
    return List.of(
        Route.get("/", Scope.OPEN, this::start),
        Route.get("/favicon.svg", Scope.OPEN, UiRoutes::favicon),
        Route.get("/assets/{file}", Scope.OPEN, this::asset));
  }

  private void start(HttpServerExchange exchange) throws IOException {
    byte[] page = read("index.html");
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-cache");
    send(
        exchange,
        "html",
        page == null ? LEFT_OUT.getBytes(java.nio.charset.StandardCharsets.UTF_8) : page);
  }

  private static void favicon(HttpServerExchange exchange) throws IOException {
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-cache");
    file(exchange, "favicon.svg");
  }

  /// Names of assets carry a hash of their content, so they may be kept for ever.
  private void asset(HttpServerExchange exchange) throws IOException {
    String name =
        exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY).getParameters().get("file");
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "public, max-age=31536000, immutable");
    file(exchange, "assets/" + name);
  }

  private static void file(HttpServerExchange exchange, String path) throws IOException {
    String extension = path.substring(path.lastIndexOf('.') + 1);
    byte[] content =
        path.matches("(assets/)?[A-Za-z0-9_-][A-Za-z0-9._-]*") && TYPES.containsKey(extension)
            ? read(path)
            : null;
    if (content == null) {
      exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
      Replies.text(exchange, 404, "404 page not found");
    } else {
      send(exchange, extension, content);
    }
  }

  private static void send(HttpServerExchange exchange, String extension, byte[] content) {
    var headers = exchange.getResponseHeaders();
    headers.put(Headers.CONTENT_TYPE, TYPES.getOrDefault(extension, Replies.TEXT));
    headers.put(Router.CONTENT_POLICY, POLICY_TEXT);
    headers.put(REFERRER, "no-referrer");
    headers.put(FRAMES, "DENY");
    exchange.getResponseSender().send(ByteBuffer.wrap(content));
  }

  private static byte @Nullable [] read(String path) throws IOException {
    try (InputStream in = UiRoutes.class.getResourceAsStream(ROOT + path)) {
      return in == null ? null : in.readNBytes(MAX_FILE_BYTES);
    }
  }
}
