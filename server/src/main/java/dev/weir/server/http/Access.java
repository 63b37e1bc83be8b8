package dev.weir.server.http;

import dev.weir.server.auth.Authenticator;
import dev.weir.server.auth.CredentialException;
import dev.weir.server.auth.Credentials;
import dev.weir.server.auth.Outcome;
import dev.weir.server.auth.Principal;
import dev.weir.server.config.Auth;
import dev.weir.server.config.AuthConfig;
import dev.weir.storage.http.Scope;
import dev.weir.storage.io.Clock;
import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.MetricRegistry;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who may use which route, and for which tenant. The one place where the tenant of a request is
/// settled: what handlers find in `X-Scope-OrgID` is what the caller may use, whatever came.
///
/// While credentials are required: 401 with a challenge for none or wrong ones, 403 for a scope or
/// tenant that the caller lacks, 429 for an address that guessed too often. Bodies name the scope
/// or tenant and never what was presented.
///
/// Any thread; [#identify] may take some hundred milliseconds.
public final class Access {
  static final HttpString TENANT = new HttpString("X-Scope-OrgID");

  /// What Weir's own pages send, so that the browser does not ask for a password by itself.
  private static final HttpString UI = new HttpString("X-Weir-UI");

  /// Who was let in; absent while everybody is.
  private static final AttachmentKey<Principal> CALLER = AttachmentKey.create(Principal.class);

  private final Auth mode;
  private final Authenticator authenticator;
  private final Counter noCredentials;
  private final Counter wrongCredentials;
  private final Counter scopeMissing;
  private final Counter tenantForeign;
  private final Counter blocked;

  private Access(Auth mode, Authenticator authenticator, MetricRegistry metrics) {
    this.mode = mode;
    this.authenticator = authenticator;
    noCredentials = refusals(metrics, "no_credentials");
    wrongCredentials = refusals(metrics, "wrong_credentials");
    scopeMissing = refusals(metrics, "scope");
    tenantForeign = refusals(metrics, "tenant");
    blocked = refusals(metrics, "back_off");
  }

  /// Reads the secrets of all credentials.
  static Access open(AuthConfig config, Clock clock, MetricRegistry metrics)
      throws CredentialException {
    Credentials credentials = Credentials.load(config.entries());
    return new Access(
        config.mode(), new Authenticator(config.entries(), credentials, clock, metrics), metrics);
  }

  static Counter refusals(MetricRegistry metrics, String reason) {
    return metrics.counter(
        "weir_server_http_refused_total",
        "Requests refused before they reached a handler.",
        "reason",
        reason);
  }

  Auth mode() {
    return mode;
  }

  boolean isRequired() {
    return mode == Auth.REQUIRED;
  }

  Authenticator authenticator() {
    return authenticator;
  }

  /// Whose credentials a request brings, as far as that can be told at once.
  Outcome identifyQuickly(HttpServerExchange exchange) {
    return authenticator.quick(header(exchange), source(exchange));
  }

  /// Whose credentials a request brings.
  Outcome identify(HttpServerExchange exchange) {
    return authenticator.check(header(exchange), source(exchange));
  }

  /// True when the caller of an open route may be told more than a stranger.
  boolean mayRead(HttpServerExchange exchange) {
    return !isRequired()
        || (identify(exchange) instanceof Outcome.Accepted(Principal caller)
            && caller.may(Scope.READ));
  }

  /// True when a caller who was let in may see data of `tenant`, whichever one the request is for.
  static boolean maySee(HttpServerExchange exchange, String tenant) {
    Principal caller = exchange.getAttachment(CALLER);
    return caller == null || caller.tenants().allows(tenant);
  }

  private static @Nullable String header(HttpServerExchange exchange) {
    return exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
  }

  /// The address a request came from; null when it is unknown.
  static @Nullable InetAddress source(HttpServerExchange exchange) {
    InetSocketAddress address = exchange.getSourceAddress();
    return address == null ? null : address.getAddress();
  }

  /// The caller when they may do what the route needs; the request then names the tenant that they
  /// use. Else null, and the request is answered.
  @Nullable Principal require(HttpServerExchange exchange, Scope scope, Outcome outcome) {
    if (!(outcome instanceof Outcome.Accepted(Principal caller))) {
      refuse(exchange, outcome, "credentials needed: a token or a user with scope " + name(scope));
      return null;
    }
    if (!caller.may(scope)) {
      scopeMissing.increment();
      String has = caller.scopes().stream().map(Access::name).sorted().collect(joining());
      Replies.text(
          exchange,
          403,
          "scope %s is missing: '%s' has %s".formatted(name(scope), caller.name(), has));
      return null;
    }
    return settleTenant(exchange, caller) ? caller : null;
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joining() {
    return Collectors.joining(", ");
  }

  private boolean settleTenant(HttpServerExchange exchange, Principal caller) {
    String named = exchange.getRequestHeaders().getFirst(TENANT);
    String tenant = named == null ? caller.tenants().unnamed() : named;
    if (tenant == null) {
      String some =
          caller.tenants().shown().stream().limit(5).collect(joining())
              + (caller.tenants().names().size() > 5 ? ", ..." : "");
      Replies.text(
          exchange, 400, "X-Scope-OrgID is missing: '" + caller.name() + "' may use " + some);
      return false;
    }
    if (!caller.tenants().allows(tenant)) {
      tenantForeign.increment();
      Replies.text(
          exchange, 403, "tenant '%s' is not allowed for '%s'".formatted(tenant, caller.name()));
      return false;
    }
    exchange.getRequestHeaders().put(TENANT, tenant); // in place of all that came
    exchange.putAttachment(CALLER, caller);
    return true;
  }

  /// Answers a request whose credentials were not accepted; `needed` is said when there were none.
  void refuse(HttpServerExchange exchange, Outcome outcome, String needed) {
    switch (outcome) {
      case Outcome.Absent absent -> {
        noCredentials.increment();
        challenge(exchange, needed);
      }
      case Outcome.Wrong wrong -> {
        wrongCredentials.increment();
        challenge(exchange, "credentials not accepted");
      }
      case Outcome.Blocked(long seconds) -> {
        blocked.increment();
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, seconds);
        Replies.text(
            exchange,
            429,
            "too many wrong credentials from this address: try again in " + seconds + " s");
      }
      case Outcome.Busy busy -> later(exchange);
      case Outcome.Slow slow -> later(exchange);
      case Outcome.Accepted accepted -> throw new IllegalStateException("BUG: accepted");
    }
  }

  private static void later(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
    Replies.text(exchange, 503, "too many passwords are being checked");
  }

  private static void challenge(HttpServerExchange exchange, String text) {
    boolean isUi = "1".equals(exchange.getRequestHeaders().getFirst(UI));
    exchange
        .getResponseHeaders()
        .put(Headers.WWW_AUTHENTICATE, isUi ? "Bearer realm=\"weir\"" : "Basic realm=\"weir\"");
    Replies.text(exchange, 401, text);
  }

  /// As the configuration writes it.
  static String name(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }

  /// All scopes that somebody can have.
  static List<String> allScopes() {
    return Arrays.stream(Scope.values())
        .filter(scope -> scope != Scope.OPEN)
        .map(Access::name)
        .toList();
  }
}
