package dev.weir.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps web pages of strangers away. A page open in a browser can send requests here, and the
/// browser adds a password it was told before (Basic); three header checks tell those requests from
/// everybody else's, and programs other than browsers are not affected. They hold for every
/// endpoint, with or without credentials.
///
/// * `Host` must be a name of this server: an address literal, `localhost`, the configured host or
///   one of `http.allowed_hosts`. This defeats DNS rebinding, where a foreign name is made to
///   resolve to this address. Checked while the listener is on loopback or names are configured.
/// * `Origin`, when a browser sends one, must be this server itself (with TLS: by https) or one of
///   `http.allowed_origins`.
/// * `Sec-Fetch-Site`, when a browser sends one, must not be foreign, except for following a link
///   to a page here.
///
/// Stateless; any thread.
final class OriginGuard {
  static final HttpString ORIGIN = new HttpString("Origin");
  static final HttpString SEC_FETCH_SITE = new HttpString("Sec-Fetch-Site");
  private static final HttpString SEC_FETCH_MODE = new HttpString("Sec-Fetch-Mode");

  private final boolean checkHost;
  private final Set<String> hosts = new HashSet<>();
  private final Set<String> origins = new HashSet<>();

  /// `configuredHost` is the host of `http.listen`; `loopback` whether it is one.
  OriginGuard(
      String configuredHost, boolean loopback, List<String> allowedHosts, List<String> origins) {
    this.checkHost = loopback || !allowedHosts.isEmpty();
    hosts.add("localhost");
    hosts.add(configuredHost.toLowerCase(Locale.ROOT));
    allowedHosts.forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    origins.forEach(origin -> this.origins.add(origin.toLowerCase(Locale.ROOT)));
  }

  /// Why the request is refused; null when it is fine.
  @Nullable String refusal(HttpServerExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    if (checkHost && host != null && !isOurs(hostName(host))) {
      return "host not allowed: " + printable(host) + " (see http.allowed_hosts)";
    }
    String origin = exchange.getRequestHeaders().getFirst(ORIGIN);
    if (origin != null) {
      return isAllowedOrigin(origin) || isSame(origin, host, isEncrypted(exchange))
          ? null
          : "origin not allowed: " + printable(origin) + " (see http.allowed_origins)";
    }
    String site = exchange.getRequestHeaders().getFirst(SEC_FETCH_SITE);
    boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
    return foreign && !isNavigation(exchange) ? "request of another site's page refused" : null;
  }

  /// True when pages of `origin` may read answers.
  boolean isAllowedOrigin(String origin) {
    return origins.contains(origin.toLowerCase(Locale.ROOT));
  }

  private boolean isOurs(String name) {
    return hosts.contains(name) || isAddress(name);
  }

  /// True for an IPv4 or IPv6 literal: rebinding needs a name.
  private static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.matches("\\d{1,3}(\\.\\d{1,3}){3}");
  }

  /// True when the connection is encrypted up to this server.
  static boolean isEncrypted(HttpServerExchange exchange) {
    return "https".equals(exchange.getRequestScheme());
  }

  /// A page that came without encryption is not ours when we encrypt: anybody on the way may have
  /// written it. A page that came with it is, even if we do not: a proxy in front may.
  private static boolean isSame(String origin, @Nullable String host, boolean encrypted) {
    try {
      URI uri = URI.create(origin);
      String authority = uri.getRawAuthority();
      boolean fits =
          "https".equalsIgnoreCase(uri.getScheme())
              || (!encrypted && "http".equalsIgnoreCase(uri.getScheme()));
      return fits && authority != null && host != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isNavigation(HttpServerExchange exchange) {
    String method = exchange.getRequestMethod().toString();
    return "navigate".equals(exchange.getRequestHeaders().getFirst(SEC_FETCH_MODE))
        && (method.equals("GET") || method.equals("HEAD"));
  }

  /// The host without port and brackets, in lower case.
  private static String hostName(String header) {
    String host = header.toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? host : host.substring(1, end);
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static String printable(String text) {
    String cut = text.length() > 100 ? text.substring(0, 100) + "..." : text;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
