package dev.weir.alerting.http;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weir.alerting.Alert;
import dev.weir.alerting.ReceiverStatus;
import dev.weir.alerting.notify.Notifier;
import dev.weir.alerting.silence.LabelCondition;
import dev.weir.alerting.silence.Silence;
import dev.weir.alerting.silence.Silences;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Route.Execution;
import dev.weir.storage.http.Scope;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Regex;
import dev.weir.storage.model.Tenant;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.PathTemplateMatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Alertmanager's API below `/api/v2`, as its OpenAPI file describes it, and `POST
/// /weir/v1/alerting/test?receiver=NAME`. Reading needs `read`; silences and test messages need
/// `admin`.
public final class AlertmanagerRoutes {
  private static final String BASE = "/api/v2/";
  private static final HttpString TENANT = new HttpString("X-Scope-OrgID");
  private static final int MAX_FILTERS = 50;

  private final Clock clock;
  private final Notifier notifier;
  private final Silences silences;
  private final String version;
  private final long startedMs;

  public AlertmanagerRoutes(Clock clock, Notifier notifier, Silences silences, String version) {
    this.clock = clock;
    this.notifier = notifier;
    this.silences = silences;
    this.version = version;
    startedMs = clock.wallMillis();
  }

  /// What answers a request; may throw `IllegalArgumentException` for 400.
  private interface Answer {
    void to(HttpServerExchange exchange) throws IOException;
  }

  public List<Route> routes() {
    return List.of(
        get("status", this::status),
        get("alerts", this::alerts),
        get("alerts/groups", this::groups),
        get("receivers", this::receivers),
        get("silences", this::listSilences),
        get("silence/{id}", this::silence),
        new Route("POST", BASE + "silences", Scope.ADMIN, Execution.VIRTUAL, checked(this::set)),
        new Route(
            "DELETE", BASE + "silence/{id}", Scope.ADMIN, Execution.VIRTUAL, checked(this::expire)),
        new Route(
            "POST",
            "/weir/v1/alerting/test",
            Scope.ADMIN,
            Execution.VIRTUAL,
            checked(this::sendTest)));
  }

  private static Route get(String path, Answer answer) {
    return Route.get(BASE + path, Scope.READ, checked(answer));
  }

  private static HttpHandler checked(Answer answer) {
    return exchange -> {
      try {
        answer.to(exchange);
      } catch (IllegalArgumentException e) {
        AlertmanagerJson.error(exchange, 400, e.getMessage());
      }
    };
  }

  private void status(HttpServerExchange exchange) throws IOException {
    List<String> names = notifier.receivers().stream().map(ReceiverStatus::name).toList();
    AlertmanagerJson.status(exchange, version, startedMs, names);
  }

