package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.query.logql.LogqlParser;
import dev.weir.query.logql.ast.LogqlExpr;
import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.logs.StreamSummary;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.PathTemplateMatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which streams, label names and label values there are, and how much of them. Answered from what
/// the store knows of its parts, without reading lines.
final class LokiCatalog {
  /// How far back these look when no start is given.
  static final long SINCE_NS = 6 * 3600 * LokiParameters.SECOND;

  private final LogStore store;

  LokiCatalog(LogStore store) {
    this.store = store;
  }

  /// The plan of a request: its bounds, both ends included.
  static LogPlan plan(LokiParameters parameters, QueryContext context, List<Matcher> matchers) {
    LokiParameters.Bounds bounds = parameters.bounds(SINCE_NS);
    return LogPlan.of(context.tenant(), matchers, bounds.startNs(), bounds.endNs() + 1);
  }

  /// The matchers of `query`, whose stages do not matter here; all streams when there is none.
  static List<Matcher> matchers(LokiParameters parameters) {
    String query = parameters.query();
    return query.isEmpty() ? List.of() : matchers(query);
  }

  private static List<Matcher> matchers(String query) {
    String trimmed = query.strip();
    if (trimmed.endsWith("}")) {
      return LogqlParser.parseSelector(trimmed);
    }
    if (LogqlParser.parse(trimmed) instanceof LogqlExpr.LogQuery lines) {
      return lines.selector();
    }
    throw QueryException.badData("only log selector is supported: " + query);
  }

  private List<StreamSummary> streams(LokiParameters parameters, QueryContext context) {
    return store.streams(plan(parameters, context, matchers(parameters)), context);
  }

  void labels(HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    SortedSet<String> names = names(streams(parameters, context));
    LokiReplies.success(exchange, json -> LokiReplies.strings(json, "data", names));
  }

  /// The deprecated form.
  void oldLabels(HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    SortedSet<String> names = names(streams(parameters, context));
    LokiReplies.object(exchange, json -> LokiReplies.strings(json, "values", names));
  }

  private static SortedSet<String> names(List<StreamSummary> streams) {
    SortedSet<String> names = new TreeSet<>();
    for (StreamSummary summary : streams) {
      for (int i = 0; i < summary.stream().count(); i++) {
        names.add(summary.stream().name(i));
      }
    }
    return names;
  }

  void labelValues(HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    SortedSet<String> values = values(exchange, streams(parameters, context));
    LokiReplies.success(exchange, json -> LokiReplies.strings(json, "data", values));
  }

  /// The deprecated form.
  void oldLabelValues(HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    SortedSet<String> values = values(exchange, streams(parameters, context));
    LokiReplies.object(exchange, json -> LokiReplies.strings(json, "values", values));
  }

  private static SortedSet<String> values(
      HttpServerExchange exchange, List<StreamSummary> streams) {
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    String name = match == null ? "" : match.getParameters().getOrDefault("name", "");
    SortedSet<String> values = new TreeSet<>();
    for (StreamSummary summary : streams) {
      String value = summary.stream().find(name);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  void series(HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    List<List<Matcher>> selectors = new ArrayList<>();
    for (String selector : parameters.all("match[]", "match")) {
      selectors.add(matchers(selector));
    }
    Set<Labels> found = new TreeSet<>();
    for (List<Matcher> matchers : selectors.isEmpty() ? List.of(matchers(parameters)) : selectors) {
      for (StreamSummary summary : store.streams(plan(parameters, context, matchers), context)) {
        found.add(summary.stream());
      }
    }
    LokiReplies.success(exchange, json -> series(json, found));
  }

  private static void series(JsonGenerator json, Collection<Labels> all) throws IOException {
    json.writeArrayFieldStart("data");
    for (Labels labels : all) {
      ResultWriter.labels(json, labels);
    }
    json.writeEndArray();
  }

  /// `{"streams":n,"chunks":n,"entries":n,"bytes":n}`, without an envelope.
  void stats(HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    List<StreamSummary> streams = streams(parameters, context);
    long chunks = 0;
    long entries = 0;
    long bytes = 0;
    for (StreamSummary summary : streams) {
      chunks += summary.chunks();
      entries += summary.entries();
      bytes += summary.bytes();
    }
    long[] sums = {streams.size(), chunks, entries, bytes};
    LokiReplies.object(
        exchange,
        json -> {
          json.writeNumberField("streams", sums[0]);
          json.writeNumberField("chunks", sums[1]);
          json.writeNumberField("entries", sums[2]);
          json.writeNumberField("bytes", sums[3]);
        });
  }
}
