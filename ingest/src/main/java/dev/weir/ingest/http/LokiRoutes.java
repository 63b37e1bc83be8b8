package dev.weir.ingest.http;

import dev.weir.ingest.ring.IngestMetrics;
import dev.weir.ingest.ring.IngestRing;
import dev.weir.ingest.ring.Protocol;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import dev.weir.storage.io.Clock;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.xerial.snappy.Snappy;

/// The endpoints that take log lines in, as Loki's do.
///
/// | path | body |
/// |---|---|
/// | `POST /loki/api/v1/push` | JSON (plain, gzip, deflate), or a snappy block of protobuf |
/// | `POST /api/prom/push` | the same, for old shippers |
///
/// 204: every line is journalled and searchable. 400 with text: what was refused and why; the rest
/// is kept. Otherwise as [PushHandler].
public final class LokiRoutes {
  private static final String JSON = "application/json";
  private static final String PROTOBUF = "application/x-protobuf";

  private final IngestRing ring;
  private final BodyReader reader;
  private final Clock clock;
  private final IngestMetrics metrics;
  private final Protocol json;
  private final Protocol protobuf;

  /// `json` and `protobuf` are rows of the same name; `ring` carries log records.
  public LokiRoutes(
      IngestRing ring,
      BodyReader reader,
      Clock clock,
      IngestMetrics metrics,
      Protocol json,
      Protocol protobuf) {
    this.ring = ring;
    this.reader = reader;
    this.clock = clock;
    this.metrics = metrics;
    this.json = json;
    this.protobuf = protobuf;
  }

  /// All routes, for the server's table.
  public List<Route> routes() {
    var push =
        new PushHandler(
            json, new Dialect(json, protobuf), AnswerStyle.TEXT, ring, reader, clock, metrics);
    return List.of(
        Route.post("/loki/api/v1/push", Scope.INGEST, push).waiting(),
        Route.post("/api/prom/push", Scope.INGEST, push).waiting());
  }

  /// JSON or protobuf as `Content-Type` says; where it says nothing of use, as the body looks.
  private record Dialect(Protocol json, Protocol protobuf) implements PushHandler.Dialect {
    private static final AttachmentKey<Protocol> DECODING = AttachmentKey.create(Protocol.class);

    @Override
    public BodyBuffer body(HttpServerExchange exchange, BodyReader reader) throws BodyException {
      String type = type(exchange);
      if (type.equals(JSON)) {
        exchange.putAttachment(DECODING, json);
        return reader.read(exchange);
      }
      exchange.putAttachment(DECODING, protobuf);
      if (type.equals(PROTOBUF) || isSnappy(exchange)) {
        return reader.readSnappy(exchange);
      }
      BodyBuffer body = reader.read(exchange);
      if (looksLikeJson(body)) {
        exchange.putAttachment(DECODING, json);
        return body;
      }
      try (body) {
        return reader.unsnap(body);
      }
    }

    @Override
    public Protocol protocol(HttpServerExchange exchange, BodyBuffer body, Protocol own) {
      Protocol decoding = exchange.getAttachment(DECODING);
      return decoding == null ? own : decoding;
    }

    private static String type(HttpServerExchange exchange) {
      String header = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
      if (header == null) {
        return "";
      }
      int semicolon = header.indexOf(';');
      String name = semicolon < 0 ? header : header.substring(0, semicolon);
      return name.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isSnappy(HttpServerExchange exchange) {
      String encoding = exchange.getRequestHeaders().getFirst(Headers.CONTENT_ENCODING);
      return encoding != null && encoding.strip().equalsIgnoreCase("snappy");
    }

    /// True for a body that begins with an object, unless it is a snappy block all the same (of 123
    /// bytes).
    private static boolean looksLikeJson(BodyBuffer body) {
      byte[] bytes = body.bytes();
      int at = 0;
      while (at < body.length() && bytes[at] <= ' ' && bytes[at] > 0) {
        at++;
      }
      if (at == body.length() || bytes[at] != '{') {
        return false;
      }
      try {
        return !Snappy.isValidCompressedBuffer(bytes, 0, body.length());
      } catch (IOException e) {
        return true;
      }
    }
  }
}
