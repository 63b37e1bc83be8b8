package dev.weir.alerting.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.alerting.ReceiverSource;
import dev.weir.alerting.ReceiverStatus;
import dev.weir.alerting.eval.FileStatus;
import dev.weir.alerting.rule.RuleProblem;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// How rule files and receivers stand, and `/-/reload`.
public final class AlertingRoutes {
  private static final JsonFactory JSON = new JsonFactory();

  private final Supplier<List<FileStatus>> files;
  private final ReceiverSource receivers;
  private final Supplier<List<RuleProblem>> reload;

  /// Shows `files` and `receivers`; `reload` reads the files again and returns every mistake.
  public AlertingRoutes(
      Supplier<List<FileStatus>> files,
      ReceiverSource receivers,
      Supplier<List<RuleProblem>> reload) {
    this.files = files;
    this.receivers = receivers;
    this.reload = reload;
  }

  public List<Route> routes() {
    var routes = new ArrayList<Route>();
    routes.add(Route.get("/weir/v1/alerting", Scope.READ, this::status));
    for (String method : List.of("POST", "PUT")) { // Prometheus takes both
      routes.add(
          new Route(method, "/-/reload", Scope.ADMIN, Route.Execution.VIRTUAL, this::reload));
    }
    return routes;
  }

  private void reload(HttpServerExchange exchange) {
    List<RuleProblem> problems = reload.get();
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
    if (problems.isEmpty()) {
      exchange.getResponseSender().send("");
      return;
    }
    var text = new StringBuilder();
    problems.forEach(problem -> text.append(problem).append('\n'));
    exchange.setStatusCode(500);
    exchange.getResponseSender().send(text.toString());
  }

  private void status(HttpServerExchange exchange) throws IOException {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("status", "success");
      json.writeObjectFieldStart("data");
      json.writeArrayFieldStart("files");
      for (FileStatus file : files.get()) {
        file(json, file);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("receivers");
      for (ReceiverStatus receiver : receivers.receivers()) {
        receiver(json, receiver);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    }
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(text.toString());
  }

  private static void file(JsonGenerator json, FileStatus file) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", file.path());
    json.writeNumberField("loaded", file.loadedMs() / 1000.0);
    json.writeNumberField("groups", file.groups());
    json.writeNumberField("rules", file.rules());
    json.writeArrayFieldStart("problems");
    for (RuleProblem problem : file.problems()) {
      json.writeStartObject();
      json.writeNumberField("line", problem.line());
      json.writeNumberField("column", problem.column());
      json.writeStringField("message", problem.message());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void receiver(JsonGenerator json, ReceiverStatus receiver) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", receiver.name());
    json.writeStringField("kind", receiver.kind());
    json.writeStringField("target", receiver.target());
    json.writeNumberField("pending", receiver.pending());
    json.writeNumberField("sent", receiver.sent());
    json.writeNumberField("failed", receiver.failed());
    json.writeNumberField("lastSuccess", receiver.lastSuccessMs() / 1000.0);
    json.writeNumberField("lastFailure", receiver.lastFailureMs() / 1000.0);
    json.writeStringField("lastError", receiver.lastError());
    json.writeEndObject();
  }
}
