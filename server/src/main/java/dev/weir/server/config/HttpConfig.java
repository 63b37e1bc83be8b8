package dev.weir.server.config;

import dev.weir.server.auth.Secret;
import dev.weir.server.tls.TlsException;
import dev.weir.server.tls.TlsFiles;
import dev.weir.server.tls.TlsIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `http.*`: the port for everything that speaks HTTP.
///
/// @param listen where it listens
/// @param maxConcurrentRequests requests in progress at once; more are answered 503
/// @param maxConnections connections open at once; further ones wait
/// @param maxBodyBytes largest request body taken, as sent
/// @param idleTimeout how long a connection may be silent
/// @param allowedHosts further names under which a browser may reach this server
/// @param allowedOrigins web origins whose pages may read from here
/// @param tls certificate and key; null when connections are not encrypted
public record HttpConfig(
    Listen listen,
    int maxConcurrentRequests,
    int maxConnections,
    long maxBodyBytes,
    Duration idleTimeout,
    List<String> allowedHosts,
    List<String> allowedOrigins,
    @Nullable TlsFiles tls) {

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
        settings.count(
            "http.max_connections",
            "1024",
            1,
            100_000,
            "Connections open at once; further ones wait until one of them is closed."),
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
            "Web origins (https://grafana.example.test) whose pages may call the query endpoints."),
        tls(settings));
  }

  private static @Nullable TlsFiles tls(Settings settings) {
    Path cert =
        settings.optionalPath(
            "http.tls.cert",
            "PEM file with the certificate and its chain; encrypts everything on http.listen.");
    Path key =
        settings.optionalPath("http.tls.key", "PEM file with the certificate's private key.");
    if (cert == null && key == null) {
      return null;
    }
    if (cert == null || key == null) {
      settings.problem(
          cert == null ? "http.tls.cert" : "http.tls.key",
          "is missing: http.tls.cert and http.tls.key go together");
      return null;
    }
    try {
      TlsIdentity.load(cert, key);
    } catch (TlsException e) {
      settings.problem(e.isAboutKey() ? "http.tls.key" : "http.tls.cert", e.getMessage());
    }
    if (Secret.isReadableByOthers(key)) {
      settings.warn(
          "http.tls.key",
          key + " can be read by everybody on this machine (chmod 600)",
          settings.origin("http.tls.key"));
    }
    return new TlsFiles(cert, key);
  }
}
