package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.QueryGate;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.logql.LogEntry;
import dev.weir.query.logql.LogSearch;
import dev.weir.query.logql.LogqlEngine;
import dev.weir.query.logql.LogqlFormatter;
import dev.weir.query.logql.LogqlParser;
import dev.weir.query.logql.LogqlResult;
import dev.weir.query.logql.QueryStats;
import dev.weir.query.logql.TimeGrid;
import dev.weir.query.logql.ast.LogqlExpr;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import dev.weir.storage.io.Clock;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.selfmetrics.MetricRegistry;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Loki's HTTP API, at `/loki/api/v1` and, for old clients, `/api/prom`: queries here, the rest in
/// [LokiCatalog], [LokiVolume] and [LokiDetected]. Shapes and texts are those of Loki 3.4. Handlers
/// run on worker threads; an answer is computed before its first byte is written, so that a failure
/// always has its status. Errors are text.
///
/// `patterns` is left to the server's 404: Grafana asks once and goes on without.
public final class LokiRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(LokiRoutes.class);
  private static final String PREFIX = "/loki/api/v1/";
  private static final String OLD_PREFIX = "/api/prom/";
  private static final HttpString ENCODING_FLAGS = new HttpString("X-Loki-Response-Encoding-Flags");
  private static final long DEFAULT_SINCE_NS = 3600 * LokiParameters.SECOND;

  /// The version of Loki whose API this is: clients pick features by it.
  private static final String LOKI_VERSION = "3.4.2";

  private final LogqlEngine engine;
  private final QueryLimits limits;
  private final QueryGate gate;
  private final Clock clock;
  private final QueryMetrics metrics;
  private final LokiCatalog catalog;
  private final LokiVolume volume;
  private final LokiDetected detected;

  /// `gate` is shared with the other query languages.
  public LokiRoutes(
      Clock clock, MetricRegistry registry, QueryLimits limits, QueryGate gate, LogStore store) {
    this.clock = clock;
    this.limits = limits;
    this.gate = gate;
    this.engine = new LogqlEngine(store);
    this.metrics = new QueryMetrics(registry, gate, limits);
    this.catalog = new LokiCatalog(store);
    this.volume = new LokiVolume(store, engine);
    this.detected = new LokiDetected(store, engine, gate);
  }

  /// Answers a request whose parameters were read.
  interface Endpoint {
    void answer(HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
        throws IOException;
  }

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    both(routes, PREFIX + "query", this::query);
    both(routes, PREFIX + "query_range", this::queryRange);
    both(routes, PREFIX + "labels", catalog::labels);
    both(routes, PREFIX + "label", catalog::labels);
    both(routes, PREFIX + "label/{name}/values", catalog::labelValues);
    both(routes, PREFIX + "series", catalog::series);
    both(routes, PREFIX + "index/stats", catalog::stats);
    both(routes, PREFIX + "index/volume", volume::volume);
    both(routes, PREFIX + "index/volume_range", this::volumeRange);
    both(routes, PREFIX + "detected_labels", detected::labels);
    both(routes, PREFIX + "detected_fields", detected::fields);
    both(routes, PREFIX + "detected_field/{name}/values", detected::values);
    both(routes, PREFIX + "format_query", this::formatQuery);
    both(routes, PREFIX + "tail", this::tail);
    both(routes, PREFIX + "status/buildinfo", this::buildInfo);
    both(routes, OLD_PREFIX + "query", this::oldQuery);
    both(routes, OLD_PREFIX + "label", catalog::oldLabels);
    both(routes, OLD_PREFIX + "label/{name}/values", catalog::oldLabelValues);
    both(routes, OLD_PREFIX + "series", catalog::series);
    both(routes, OLD_PREFIX + "tail", this::tail);
    return routes;
  }

  private void both(List<Route> routes, String path, Endpoint endpoint) {
    routes.add(Route.get(path, Scope.READ, exchange -> handle(exchange, endpoint)));
    routes.add(Route.post(path, Scope.READ, exchange -> handle(exchange, endpoint)));
  }

  private void handle(HttpServerExchange exchange, Endpoint endpoint) {
    try {
      try {
        var parameters = new LokiParameters(readParameters(exchange), clock.wallMillis());
        var context = new QueryContext(limits, clock, RequestParameters.tenant(exchange));
        exchange.getConnection().addCloseListener(closed -> context.cancel());
        endpoint.answer(exchange, parameters, context);
      } catch (QueryException e) {
        metrics.failed(e.kind());
        LokiReplies.error(exchange, e);
      } catch (RuntimeException | StackOverflowError e) {
        LOG.error("query_failed path={}", exchange.getRequestPath(), e);
        metrics.failed(QueryException.Kind.INTERNAL);
        if (!exchange.isResponseStarted()) {
          LokiReplies.text(exchange, 500, "internal error: " + e);
        }
      }
    } catch (IOException e) {
      metrics.clientGone();
      LOG.debug("client_gone path={} reason={}", exchange.getRequestPath(), e.getMessage());
    }
  }

  private static RequestParameters readParameters(HttpServerExchange exchange) {
    try {
      return RequestParameters.of(exchange);
    } catch (IOException e) {
      throw new QueryException(
          QueryException.Kind.BAD_DATA, "error parsing form values: " + e.getMessage(), e);
    }
  }

  // ---- queries ----

  private void query(HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    long timeNs = parameters.instantNs();
    parameters.limit();
    parameters.isForward();
    var stats = new QueryStats();
    switch (LogqlParser.parse(parameters.query())) {
      case LogqlExpr.LogQuery lines ->
          throw QueryException.badData(
              "log queries are not supported as an instant query type, please change your query to"
                  + " a range query type");
      case LogqlExpr.MetricExpr expr ->
          answer(
              exchange,
              parameters,
              context,
              stats,
              false,
              () -> engine.instant(context, stats, expr, timeNs));
    }
  }

  private void queryRange(
      HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    LokiParameters.Bounds bounds = parameters.bounds(DEFAULT_SINCE_NS);
    var stats = new QueryStats();
    LogqlExpr parsed = LogqlParser.parse(parameters.query());
    long stepNs = parameters.stepNs(bounds);
    boolean forward = parameters.isForward();
    switch (parsed) {
      case LogqlExpr.LogQuery lines -> {
        var search =
            new LogSearch(
                bounds.startNs(),
                bounds.endNs(),
                parameters.entryLimit(),
                forward,
                parameters.intervalNs(),
                wantsCategories(exchange));
        Supplier<LogqlResult> find = () -> engine.lines(context, stats, lines, search);
        answer(exchange, parameters, context, stats, true, find);
      }
      case LogqlExpr.MetricExpr expr -> {
        TimeGrid grid = grid(bounds, stepNs);
        Supplier<LogqlResult> evaluate = () -> engine.range(context, stats, expr, grid);
        answer(exchange, parameters, context, stats, true, evaluate);
      }
    }
  }

  private TimeGrid grid(LokiParameters.Bounds bounds, long stepNs) {
    if ((bounds.endNs() - bounds.startNs()) / stepNs > limits.maxPointsPerSeries()) {
      throw QueryException.badData(
          String.format(
              Locale.ROOT,
              "exceeded maximum resolution of %,d points per time series. Try increasing the value"
                  + " of the step parameter",
              limits.maxPointsPerSeries()));
    }
    return TimeGrid.range(bounds.startNs(), bounds.endNs(), stepNs);
  }

  private static boolean wantsCategories(HttpServerExchange exchange) {
    String flags = exchange.getRequestHeaders().getFirst(ENCODING_FLAGS);
    return flags != null && List.of(flags.split(",")).contains("categorize-labels");
  }

  private void volumeRange(
      HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    LokiParameters.Bounds bounds = parameters.bounds(LokiCatalog.SINCE_NS);
    TimeGrid grid = grid(bounds, parameters.stepNs(bounds));
    var stats = new QueryStats();
    answer(
        exchange,
        parameters,
        context,
        stats,
        true,
        () -> volume.range(parameters, context, stats, grid));
  }

  private void answer(
      HttpServerExchange exchange,
      LokiParameters parameters,
      QueryContext context,
      QueryStats stats,
      boolean isRange,
      Supplier<LogqlResult> query)
      throws IOException {
    Timed timed = run(context, isRange, query);
    LogqlResult result = timed.result();
    var figures = LokiStats.of(stats, entries(result), timed.execSeconds(), timed.queueSeconds());
    LokiReplies.success(
        exchange,
        json -> {
          new LokiResultWriter(json).write(result, figures);
          if (parameters.isSet("trace")) {
            json.writeFieldName("trace");
            ResultWriter.trace(json, context.trace().root());
          }
        });
  }

  private record Timed(LogqlResult result, double execSeconds, double queueSeconds) {}

  private Timed run(QueryContext context, boolean isRange, Supplier<LogqlResult> query) {
    long asked = clock.nanoTime();
    try (QueryGate.Turn turn = gate.enter(context)) {
      assert turn != null;
      long started = clock.nanoTime();
      LogqlResult result = context.run(query);
      context.trace().root().close();
      long ended = clock.nanoTime();
      return new Timed(result, (ended - started) / 1e9, (started - asked) / 1e9);
    } finally {
      metrics.finished(isRange, clock.nanoTime() - asked, context.samples(), context.series());
    }
  }

  private static long entries(LogqlResult result) {
    return switch (result) {
      case LogqlResult.Streams streams -> streams.entries();
      case LogqlResult.Scalar scalar -> 1;
      case LogqlResult.Vector vector -> vector.series().count();
      case LogqlResult.Matrix matrix -> matrix.series().count();
    };
  }

  /// The deprecated form of a log query: `{"streams":[{"labels":"{..}","entries":[{"ts":..}]}]}`.
  private void oldQuery(
      HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    LokiParameters.Bounds bounds = parameters.bounds(DEFAULT_SINCE_NS);
    if (!(LogqlParser.parse(parameters.query()) instanceof LogqlExpr.LogQuery lines)) {
      throw QueryException.badData("legacy endpoints only support streams result type");
    }
    var search =
        new LogSearch(
            bounds.startNs(),
            bounds.endNs(),
            parameters.entryLimit(),
            parameters.isForward(),
            0,
            false);
    var stats = new QueryStats();
    Timed timed = run(context, true, () -> engine.lines(context, stats, lines, search));
    if (timed.result() instanceof LogqlResult.Streams streams) {
      LokiReplies.object(exchange, json -> oldStreams(json, streams));
    }
  }

  private static void oldStreams(JsonGenerator json, LogqlResult.Streams streams)
      throws IOException {
    json.writeArrayFieldStart("streams");
    for (LogqlResult.Stream stream : streams.streams()) {
      json.writeStartObject();
      json.writeStringField("labels", stream.labels().toString());
      json.writeArrayFieldStart("entries");
      for (LogEntry entry : stream.entries()) {
        json.writeStartObject();
        json.writeStringField("ts", Instant.EPOCH.plusNanos(entry.timestampNs()).toString());
        json.writeStringField("line", entry.line());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  // ---- the rest ----

  private void formatQuery(
      HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    String text = LogqlFormatter.layOut(LogqlParser.parse(parameters.query()));
    LokiReplies.success(exchange, json -> json.writeStringField("data", text));
  }

  /// Following is offered by polling only.
  private void tail(HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    LokiReplies.text(exchange, 400, "Bad Request");
  }

  private void buildInfo(
      HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    LokiReplies.object(
        exchange,
        json -> {
          json.writeStringField("version", LOKI_VERSION);
          json.writeStringField("revision", "weir");
          json.writeStringField("branch", "HEAD");
          json.writeStringField("buildUser", "weir");
          json.writeStringField("buildDate", "");
          json.writeStringField("goVersion", "");
        });
  }
}
