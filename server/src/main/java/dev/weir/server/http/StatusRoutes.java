package dev.weir.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.server.vitals.MetricsText;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import dev.weir.storage.selfmetrics.MetricRegistry;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/// Endpoints about the server itself: probes, metrics, status, configuration, compaction.
public final class StatusRoutes {
  private static final JsonFactory JSON = new JsonFactory();

  private final ServerStatus status;
  private final MetricRegistry metrics;
  private final Access access;

  public StatusRoutes(ServerStatus status, MetricRegistry metrics, Access access) {
    this.access = access;
    this.status = status;
    this.metrics = metrics;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/-/ready", Scope.OPEN, exchange -> Replies.text(exchange, 200, "ready")),
        Route.get("/ready", Scope.OPEN, exchange -> Replies.text(exchange, 200, "ready")), // Loki's
        Route.get("/-/healthy", Scope.OPEN, this::healthy).waiting(),
        Route.get("/metrics", Scope.READ, this::metrics),
        Route.get("/weir/v1/status", Scope.READ, this::status),
        Route.get("/api/v1/status/config", Scope.READ, this::config),
        Route.post("/weir/v1/admin/compact", Scope.ADMIN, this::compact).waiting());
  }

  /// Strangers learn no more than whether.
  private void healthy(HttpServerExchange exchange) {
    List<String> problems = status.problems();
    if (problems.isEmpty()) {
      Replies.text(exchange, 200, "healthy");
    } else if (!access.mayRead(exchange)) {
      Replies.text(exchange, 503, "unhealthy");
    } else {
      Replies.text(exchange, 503, String.join("\n", problems));
    }
  }

  private void metrics(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, MetricsText.CONTENT_TYPE);
    exchange.getResponseSender().send(MetricsText.of(metrics));
  }

  private void config(HttpServerExchange exchange) throws IOException {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("status", "success");
      json.writeObjectFieldStart("data");
      json.writeStringField("yaml", ConfigText.yaml(status.config()));
      json.writeEndObject();
      json.writeEndObject();
    }
    Replies.json(exchange, 200, text.toString());
  }

  private void compact(HttpServerExchange exchange) throws IOException {
    var wait = exchange.getQueryParameters().get("wait");
    if (wait != null && "1".equals(wait.getFirst())) {
      status.compact();
      Replies.json(exchange, 200, "{\"status\":\"success\"}");
    } else {
      status.compactInBackground();
      Replies.json(exchange, 202, "{\"status\":\"started\"}");
    }
  }

  private void status(HttpServerExchange exchange) throws IOException {
    Replies.json(
        exchange, 200, new StatusText(status, tenant -> Access.maySee(exchange, tenant)).json());
  }
}
