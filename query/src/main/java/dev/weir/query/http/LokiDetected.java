package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.QueryGate;
import dev.weir.query.logql.DetectedFields;
import dev.weir.query.logql.LogSearch;
import dev.weir.query.logql.LogqlEngine;
import dev.weir.query.logql.LogqlParser;
import dev.weir.query.logql.ast.LogqlExpr;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.logs.StreamSummary;
import dev.weir.storage.model.Labels;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.PathTemplateMatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What Grafana's Logs Drilldown offers to filter by: labels that tell streams apart, and fields of
/// a sample of the lines that a query finds. Shapes are those of Loki 3.4.
final class LokiDetected {
  /// Lines looked at, and fields or values shown, unless told otherwise; the most of each.
  private static final int LINES = 1000;

  private static final int MAX_LINES = LokiParameters.MAX_ENTRIES;
  private static final int FIELDS = 1000;

  /// Labels that are shown although their values are numbers or identities, as Loki does.
  private static final Set<String> ALWAYS = Set.of("cluster", "namespace", "instance", "pod");

  private static final Pattern IDENTITY =
      Pattern.compile(
          "[0-9.+-]+|(?i:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

  private final LogStore store;
  private final LogqlEngine engine;
  private final QueryGate gate;

  LokiDetected(LogStore store, LogqlEngine engine, QueryGate gate) {
    this.store = store;
    this.engine = engine;
    this.gate = gate;
  }

  /// `{"detectedLabels":[{"label":"app","cardinality":3}]}`.
  void labels(HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    SortedMap<String, Set<String>> values = new TreeMap<>();
    for (StreamSummary summary :
        store.streams(
            LokiCatalog.plan(parameters, context, LokiCatalog.matchers(parameters)), context)) {
      Labels stream = summary.stream();
      for (int i = 0; i < stream.count(); i++) {
        values.computeIfAbsent(stream.name(i), name -> new TreeSet<>()).add(stream.value(i));
      }
    }
    values.entrySet().removeIf(label -> isIdentity(label.getKey(), label.getValue()));
    LokiReplies.object(
        exchange,
        json -> {
          json.writeArrayFieldStart("detectedLabels");
          for (Map.Entry<String, Set<String>> label : values.entrySet()) {
            json.writeStartObject();
            json.writeStringField("label", label.getKey());
            json.writeNumberField("cardinality", label.getValue().size());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static boolean isIdentity(String label, Set<String> values) {
    return !ALWAYS.contains(label)
        && values.stream().allMatch(value -> IDENTITY.matcher(value).matches());
  }

  /// `{"fields":[{"label","type","cardinality","parsers"}],"limit":1000}`; fields that need no
  /// parser have `"parsers":null`.
  void fields(HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    int limit = limit(parameters);
    List<DetectedFields.Field> fields = detect(parameters, context).fields();
    List<DetectedFields.Field> shown = fields.subList(0, Math.min(limit, fields.size()));
    LokiReplies.object(
        exchange,
        json -> {
          json.writeArrayFieldStart("fields");
          for (DetectedFields.Field field : shown) {
            write(json, field);
          }
          json.writeEndArray();
          json.writeNumberField("limit", limit);
        });
  }

  private static void write(JsonGenerator json, DetectedFields.Field field) throws IOException {
    json.writeStartObject();
    json.writeStringField("label", field.name());
    json.writeStringField("type", field.type());
    json.writeNumberField("cardinality", field.values().size());
    if (field.parsers().isEmpty()) {
      json.writeNullField("parsers");
    } else {
      LokiReplies.strings(json, "parsers", field.parsers());
    }
    json.writeEndObject();
  }

  /// `{"values":["200"],"limit":1000}`.
  void values(HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    String name = match == null ? "" : match.getParameters().getOrDefault("name", "");
    int limit = limit(parameters);
    List<String> values =
        detect(parameters, context).fields().stream()
            .filter(field -> field.name().equals(name))
            .flatMap(field -> field.values().stream())
            .limit(limit)
            .toList();
    LokiReplies.object(
        exchange,
        json -> {
          LokiReplies.strings(json, "values", values);
          json.writeNumberField("limit", limit);
        });
  }

  private DetectedFields detect(LokiParameters parameters, QueryContext context) {
    if (!(LogqlParser.parse(parameters.query()) instanceof LogqlExpr.LogQuery lines)) {
      throw QueryException.badData("only log selector is supported: " + parameters.query());
    }
    LokiParameters.Bounds bounds = parameters.bounds(LokiCatalog.SINCE_NS);
    int most = Math.min(parameters.count("line_limit", LINES), MAX_LINES);
    var search = new LogSearch(bounds.startNs(), bounds.endNs(), most, false, 0, true);
    try (QueryGate.Turn turn = gate.enter(context)) {
      assert turn != null;
      return context.run(() -> DetectedFields.of(engine, context, lines, search));
    }
  }

  /// `limit`; older frontends call it `field_limit`.
  private static int limit(LokiParameters parameters) {
    return parameters.count("limit", parameters.count("field_limit", FIELDS));
  }
}
