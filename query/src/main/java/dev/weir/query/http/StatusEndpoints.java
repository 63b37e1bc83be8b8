package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.http.PrometheusRoutes.Endpoint;
import dev.weir.query.http.PrometheusSources.BuildFacts;
import dev.weir.query.http.PrometheusSources.MetricMetadata;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Metadata, rules and alerts from whoever knows them, and the small bodies that Prometheus' own
/// UI, Grafana and promtool ask for before they trust a server.
///
/// `status/flags` looks like Prometheus', and `status/buildinfo` has no `features`: by these
/// Grafana tells Thanos and Mimir apart from it.
final class StatusEndpoints {
  private final PrometheusSources sources;
  private final QueryLimits limits;
  private final SeriesFigures figures;

  StatusEndpoints(PrometheusSources sources, QueryLimits limits, SeriesFigures figures) {
    this.sources = sources;
    this.limits = limits;
    this.figures = figures;
  }

  /// By path below the API's prefix; all are GET only.
  Map<String, Endpoint> endpoints() {
    Map<String, Endpoint> all = new LinkedHashMap<>();
    all.put("metadata", this::metadata);
    all.put("rules", this::rules);
    all.put("alerts", this::alerts);
    all.put("status/buildinfo", (exchange, p, context) -> data(exchange, this::buildInfo));
    all.put("status/runtimeinfo", (exchange, p, context) -> data(exchange, this::runtimeInfo));
    all.put("status/flags", (exchange, p, context) -> data(exchange, this::flags));
    all.put("status/tsdb", figures::answer);
    constant(all, "status/walreplay", "{\"min\":0,\"max\":0,\"current\":0}");
    constant(all, "notifications", "[]");
    constant(
        all, "targets", "{\"activeTargets\":[],\"droppedTargets\":[],\"droppedTargetCounts\":{}}");
    constant(all, "targets/metadata", "[]");
    constant(all, "scrape_pools", "{\"scrapePools\":[]}");
    constant(all, "alertmanagers", "{\"activeAlertmanagers\":[],\"droppedAlertmanagers\":[]}");
    return all;
  }

  private static void constant(Map<String, Endpoint> all, String path, String body) {
    all.put(path, (exchange, p, context) -> rawData(exchange, body));
  }

  private static void data(HttpServerExchange exchange, ApiWriter.Body fields) throws IOException {
    ApiWriter.success(
        exchange,
        json -> {
          json.writeObjectFieldStart("data");
          fields.write(json);
          json.writeEndObject();
        });
  }

  private static void rawData(HttpServerExchange exchange, String body) throws IOException {
    ApiWriter.success(
        exchange,
        json -> {
          json.writeFieldName("data");
          json.writeRawValue(body);
        });
  }

  private void metadata(HttpServerExchange exchange, ApiParameters parameters, QueryContext context)
      throws IOException {
    int limit = parameters.limit();
    long perMetric = perMetricLimit(parameters.find("limit_per_metric"));
    var all = sources.metadata().metadata(context.tenant(), parameters.find("metric"));
    data(
        exchange,
        json -> {
          int left = limit == 0 ? Integer.MAX_VALUE : limit;
          for (Map.Entry<String, List<MetricMetadata>> entry : all.entrySet()) {
            if (left-- == 0) {
              break;
            }
            json.writeArrayFieldStart(entry.getKey());
            for (MetricMetadata one : entry.getValue().stream().limit(perMetric).toList()) {
              json.writeStartObject();
              json.writeStringField("type", one.type());
              json.writeStringField("help", one.help());
              json.writeStringField("unit", one.unit());
              json.writeEndObject();
            }
            json.writeEndArray();
          }
        });
  }

  private static long perMetricLimit(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Long.MAX_VALUE;
    }
    try {
      long limit = Long.parseLong(text);
      return limit <= 0 ? Long.MAX_VALUE : limit;
    } catch (NumberFormatException e) {
      throw new QueryException(
          QueryException.Kind.BAD_DATA, "limit_per_metric must be a number", e);
    }
  }

  private void rules(HttpServerExchange exchange, ApiParameters parameters, QueryContext context)
      throws IOException {
    Map<String, List<String>> filters = new LinkedHashMap<>();
    for (String name :
        List.of(
            "type",
            "file[]",
            "rule_group[]",
            "rule_name[]",
            "file",
            "rule_group",
            "rule_name",
            "match[]",
            "exclude_alerts",
            "group_limit",
            "group_next_token")) {
      List<String> values = new ArrayList<>(parameters.raw().all(name));
      if (!values.isEmpty()) {
        filters.put(name, values);
      }
    }
    rawData(exchange, sources.rules().rulesJson(context.tenant(), filters));
  }

  private void alerts(HttpServerExchange exchange, ApiParameters parameters, QueryContext context)
      throws IOException {
    rawData(exchange, sources.rules().alertsJson(context.tenant()));
  }

  private void buildInfo(JsonGenerator json) throws IOException {
    BuildFacts build = sources.build();
    json.writeStringField("version", build.compatibleVersion());
    json.writeStringField("revision", build.revision());
    json.writeStringField("branch", "HEAD");
    json.writeStringField("buildUser", "weir");
    json.writeStringField("buildDate", "");
    json.writeStringField("goVersion", "");
  }

  private void runtimeInfo(JsonGenerator json) throws IOException {
    json.writeStringField(
        "startTime", Instant.ofEpochMilli(sources.build().startedMs()).toString());
    json.writeStringField("CWD", "");
    json.writeBooleanField("reloadConfigSuccess", true);
    json.writeStringField(
        "lastConfigTime", Instant.ofEpochMilli(sources.build().startedMs()).toString());
    json.writeNumberField("corruptionCount", 0);
    json.writeNumberField("goroutineCount", Thread.activeCount());
    json.writeNumberField("GOMAXPROCS", Runtime.getRuntime().availableProcessors());
    json.writeNumberField("GOMEMLIMIT", Runtime.getRuntime().maxMemory());
    json.writeStringField("GOGC", "");
    json.writeStringField("GODEBUG", "");
    json.writeStringField("storageRetention", "");
  }

  private void flags(JsonGenerator json) throws IOException {
    json.writeStringField("query.lookback-delta", "5m");
    json.writeStringField("query.max-concurrency", Integer.toString(limits.concurrency()));
    json.writeStringField("query.max-samples", Long.toString(limits.maxSamples()));
    json.writeStringField("query.timeout", limits.timeout().toSeconds() + "s");
    json.writeStringField("web.enable-admin-api", "false");
    json.writeStringField("web.enable-lifecycle", "false");
  }
}
