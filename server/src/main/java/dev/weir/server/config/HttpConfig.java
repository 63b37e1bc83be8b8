package dev.weir.server.config;

import java.time.Duration;
import java.util.List;

/// `http.*`: the port for everything that speaks HTTP.
///
/// @param listen where it listens
/// @param maxConcurrentRequests requests in progress at once; more are answered 503
/// @param maxBodyBytes largest request body taken, as sent
/// @param idleTimeout how long a connection may be silent
/// @param allowedHosts further names under which a browser may reach this server
/// @param allowedOrigins web origins whose pages may read from here
public record HttpConfig(
    Listen listen,
    int maxConcurrentRequests,
    long maxBodyBytes,
    Duration idleTimeout,
    List<String> allowedHosts,
    List<String> allowedOrigins) {

  static HttpConfig read(Settings settings) {
    return new HttpConfig(
        settings.listen(
            "http.listen",
            "127.0.0.1:9430",
            "UI, queries, remote write, Influx line, import and everything else over HTTP."),
        settings.count(
            "http.max_concurrent_requests",
            "512",
            1,
            100_000,
            "Requests in progress at once; more are answered 503 with Retry-After."),
        settings.size(
            "http.max_body",
            "32MiB",
            1024,
            1L << 31,
            "Largest request body accepted, as sent (compressed)."),
        settings.duration(
            "http.idle_timeout",
            "60s",
            Duration.ofSeconds(1),
            "A connection that is silent for longer is closed."),
        settings.list(
            "http.allowed_hosts",
            "",
            "Further Host names accepted (comma-separated, without port), for a reverse proxy."),
        settings.list(
            "http.allowed_origins",
            "",
            "Web origins (https://grafana.example.test) whose pages may call the query endpoints."));
  }
}
