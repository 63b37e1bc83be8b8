package dev.weir.query.http;

import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.QueryGate;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.engine.Steps;
import dev.weir.query.promql.Durations;
import dev.weir.query.promql.PromqlEngine;
import dev.weir.query.promql.PromqlParser;
import dev.weir.query.promql.PromqlPrinter;
import dev.weir.query.promql.QueryResult;
import dev.weir.query.promql.ast.Expr;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import dev.weir.storage.io.Clock;
import dev.weir.storage.metrics.QueryLeaf;
import dev.weir.storage.selfmetrics.MetricRegistry;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Prometheus HTTP API, at `/api/v1` and `/prometheus/api/v1`: queries here, series and labels
/// in [CatalogEndpoints], the rest in [StatusEndpoints]. `COMPAT.md` of the project's references
/// says what clients send. Handlers run on worker threads; an answer is computed before its first
/// byte is written, so that a failure always has its status.
public final class PrometheusRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusRoutes.class);
  private static final List<String> PREFIXES = List.of("/api/v1/", "/prometheus/api/v1/");

  private final PromqlEngine engine;
  private final QueryLimits limits;
  private final QueryGate gate;
  private final Clock clock;
  private final QueryMetrics metrics;
  private final CatalogEndpoints catalog;
  private final StatusEndpoints status;

  public PrometheusRoutes(
      Clock clock,
      MetricRegistry registry,
      QueryLimits limits,
      QueryLeaf leaf,
      PromqlEngine engine,
      PrometheusSources sources) {
    this(clock, registry, limits, new QueryGate(limits.concurrency()), leaf, engine, sources);
  }

  /// The same behind a gate that other query languages share.
  public PrometheusRoutes(
      Clock clock,
      MetricRegistry registry,
      QueryLimits limits,
      QueryGate gate,
      QueryLeaf leaf,
      PromqlEngine engine,
      PrometheusSources sources) {
    this.clock = clock;
    this.limits = limits;
    this.engine = engine;
    this.gate = gate;
    this.metrics = new QueryMetrics(registry, gate, limits);
    this.catalog = new CatalogEndpoints(leaf);
    this.status = new StatusEndpoints(sources, limits, new SeriesFigures(leaf, clock));
  }

  /// Answers a request whose parameters were read.
  interface Endpoint {
    void answer(HttpServerExchange exchange, ApiParameters parameters, QueryContext context)
        throws IOException;
  }

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (String prefix : PREFIXES) {
      both(routes, prefix + "query", this::query);
      both(routes, prefix + "query_range", this::queryRange);
      both(routes, prefix + "query_exemplars", this::exemplars);
      both(routes, prefix + "format_query", this::formatQuery);
      both(routes, prefix + "parse_query", this::parseQuery);
      both(routes, prefix + "series", catalog::series);
      both(routes, prefix + "labels", catalog::labels);
      get(routes, prefix + "label/{name}/values", catalog::labelValues);
      status.endpoints().forEach((path, endpoint) -> get(routes, prefix + path, endpoint));
    }
    return routes;
  }

  private void both(List<Route> routes, String path, Endpoint endpoint) {
    get(routes, path, endpoint);
    routes.add(Route.post(path, Scope.READ, exchange -> handle(exchange, endpoint)));
  }

  private void get(List<Route> routes, String path, Endpoint endpoint) {
    routes.add(Route.get(path, Scope.READ, exchange -> handle(exchange, endpoint)));
  }

  private void handle(HttpServerExchange exchange, Endpoint endpoint) {
    try {
      try {
        var parameters = new ApiParameters(readParameters(exchange));
        QueryContext context =
            new QueryContext(
                limits.withTimeout(timeout(parameters)), clock, RequestParameters.tenant(exchange));
        exchange.getConnection().addCloseListener(closed -> context.cancel());
        endpoint.answer(exchange, parameters, context);
      } catch (QueryException e) {
        metrics.failed(e.kind());
        ApiWriter.error(exchange, e);
      } catch (RuntimeException | StackOverflowError e) {
        LOG.error("query_failed path={}", exchange.getRequestPath(), e);
        metrics.failed(QueryException.Kind.INTERNAL);
        if (!exchange.isResponseStarted()) {
          ApiWriter.error(exchange, 500, "internal", "internal error: " + e);
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

  private Duration timeout(ApiParameters parameters) {
    long wantedMs = parameters.durationMs("timeout", limits.timeout().toMillis());
    return Duration.ofMillis(Math.clamp(wantedMs, 1, limits.timeout().toMillis()));
  }

  private void query(HttpServerExchange exchange, ApiParameters parameters, QueryContext context)
      throws IOException {
    long timeMs = parameters.timeMs("time", clock.wallMillis());
    int limit = parameters.limit();
    long lookbackMs = lookbackMs(parameters);
    run(
        exchange,
        parameters,
        context,
        limit,
        false,
        () -> engine.instant(context, parameters.query(), timeMs, lookbackMs));
  }

  private void queryRange(
      HttpServerExchange exchange, ApiParameters parameters, QueryContext context)
      throws IOException {
    long startMs = parameters.timeMs("start");
    long endMs = parameters.timeMs("end");
    if (endMs < startMs) {
      throw ApiParameters.invalid("end", "end timestamp must not be before start time");
    }
    String step = parameters.raw().find("step", "");
    long stepMs = ApiParameters.about("step", () -> Durations.parseParameter(step));
    if (stepMs <= 0) {
      throw ApiParameters.invalid(
          "step",
          "zero or negative query resolution step widths are not accepted. Try a positive integer");
    }
    if ((endMs - startMs) / stepMs > limits.maxPointsPerSeries()) {
      throw QueryException.badData(
          String.format(
              Locale.ROOT,
              "exceeded maximum resolution of %,d points per timeseries. Try decreasing the query"
                  + " resolution (?step=XX)",
              limits.maxPointsPerSeries()));
    }
    int limit = parameters.limit();
    long lookbackMs = lookbackMs(parameters);
    Steps steps = Steps.range(startMs, endMs, stepMs);
    run(
        exchange,
        parameters,
        context,
        limit,
        true,
        () -> engine.range(context, parameters.query(), steps, lookbackMs));
  }

  private long lookbackMs(ApiParameters parameters) {
    long lookbackMs = parameters.durationMs("lookback_delta", engine.lookbackMs());
    return lookbackMs <= 0 ? engine.lookbackMs() : lookbackMs;
  }

  private void run(
      HttpServerExchange exchange,
      ApiParameters parameters,
      QueryContext context,
      int limit,
      boolean isRange,
      Supplier<QueryResult> query)
      throws IOException {
    long started = clock.nanoTime();
    QueryResult result;
    try {
      result = gate.run(context, () -> ApiParameters.about("query", query));
    } finally {
      metrics.finished(isRange, clock.nanoTime() - started, context.samples(), context.series());
    }
    context.trace().root().close();
    double seconds = (clock.nanoTime() - started) / 1e9;
    var extras =
        new ResultWriter.Extras(parameters.wantsStats(), parameters.isSet("trace"), seconds);
    ApiWriter.success(
        exchange, json -> new ResultWriter(json, limit).write(result, context, extras));
  }

  /// There are no exemplars, but the question must make sense.
  private void exemplars(
      HttpServerExchange exchange, ApiParameters parameters, QueryContext context)
      throws IOException {
    parameters.range();
    expression(parameters);
    ApiWriter.success(exchange, json -> ApiWriter.strings(json, "data", List.of()));
  }

  private void formatQuery(
      HttpServerExchange exchange, ApiParameters parameters, QueryContext context)
      throws IOException {
    String text = PromqlPrinter.format(expression(parameters));
    ApiWriter.success(exchange, json -> json.writeStringField("data", text));
  }

  private void parseQuery(
      HttpServerExchange exchange, ApiParameters parameters, QueryContext context)
      throws IOException {
    Expr expr = expression(parameters);
    ApiWriter.success(
        exchange,
        json -> {
          json.writeFieldName("data");
          new TreeWriter(json).write(expr);
        });
  }

  private static Expr expression(ApiParameters parameters) {
    return ApiParameters.about("query", () -> PromqlParser.parse(parameters.query()));
  }
}