  private void receivers(HttpServerExchange exchange) throws IOException {
    AlertmanagerJson.write(
        exchange,
        json -> {
          json.writeStartArray();
          for (ReceiverStatus receiver : notifier.receivers()) {
            json.writeStartObject();
            json.writeStringField("name", receiver.name());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private void alerts(HttpServerExchange exchange) throws IOException {
    List<AlertmanagerJson.Shown> shown = shown(exchange, receiverNames(exchange));
    AlertmanagerJson.write(exchange, json -> AlertmanagerJson.alerts(json, shown));
  }

  /// What the request asks for: of the alerts that fire those that pass its conditions.
  private List<AlertmanagerJson.Shown> shown(HttpServerExchange exchange, List<String> receivers) {
    boolean wantsActive = flag(exchange, "active");
    boolean wantsSilenced = flag(exchange, "silenced");
    List<LabelCondition> filters = filters(exchange);
    Tenant tenant = tenant(exchange);
    long nowMs = clock.wallMillis();
    List<AlertmanagerJson.Shown> shown = new ArrayList<>();
    if (receivers.isEmpty() && exchange.getQueryParameters().containsKey("receiver")) {
      return shown;
    }
    for (Alert alert : notifier.firing(tenant)) {
      List<String> by = silences.silencedBy(tenant, alert.labels(), nowMs);
      boolean isWanted = by.isEmpty() ? wantsActive : wantsSilenced;
      if (isWanted && matches(filters, alert.labels())) {
        shown.add(new AlertmanagerJson.Shown(alert, by, receivers, nowMs));
      }
    }
    return shown;
  }

  private static boolean matches(List<LabelCondition> filters, Labels labels) {
    return filters.stream().allMatch(filter -> filter.matches(labels));
  }

  private List<String> receiverNames(HttpServerExchange exchange) {
    String regex = parameter(exchange, "receiver");
    Pattern pattern = regex == null || regex.isEmpty() ? null : pattern(regex);
    return notifier.receivers().stream()
        .map(ReceiverStatus::name)
        .filter(name -> pattern == null || pattern.matches(name))
        .toList();
  }

  private static Pattern pattern(String regex) {
    if (regex.length() > 1024) {
      throw new IllegalArgumentException("receiver expression too long: limit 1024");
    }
    try {
      return Regex.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "failed to parse receiver param: " + e.getDescription(), e);
    }
  }

  private void groups(HttpServerExchange exchange) throws IOException {
    List<String> receivers = receiverNames(exchange);
    Map<String, List<AlertmanagerJson.Shown>> byName = new LinkedHashMap<>();
    for (AlertmanagerJson.Shown shown : shown(exchange, receivers)) {
      byName.computeIfAbsent(shown.alert().name(), name -> new ArrayList<>()).add(shown);
    }
    AlertmanagerJson.write(exchange, json -> AlertmanagerJson.groups(json, byName, receivers));
  }

  private void listSilences(HttpServerExchange exchange) throws IOException {
    List<LabelCondition> filters = filters(exchange);
    List<Silence> found =
        silences.list(tenant(exchange)).stream()
            .filter(silence -> filters.stream().allMatch(filter -> isAbout(silence, filter)))
            .toList();
    long nowMs = clock.wallMillis();
    AlertmanagerJson.write(
        exchange,
        json -> {
          json.writeStartArray();
          for (Silence silence : found) {
            AlertmanagerJson.silence(json, silence, nowMs);
          }
          json.writeEndArray();
        });
  }

  /// Filters of silences are held against the values of their matchers.
  private static boolean isAbout(Silence silence, LabelCondition filter) {
    var labels = new LinkedHashMap<String, String>();
    silence.matchers().forEach(matcher -> labels.put(matcher.name(), matcher.value()));
    return filter.matches(Labels.of(labels));
  }

  private void silence(HttpServerExchange exchange) throws IOException {
    Silence silence = silences.find(tenant(exchange), id(exchange));
    if (silence == null) {
      AlertmanagerJson.error(exchange, 404, "silence not found");
      return;
    }
    long nowMs = clock.wallMillis();
    AlertmanagerJson.write(exchange, json -> AlertmanagerJson.silence(json, silence, nowMs));
  }

  private void set(HttpServerExchange exchange) throws IOException {
    Silence wanted =
        SilenceBody.read(exchange.getInputStream(), tenant(exchange), clock.wallMillis());
    if (!wanted.id().isEmpty() && silences.find(wanted.tenant(), wanted.id()) == null) {
      AlertmanagerJson.error(exchange, 404, "silence not found");
      return;
    }
    String id = silences.set(wanted);
    AlertmanagerJson.write(
        exchange,
        json -> {
          json.writeStartObject();
          json.writeStringField("silenceID", id);
          json.writeEndObject();
        });
  }

  private void expire(HttpServerExchange exchange) throws IOException {
    if (!silences.expire(tenant(exchange), id(exchange))) {
      AlertmanagerJson.error(exchange, 404, "silence not found");
    }
  }

  private void sendTest(HttpServerExchange exchange) throws IOException {
    String name = parameter(exchange, "receiver");
    boolean isKnown =
        notifier.receivers().stream().anyMatch(receiver -> receiver.name().equals(name));
    if (name == null || !isKnown) {
      AlertmanagerJson.error(exchange, 404, "no such receiver");
      return;
    }
    String outcome = notifier.sendTest(name, tenant(exchange));
    boolean isOk = outcome.equals("ok");
    exchange.setStatusCode(isOk ? 200 : 502);
    AlertmanagerJson.write(
        exchange,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", isOk ? "success" : "error");
          json.writeStringField(isOk ? "receiver" : "error", isOk ? name : outcome);
          json.writeEndObject();
        });
  }

  private static Tenant tenant(HttpServerExchange exchange) {
    String name = exchange.getRequestHeaders().getFirst(TENANT);
    return name == null || name.isEmpty() ? Tenant.DEFAULT : new Tenant(name);
  }

  private static String id(HttpServerExchange exchange) {
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    return match.getParameters().getOrDefault("id", "");
  }

  private static @Nullable String parameter(HttpServerExchange exchange, String name) {
    Deque<String> values = exchange.getQueryParameters().get(name);
    return values == null ? null : values.getFirst();
  }

  /// True unless the parameter says `false`.
  private static boolean flag(HttpServerExchange exchange, String name) {
    String value = parameter(exchange, name);
    if (value == null || value.isEmpty() || value.equals("true")) {
      return true;
    }
    if (value.equals("false")) {
      return false;
    }
    throw new IllegalArgumentException(name + " must be true or false");
  }

  private static List<LabelCondition> filters(HttpServerExchange exchange) {
    Deque<String> values = exchange.getQueryParameters().get("filter");
    if (values == null) {
      return List.of();
    }
    if (values.size() > MAX_FILTERS) {
      throw new IllegalArgumentException(
          "too many filters: " + values.size() + ", limit " + MAX_FILTERS);
    }
    return values.stream().map(LabelCondition::parse).toList();
  }
}
