package dev.weir.server.http;

import dev.weir.server.auth.Outcome;
import dev.weir.server.auth.Principal;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.Histogram;
import dev.weir.storage.selfmetrics.MetricRegistry;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.PathTemplateMatch;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes each request to its handler: guard, route, access, limit on concurrency, thread. Runs on
/// I/O threads and never waits; a password that must be checked is, on a virtual thread.
///
/// Answers of its own are text, as COMPAT section 1.1 has them: 404 `404 page not found`, 405, 403
/// of the guard, those of [Access], 503 when too many requests are in progress or the server is not
/// ready yet. Each use of an admin route is logged: who, what, with which result, from where.
final class Router implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final HttpString VARY = new HttpString("Vary");
  private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
  private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
  private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
  private static final HttpString EXPOSE_HEADERS = new HttpString("Access-Control-Expose-Headers");
  static final HttpString CONTENT_POLICY = new HttpString("Content-Security-Policy");
  private static final HttpString NO_SNIFF = new HttpString("X-Content-Type-Options");
  private static final HttpString STRICT_TRANSPORT = new HttpString("Strict-Transport-Security");
  private static final String ONE_YEAR = "max-age=31536000";
  private static final String NOBODY = "-";
  private static final HttpString RESOURCE_POLICY = new HttpString("Cross-Origin-Resource-Policy");
  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

  /// Headers of which a second one would be overlooked.
  private static final List<HttpString> ONCE =
      List.of(Headers.AUTHORIZATION, Access.TENANT, OriginGuard.ORIGIN, OriginGuard.SEC_FETCH_SITE);

  private final OriginGuard guard;
  private final Access access;
  private final Semaphore permits;
  private final Executor virtual;
  private final MetricRegistry metrics;
  private final Counter busy;
  private final Counter refused;
  private final Map<String, Counter> answers = new ConcurrentHashMap<>();
  private final Map<String, Histogram> durations = new ConcurrentHashMap<>();

  /// The routes; null while starting and stopping. Written by the thread that starts and stops.
  private volatile @Nullable RouteTable routes;

  private volatile String notServing = "starting";

  Router(
      OriginGuard guard,
      Access access,
      Semaphore permits,
      Executor virtual,
      MetricRegistry metrics) {
    this.guard = guard;
    this.access = access;
    this.permits = permits;
    this.virtual = virtual;
    this.metrics = metrics;
    this.busy = Access.refusals(metrics, "too_many_requests");
    this.refused = Access.refusals(metrics, "origin");
  }

  /// From now on `table` answers.
  void serve(RouteTable table) {
    routes = table;
  }

  /// From now on everything is answered 503 with `reason`.
  void stopServing(String reason) {
    notServing = reason;
    routes = null;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    protect(exchange);
    String ambiguity = ambiguity(exchange);
    if (ambiguity != null) {
      exchange.setPersistent(false);
      Replies.text(exchange, 400, ambiguity);
      return;
    }
    String refusal = guard.refusal(exchange);
    if (refusal != null) {
      refused.increment();
      Replies.text(exchange, 403, refusal);
      return;
    }
    allowOrigin(exchange);
    String method = exchange.getRequestMethod().toString();
    if (method.equals("OPTIONS")) {
      exchange.setStatusCode(204).endExchange();
      return;
    }
    RouteTable table = routes;
    if (table == null) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
      Replies.text(exchange, 503, notServing);
      return;
    }
    route(exchange, table, method);
  }

  /// What every answer says to browsers and caches unless its handler knows better: neither guess
  /// its type, nor keep it, nor show it in a frame, nor run what stands in it.
  private static void protect(HttpServerExchange exchange) {
    var headers = exchange.getResponseHeaders();
    headers.put(NO_SNIFF, "nosniff");
    headers.put(RESOURCE_POLICY, "same-origin");
    headers.put(CONTENT_POLICY, NOTHING);
    headers.put(Headers.CACHE_CONTROL, "no-store");
    if (OriginGuard.isEncrypted(exchange)) {
      headers.put(STRICT_TRANSPORT, ONE_YEAR);
    }
  }

  /// Why a request can be read in two ways; null when it cannot. A proxy in front might go by the
  /// other one: by the header it added behind the caller's, or by another end of the body.
  private static @Nullable String ambiguity(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    for (HttpString name : ONCE) {
      if (headers.count(name) > 1) {
        return name + " must stand in a request once: it came " + headers.count(name) + " times";
      }
    }
    HeaderValues codings = headers.get(Headers.TRANSFER_ENCODING);
    return codings == null
            || (codings.size() == 1 && "chunked".equalsIgnoreCase(codings.getFirst()))
        ? null
        : "Transfer-Encoding must be chunked or absent";
  }

  private void route(HttpServerExchange exchange, RouteTable table, String method) {
    RouteTable.Found found = table.find(exchange.getRelativePath());
    if (found == null) {
      Replies.text(exchange, 404, "404 page not found");
      return;
    }
    Route route = found.route(method);
    if (route == null) {
      exchange.getResponseHeaders().put(Headers.ALLOW, String.join(", ", found.methods().keySet()));
      Replies.text(exchange, 405, "Method Not Allowed");
      return;
    }
    String tenant = exchange.getRequestHeaders().getFirst(Access.TENANT);
    if (tenant != null && !Tenant.isValid(tenant)) {
      Replies.text(exchange, 400, "X-Scope-OrgID must be [A-Za-z0-9_-]{1,64}");
      return;
    }
    exchange.putAttachment(
        PathTemplateMatch.ATTACHMENT_KEY,
        new PathTemplateMatch(found.template(), found.parameters()));
    admit(exchange, route);
  }

  private void admit(HttpServerExchange exchange, Route route) {
    if (!access.isRequired()) {
      dispatch(exchange, route, NOBODY);
    } else if (route.scope() == Scope.OPEN) {
      exchange.getRequestHeaders().remove(Access.TENANT); // nobody's is settled
      dispatch(exchange, route, NOBODY);
    } else {
      Outcome outcome = access.identifyQuickly(exchange);
      if (outcome instanceof Outcome.Slow) {
        HttpHandler decision = later -> decide(later, route, access.identify(later));
        exchange.dispatch(virtual, decision);
      } else {
        decide(exchange, route, outcome);
      }
    }
  }

  private void decide(HttpServerExchange exchange, Route route, Outcome outcome) {
    Principal caller = access.require(exchange, route.scope(), outcome);
    if (caller != null) {
      dispatch(exchange, route, caller.name());
    } else if (outcome instanceof Outcome.Accepted(Principal refusedOne)) {
      audit(exchange, route, refusedOne.name());
    }
  }

  private static void audit(HttpServerExchange exchange, Route route, String name) {
    if (route.scope() == Scope.ADMIN) {
      InetAddress source = Access.source(exchange);
      LOG.info(
          "admin_request name={} method={} route={} status={} source={}",
          name,
          route.method(),
          route.path(),
          exchange.getStatusCode(),
          source == null ? "unknown" : source.getHostAddress());
    }
  }

  private void dispatch(HttpServerExchange exchange, Route route, String caller) {
    boolean bounded = route.scope() != Scope.OPEN;
    if (bounded && !permits.tryAcquire()) {
      busy.increment();
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
      Replies.text(exchange, 503, "too many requests in progress (http.max_concurrent_requests)");
      return;
    }
    long started = System.nanoTime();
    exchange.addExchangeCompleteListener((ended, next) -> {
      if (bounded) {
        permits.release();
      }
      count(route, ended.getStatusCode(), System.nanoTime() - started);
      audit(ended, route, caller);
      next.proceed();
    });
    Executor executor =
        switch (route.execution()) {
          case WORKER -> exchange.getConnection().getWorker();
          case VIRTUAL -> virtual;
        };
    HttpHandler handler = ignored -> run(exchange, route);
    exchange.dispatch(executor, handler);
  }

  /// Runs the handler on the thread it asked for; what it lets slip becomes a 500.
  private static void run(HttpServerExchange exchange, Route route) {
    try {
      exchange.startBlocking();
      route.handler().handleRequest(exchange);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      LOG.error("request_failed method={} path={}", route.method(), route.path(), e);
      if (!exchange.isResponseStarted()) {
        exchange.getResponseHeaders().clear();
        protect(exchange);
        Replies.text(exchange, 500, "internal error: " + e.getClass().getSimpleName());
      }
    }
  }

  private void allowOrigin(HttpServerExchange exchange) {
    String origin = exchange.getRequestHeaders().getFirst(OriginGuard.ORIGIN);
    if (origin != null && guard.isAllowedOrigin(origin)) {
      var headers = exchange.getResponseHeaders();
      headers.put(ALLOW_ORIGIN, origin);
      headers.put(VARY, "Origin");
      headers.put(ALLOW_HEADERS, "Accept, Authorization, Content-Type, Origin, X-Scope-OrgID");
      headers.put(ALLOW_METHODS, "GET, POST, OPTIONS");
      headers.put(EXPOSE_HEADERS, "Date");
      headers.put(RESOURCE_POLICY, "cross-origin");
    }
  }

  private void count(Route route, int status, long nanos) {
    String code = Integer.toString(status);
    answers
        .computeIfAbsent(
            route.path() + " " + code,
            key ->
                metrics.counter(
                    "weir_server_http_requests_total",
                    "Requests answered, by route and status.",
                    "route",
                    route.path(),
                    "code",
                    code))
        .increment();
    durations
        .computeIfAbsent(
            route.path(),
            path ->
                metrics.histogram(
                    "weir_server_http_request_duration_seconds",
                    "Time from routing a request to its last byte.",
                    "route",
                    path))
        .observeNanos(nanos);
  }
}
