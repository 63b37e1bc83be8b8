package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryGate;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.graphite.GraphiteException;
import dev.weir.query.logql.LogSearch;
import dev.weir.query.logql.LogqlEngine;
import dev.weir.query.logql.LogqlResult;
import dev.weir.query.logql.QueryStats;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import dev.weir.storage.io.Clock;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.model.LogIntake;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.model.TimeRange;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// `/graphite/events`: events are posted here and read back as Grafana's annotations. They are log
/// records ([GraphiteEvent]), so LogQL finds them as well, and an event is there when its post is
/// answered. Posting waits for that on a virtual thread.
public final class GraphiteEvents {
  private static final String PATH = "/graphite/events";

  /// Longest body of a post.
  private static final int MAX_BODY_BYTES = 64 << 10;

  /// Most events one answer has: the newest.
  private static final int MAX_EVENTS = 5000;

  /// Times are kept within this, in either direction: the year 2116.
  private static final long MAX_MS = (1L << 62) / 1_000_000;

  private static final int PATIENCE_SECONDS = 10;
  private static final long MS = 1_000_000;

  /// `until` is a second, and all of it is asked for: what was posted a moment ago is before `now`.
  private static final long WHOLE_SECOND = 1_000 * MS;

  /// All events but service checks, which report the same state over and over.
  private static final LogQuery EVENTS =
      new LogQuery(
          List.of(
              Matcher.equal("job", "events"),
              new Matcher("kind", Matcher.Op.NOT_EQUAL, "service_check")),
          List.of());

  private final GraphiteHandlers handlers;
  private final LogStore store;
  private final LogqlEngine engine;
  private final LogIntake intake;
  private final Clock clock;

  public GraphiteEvents(
      LogStore store, LogIntake intake, QueryLimits limits, QueryGate gate, Clock clock) {
    this.handlers = new GraphiteHandlers(limits, gate, clock);
    this.store = store;
    this.engine = new LogqlEngine(store);
    this.intake = intake;
    this.clock = clock;
  }

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    handlers.get(routes, PATH, this::find);
    handlers.get(routes, PATH + "/get_data", this::find);
    for (String path : GraphiteHandlers.spellings(PATH)) {
      routes.add(Route.post(path, Scope.INGEST, this::post).waiting());
    }
    return routes;
  }

  // ---- posting ----

  private void post(HttpServerExchange exchange) throws IOException {
    byte[] body = exchange.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
    try {
      if (body.length > MAX_BODY_BYTES) {
        throw new GraphiteException("event too long: limit " + MAX_BODY_BYTES + " bytes");
      }
      GraphiteEvent event = GraphiteEvent.parse(body, clock.wallMillis() * MS);
      requireAcceptedTime(event.timestampNs());
      store(exchange, event);
    } catch (GraphiteException e) {
      GraphiteHandlers.text(exchange, 400, String.valueOf(e.getMessage()));
    }
  }

  /// An annotation at another time than the sender's would mislead: it is refused.
  private void requireAcceptedTime(long timestampNs) {
    if (timestampNs < store.earliestAcceptedNs() || timestampNs > store.latestAcceptedNs()) {
      throw new GraphiteException(
          "\"when\" out of range: "
              + time(timestampNs)
              + ", accepted are "
              + time(store.earliestAcceptedNs())
              + " to "
              + time(store.latestAcceptedNs()));
    }
  }

  private static Instant time(long ns) {
    return Instant.ofEpochSecond(Math.floorDiv(ns, WHOLE_SECOND));
  }

  private void store(HttpServerExchange exchange, GraphiteEvent event) {
    Tenant tenant = RequestParameters.tenant(exchange);
    try {
      intake.append(tenant, List.of(event.toRecord())).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      GraphiteHandlers.send(exchange, 200, GraphiteHandlers.TEXT_TYPE, "");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      GraphiteHandlers.text(exchange, 503, "event not stored: " + cause.getMessage());
    } catch (TimeoutException e) {
      GraphiteHandlers.text(exchange, 503, "event not stored within " + PATIENCE_SECONDS + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      GraphiteHandlers.text(exchange, 503, "event not stored: stopping");
    }
  }

  // ---- reading ----

  private void find(HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    Predicate<Set<String>> wanted = wanted(parameters);
    TimeRange range = handlers.range(parameters);
    long endNs = nanos(range.endMs()) + (WHOLE_SECOND - MS);
    var search = new LogSearch(nanos(range.startMs()), endNs, MAX_EVENTS, false, 0, true);
    LogqlResult.Streams found =
        context.run(() -> engine.lines(context, new QueryStats(), EVENTS, search));
    List<GraphiteEvent> events =
        found.streams().stream()
            .flatMap(stream -> stream.entries().stream())
            .map(GraphiteEvent::of)
            .filter(event -> wanted.test(event.tags()))
            .sorted(Comparator.comparingLong(GraphiteEvent::timestampNs))
            .toList();
    GraphiteHandlers.json(
        exchange,
        json -> {
          json.writeStartArray();
          for (GraphiteEvent event : events) {
            write(json, event);
          }
          json.writeEndArray();
        });
  }

  /// All of `tags`, or any of them under `set=union`.
  private static Predicate<Set<String>> wanted(RequestParameters parameters) {
    Set<String> tags = GraphiteEvent.words(parameters.find("tags", ""));
    if (tags.isEmpty()) {
      return all -> true;
    }
    return parameters.find("set", "").equals("union")
        ? all -> tags.stream().anyMatch(all::contains)
        : all -> all.containsAll(tags);
  }

  private static long nanos(long ms) {
    return Math.clamp(ms, -MAX_MS, MAX_MS) * MS;
  }

  /// The identity is the time in microseconds: exact as a double, and the same in every answer.
  private static void write(JsonGenerator json, GraphiteEvent event) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", event.timestampNs() / 1000);
    json.writeNumberField("when", Math.floorDiv(event.timestampNs(), WHOLE_SECOND));
    json.writeStringField("what", event.what());
    json.writeFieldName("tags");
    GraphiteTags.strings(json, List.copyOf(event.tags()));
    json.writeStringField("data", event.data());
    json.writeEndObject();
  }
}
