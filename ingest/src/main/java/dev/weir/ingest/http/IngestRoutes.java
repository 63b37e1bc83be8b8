package dev.weir.ingest.http;

import dev.weir.ingest.ring.IngestMetrics;
import dev.weir.ingest.ring.IngestRing;
import dev.weir.ingest.ring.Protocol;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import dev.weir.storage.io.Clock;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// The endpoints that take samples in ([LokiRoutes] has those for log lines), and those that
/// clients of the imitated databases ask first.
///
/// | path | body |
/// |---|---|
/// | `POST /api/v1/write` | Prometheus remote write 1.0: a snappy block of protobuf |
/// | `POST /write` | Influx line protocol as to InfluxDB 1 |
/// | `POST /api/v2/write` | the same as to InfluxDB 2 |
/// | `POST /api/v1/import` | JSON lines |
/// | `GET, HEAD /ping`, `GET, POST /query`, `GET /health` | probes of Influx clients |
public final class IngestRoutes {
  private static final HttpString INFLUX_VERSION = new HttpString("X-Influxdb-Version");
  private static final HttpString INFLUX_BUILD = new HttpString("X-Influxdb-Build");

  /// Clients choose their dialect by it: 1.8 takes everything we take.
  private static final String IMITATED_VERSION = "1.8.10";

  private static final String HEALTH =
      "{\"name\":\"weir\",\"message\":\"ready for queries and writes\",\"status\":\"pass\","
          + "\"checks\":[],\"version\":\""
          + IMITATED_VERSION
          + "\"}\n";

  /// The protocols of the push endpoints.
  public record Protocols(Protocol remoteWrite, Protocol influx, Protocol jsonImport) {}

  private final IngestRing ring;
  private final BodyReader reader;
  private final Clock clock;
  private final IngestMetrics metrics;
  private final Protocols protocols;

  /// `reader` may be shared with other routes: its memory is what all bodies together may take.
  public IngestRoutes(
      IngestRing ring, BodyReader reader, Clock clock, IngestMetrics metrics, Protocols protocols) {
    this.ring = ring;
    this.reader = reader;
    this.clock = clock;
    this.metrics = metrics;
    this.protocols = protocols;
  }

  /// All routes, for the server's table.
  public List<Route> routes() {
    var queries = new InfluxQueries(reader);
    return List.of(
        push(
            "/api/v1/write",
            protocols.remoteWrite(),
            IngestRoutes::remoteWriteBody,
            AnswerStyle.TEXT),
        push("/write", protocols.influx(), new InfluxDialect(), AnswerStyle.INFLUX_1),
        push("/api/v2/write", protocols.influx(), new InfluxDialect(), AnswerStyle.INFLUX_2),
        push(
            "/api/v1/import",
            protocols.jsonImport(),
            (exchange, body) -> body.read(exchange),
            AnswerStyle.TEXT),
        Route.get("/ping", Scope.OPEN, IngestRoutes::ping),
        new Route("HEAD", "/ping", Scope.OPEN, Route.Execution.WORKER, IngestRoutes::ping),
        Route.get("/query", Scope.INGEST, queries::handle).waiting(),
        Route.post("/query", Scope.INGEST, queries::handle).waiting(),
        Route.get("/health", Scope.OPEN, exchange -> InfluxQueries.json(exchange, 200, HEALTH)));
  }

  private Route push(
      String path, Protocol protocol, PushHandler.Dialect dialect, AnswerStyle style) {
    HttpHandler handler = new PushHandler(protocol, dialect, style, ring, reader, clock, metrics);
    return Route.post(path, Scope.INGEST, handler).waiting();
  }

  private static BodyBuffer remoteWriteBody(HttpServerExchange exchange, BodyReader reader)
      throws BodyException {
    String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
    if (type != null && !isRemoteWrite1(type.toLowerCase(Locale.ROOT))) {
      throw new BodyException(
          415, "only remote write 1.0 is taken, as application/x-protobuf: " + type);
    }
    return reader.readSnappy(exchange);
  }

  private static boolean isRemoteWrite1(String type) {
    int semicolon = type.indexOf(';');
    String name = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
    String parameters = semicolon < 0 ? "" : type.substring(semicolon + 1);
    return name.equals("application/x-protobuf")
        && (!parameters.contains("proto=") || parameters.contains("proto=prometheus.writerequest"));
  }

  private static void ping(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(INFLUX_VERSION, IMITATED_VERSION);
    exchange.getResponseHeaders().put(INFLUX_BUILD, "weir");
    exchange.setStatusCode(204);
    exchange.endExchange();
  }

  /// Influx line protocol; `precision` says what timestamps count.
  private static final class InfluxDialect implements PushHandler.Dialect {
    @Override
    public BodyBuffer body(HttpServerExchange exchange, BodyReader reader) throws BodyException {
      return reader.read(exchange);
    }

    @Override
    public long timeUnitNanos(HttpServerExchange exchange) throws BodyException {
      Deque<String> values = exchange.getQueryParameters().get("precision");
      String precision = values == null || values.isEmpty() ? "" : values.getFirst();
      return switch (precision) {
        case "", "n", "ns" -> 1L;
        case "u", "us", "µ", "µs" -> 1_000L;
        case "ms" -> 1_000_000L;
        case "s" -> 1_000_000_000L;
        case "m" -> 60_000_000_000L;
        case "h" -> 3_600_000_000_000L;
        default ->
            throw new BodyException(400, "precision must be ns, us, ms, s, m or h: " + precision);
      };
    }
  }
}
