/// HTTP endpoints of the query languages: the Prometheus API in
/// [dev.weir.query.http.PrometheusRoutes], Graphite's in `GraphiteRoutes` and `GraphiteEvents`,
/// Loki's in `LokiRoutes`.
///
/// ```java
/// var routes = new PrometheusRoutes(clock, registry, limits, leaf, engine, sources).routes();
/// ```
///
/// Handlers run on the server's worker threads. The only package here that knows Undertow and
/// Jackson.
@NullMarked
package dev.weir.query.http;

import org.jspecify.annotations.NullMarked;
