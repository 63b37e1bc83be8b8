package dev.weir.alerting.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.alerting.eval.AlertInstance;
import dev.weir.alerting.eval.AlertInstance.State;
import dev.weir.alerting.eval.GroupStatus;
import dev.weir.alerting.eval.GroupStatus.RuleStatus;
import dev.weir.alerting.rule.BandRule;
import dev.weir.alerting.rule.Rule;
import dev.weir.alerting.rule.RuleGroup;
import dev.weir.query.engine.QueryException;
import dev.weir.query.http.PrometheusSources;
import dev.weir.query.promql.PromqlParser;
import dev.weir.query.promql.PromqlPrinter;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;

/// Rules and alerts as `/api/v1/rules` and `/api/v1/alerts` of Prometheus 3 show them. Rules belong
/// to the default tenant; the others have none. Any thread.
public final class RulesApi implements PrometheusSources.RuleSource {
  private static final JsonFactory JSON = new JsonFactory();

  private final Supplier<List<GroupStatus>> groups;

  /// Shows `groups`, which are sorted by file and name.
  public RulesApi(Supplier<List<GroupStatus>> groups) {
    this.groups = groups;
  }

  private List<GroupStatus> groups(Tenant tenant) {
    return tenant.equals(Tenant.DEFAULT) ? groups.get() : List.of();
  }

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static String json(Body body) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter never fails
    }
    return text.toString();
  }

  // ---- alerts ----

  @Override
  public String alertsJson(Tenant tenant) {
    return json(json -> {
      json.writeArrayFieldStart("alerts");
      for (GroupStatus group : groups(tenant)) {
        for (RuleStatus rule : group.rules()) {
          for (AlertInstance alert : rule.alerts()) {
            alert(json, alert);
          }
        }
      }
      json.writeEndArray();
    });
  }

  private static void alert(JsonGenerator json, AlertInstance alert) throws IOException {
    json.writeStartObject();
    texts(json, "labels", alert.labels().toMap());
    texts(json, "annotations", alert.annotations());
    json.writeStringField("state", lower(alert.state()));
    json.writeStringField("activeAt", GoFormat.time(alert.since().activeAtMs()));
    if (alert.since().keepFiringMs() != 0) {
      json.writeStringField("keepFiringSince", GoFormat.time(alert.since().keepFiringMs()));
    }
    json.writeStringField("value", GoFormat.exponent(alert.value()));
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String field, SortedMap<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  // ---- rules ----

  @Override
  public String rulesJson(Tenant tenant, Map<String, List<String>> parameters) {
    RuleFilter filter = RuleFilter.of(parameters);
    List<Shown> shown = new ArrayList<>();
    for (GroupStatus group : groups(tenant)) {
      List<RuleStatus> rules =
          filter.wants(group.group())
              ? group.rules().stream().filter(filter::wants).toList()
              : List.of();
      if (!rules.isEmpty()) {
        shown.add(new Shown(group, rules));
      }
    }
    int from = start(shown, filter.page());
    int limit = filter.page().limit();
    int to = limit == 0 ? shown.size() : Math.min(shown.size(), from + limit);
    return json(json -> {
      json.writeArrayFieldStart("groups");
      for (Shown group : shown.subList(from, to)) {
        group(json, group, filter.excludesAlerts());
      }
      json.writeEndArray();
      if (to < shown.size()) {
        json.writeStringField("groupNextToken", token(shown.get(to).group().group()));
      }
    });
  }

  /// A group with those of its rules that are wanted.
  private record Shown(GroupStatus group, List<RuleStatus> rules) {}

  private static int start(List<Shown> shown, RuleFilter.Page page) {
    if (page.token().isEmpty()) {
      return 0;
    }
    for (int i = 0; i < shown.size(); i++) {
      if (token(shown.get(i).group().group()).equals(page.token())) {
        return i;
      }
    }
    throw RuleFilter.invalid(
        "group_next_token",
        "invalid group_next_token '" + page.token() + "'. were rule groups changed?");
  }

  private static String token(RuleGroup group) {
    try {
      byte[] key = group.key().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every JDK has SHA-1", e);
    }
  }

  private static void group(JsonGenerator json, Shown shown, boolean excludesAlerts)
      throws IOException {
    RuleGroup group = shown.group().group();
    json.writeStartObject();
    json.writeStringField("name", group.name());
    json.writeStringField("file", group.file());
    json.writeArrayFieldStart("rules");
    for (RuleStatus rule : shown.rules()) {
      json.writeStartObject();
      switch (rule.rule()) {
        case Rule.Recording recording -> recording(json, rule);
        case Rule.Alerting alert -> alerting(json, rule, alert, excludesAlerts);
        case Rule.Anomaly anomaly -> {
          alerting(json, rule, anomaly.alert(), excludesAlerts);
          band(json, anomaly.band());
        }
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    seconds(json, "interval", group.timing().intervalMs());
    json.writeNumberField("limit", group.limit());
    json.writeNumberField("evaluationTime", shown.group().seconds());
    json.writeStringField("lastEvaluation", GoFormat.time(shown.group().lastEvaluationMs()));
    json.writeEndObject();
  }

  private static void recording(JsonGenerator json, RuleStatus rule) throws IOException {
    json.writeStringField("name", rule.rule().name());
    json.writeStringField("query", query(rule.rule().expr()));
    if (!rule.rule().labels().isEmpty()) {
      texts(json, "labels", rule.rule().labels());
    }
    health(json, rule);
    json.writeStringField("type", "recording");
  }

  private static void alerting(
      JsonGenerator json, RuleStatus rule, Rule.Alerting alert, boolean excludesAlerts)
      throws IOException {
    json.writeStringField("state", state(rule));
    json.writeStringField("name", alert.name());
    json.writeStringField("query", query(alert.expr()));
    seconds(json, "duration", alert.holding().forMs());
    seconds(json, "keepFiringFor", alert.holding().keepFiringForMs());
    texts(json, "labels", alert.labels());
    texts(json, "annotations", alert.annotations());
    if (!excludesAlerts) {
      json.writeArrayFieldStart("alerts");
      for (AlertInstance one : rule.alerts()) {
        alert(json, one);
      }
      json.writeEndArray();
    }
    health(json, rule);
    json.writeStringField("type", "alerting");
  }

  /// What Prometheus does not know: its clients read over it, Weir's pages show it.
  private static void band(JsonGenerator json, BandRule band) throws IOException {
    json.writeObjectFieldStart("anomaly");
    json.writeStringField("season", lower(band.season()));
    json.writeNumberField("sensitivity", band.sensitivity());
    json.writeStringField("direction", lower(band.direction()));
    seconds(json, "minHistory", band.minHistoryMs());
    json.writeEndObject();
  }

  private static String state(RuleStatus rule) {
    if (rule.count(State.FIRING) > 0) {
      return "firing";
    }
    return rule.count(State.PENDING) > 0 ? "pending" : "inactive";
  }

  private static void health(JsonGenerator json, RuleStatus rule) throws IOException {
    json.writeStringField("health", lower(rule.health()));
    if (rule.lastError() != null) {
      json.writeStringField("lastError", rule.lastError());
    }
    json.writeNumberField("evaluationTime", rule.seconds());
    json.writeStringField("lastEvaluation", GoFormat.time(rule.lastEvaluationMs()));
  }

  /// Whole seconds as an integer, as Go writes a float without a fraction.
  private static void seconds(JsonGenerator json, String field, long millis) throws IOException {
    if (millis % 1000 == 0) {
      json.writeNumberField(field, millis / 1000);
    } else {
      json.writeNumberField(field, millis / 1000.0);
    }
  }

  /// The expression as Prometheus prints it.
  private static String query(String expr) {
    try {
      return PromqlPrinter.print(PromqlParser.parse(expr));
    } catch (QueryException e) {
      return expr;
    }
  }
}
