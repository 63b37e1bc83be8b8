package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.QueryGate;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.graphite.GraphiteException;
import dev.weir.query.graphite.GraphiteTime;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.TimeRange;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.PathTemplateMatch;
import java.io.IOException;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.util.List;

/// What Graphite's endpoints have in common: parameters by URL or form, a place at the gate, JSON
/// and text answers, errors as graphite-web words them.
final class GraphiteHandlers {
  static final String JSON_TYPE = "application/json";
  static final String TEXT_TYPE = "text/plain; charset=utf-8";
  private static final JsonFactory JSON = new JsonFactory();

  private final QueryLimits limits;
  private final QueryGate gate;
  private final Clock clock;

  GraphiteHandlers(QueryLimits limits, QueryGate gate, Clock clock) {
    this.limits = limits;
    this.gate = gate;
    this.clock = clock;
  }

  /// Answers a request whose parameters were read.
  interface Answer {
    void write(HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
        throws IOException;
  }

  /// Writes a whole JSON document.
  interface Document {
    void write(JsonGenerator json) throws IOException;
  }

  /// `answer` at `path` and, as Django's patterns allow it, at `path/`, by GET and POST.
  void both(List<Route> routes, String path, Answer answer) {
    get(routes, path, answer);
    for (String each : spellings(path)) {
      routes.add(Route.post(each, Scope.READ, handler(answer)));
    }
  }

  /// The same by GET only.
  void get(List<Route> routes, String path, Answer answer) {
    for (String each : spellings(path)) {
      routes.add(Route.get(each, Scope.READ, handler(answer)));
    }
  }

  /// A template that ends in a variable takes the slash by itself.
  static List<String> spellings(String path) {
    return path.endsWith("}") ? List.of(path) : List.of(path, path + "/");
  }

  HttpHandler handler(Answer answer) {
    return exchange -> handle(exchange, answer);
  }

  private void handle(HttpServerExchange exchange, Answer answer) {
    try {
      RequestParameters parameters = RequestParameters.of(exchange);
      var context = new QueryContext(limits, clock, RequestParameters.tenant(exchange));
      try (QueryGate.Turn turn = gate.enter(context)) {
        assert turn != null;
        answer.write(exchange, parameters, context);
      }
    } catch (GraphiteException e) {
      String targets = e.target() == null ? "" : "; targets: \"" + e.target() + '"';
      text(exchange, 400, "Invalid parameters (" + e.getMessage() + ")" + targets);
    } catch (IOException e) {
      text(exchange, 400, "Invalid parameters (" + e.getMessage() + ")");
    } catch (QueryException e) {
      text(exchange, e.kind().status(), e.text());
    }
  }

  /// `from` and `until`; everything when neither is given.
  TimeRange range(RequestParameters parameters) {
    String from = parameters.find("from", "");
    String until = parameters.find("until", "");
    if (from.isEmpty() && until.isEmpty()) {
      return TimeRange.ALL;
    }
    long now = clock.wallMillis() / 1000;
    long start = from.isEmpty() ? 0 : GraphiteTime.parse(from, ZoneOffset.UTC, now);
    long end = until.isEmpty() ? now : GraphiteTime.parse(until, ZoneOffset.UTC, now);
    return new TimeRange(Math.min(start, end) * 1000, Math.max(start, end) * 1000 + 1);
  }

  /// A count, 0 when it is not given.
  static int integer(RequestParameters parameters, String name) {
    String text = parameters.find(name, "");
    if (text.isEmpty()) {
      return 0;
    }
    try {
      return (int) Math.clamp(Double.parseDouble(text), 0, Integer.MAX_VALUE);
    } catch (NumberFormatException e) {
      throw new GraphiteException(name + " must be a number");
    }
  }

  /// The part of the path that the template calls `name`.
  static String pathPart(HttpServerExchange exchange, String name) {
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    return match == null ? "" : match.getParameters().getOrDefault(name, "");
  }

  static void json(HttpServerExchange exchange, Document document) throws IOException {
    json(exchange, 200, document);
  }

  static void json(HttpServerExchange exchange, int status, Document document) throws IOException {
    var out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      document.write(json);
    }
    send(exchange, status, JSON_TYPE, out.toString());
  }

  static void text(HttpServerExchange exchange, int status, String text) {
    send(exchange, status, TEXT_TYPE, text + "\n");
  }

  static void send(HttpServerExchange exchange, int status, String type, String body) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.getResponseSender().send(body);
  }
}
