package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.query.logql.LogqlEngine;
import dev.weir.query.logql.LogqlResult;
import dev.weir.query.logql.QueryStats;
import dev.weir.query.logql.TimeGrid;
import dev.weir.query.logql.ast.LogqlExpr.Grouping;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.MetricExpr;
import dev.weir.query.logql.ast.LogqlExpr.RangeAggregation;
import dev.weir.query.logql.ast.LogqlExpr.RangeFunction;
import dev.weir.query.logql.ast.LogqlExpr.VectorAggregation;
import dev.weir.query.logql.ast.LogqlExpr.VectorFunction;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.logs.StreamSummary;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.Matcher;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How many bytes of lines there are, by series or by label name: over the whole range from what
/// the store knows of its parts, step by step by reading the lines.
final class LokiVolume {
  private final LogStore store;
  private final LogqlEngine engine;

  LokiVolume(LogStore store, LogqlEngine engine) {
    this.store = store;
    this.engine = engine;
  }

  /// One element of the answer. A label with an empty value stands for the label's name.
  private record Volume(Map<String, String> metric, long bytes) {}

  void volume(HttpServerExchange exchange, LokiParameters parameters, QueryContext context)
      throws IOException {
    List<Matcher> matchers = LokiCatalog.matchers(parameters);
    List<String> names = names(parameters, matchers);
    boolean byName = isByName(parameters);
    Map<Map<String, String>, Long> sums = new HashMap<>();
    for (StreamSummary summary :
        store.streams(LokiCatalog.plan(parameters, context, matchers), context)) {
      for (Map<String, String> metric : metrics(summary.stream(), names, byName)) {
        sums.merge(metric, summary.bytes(), Long::sum);
      }
    }
    List<Volume> volumes = new ArrayList<>();
    sums.forEach((metric, bytes) -> volumes.add(new Volume(metric, bytes)));
    volumes.sort(
        Comparator.comparingLong(Volume::bytes)
            .reversed()
            .thenComparing(volume -> volume.metric().toString()));
    long endMs = parameters.bounds(LokiCatalog.SINCE_NS).endNs() / 1_000_000;
    List<Volume> shown = volumes.subList(0, Math.min(volumes.size(), parameters.limit()));
    LokiReplies.success(exchange, json -> write(json, shown, endMs));
  }

  /// Labels that make a series: those asked for, else those that the selector speaks of; none for
  /// all of them.
  private static List<String> names(LokiParameters parameters, List<Matcher> matchers) {
    String targets = parameters.find("targetLabels");
    if (!targets.isEmpty()) {
      return List.of(targets.split(","));
    }
    return matchers.stream().map(Matcher::name).distinct().toList();
  }

  private static boolean isByName(LokiParameters parameters) {
    String aggregateBy = parameters.find("aggregateBy");
    return switch (aggregateBy) {
      case "", "series" -> false;
      case "labels" -> true;
      default ->
          throw QueryException.badData(
              "invalid aggregateBy, must be one of series or labels: " + aggregateBy);
    };
  }

  private static List<Map<String, String>> metrics(
      Labels stream, List<String> names, boolean byName) {
    List<Map<String, String>> metrics = new ArrayList<>();
    var series = new LabelsBuilder();
    for (int i = 0; i < stream.count(); i++) {
      if (names.isEmpty() || names.contains(stream.name(i))) {
        series.set(stream.name(i), stream.value(i));
        if (byName) {
          metrics.add(Map.of(stream.name(i), ""));
        }
      }
    }
    if (!byName) {
      metrics.add(series.build().toMap());
    }
    return metrics;
  }

  private static void write(JsonGenerator json, List<Volume> volumes, long timeMs)
      throws IOException {
    json.writeObjectFieldStart("data");
    json.writeStringField("resultType", "vector");
    json.writeArrayFieldStart("result");
    var points = new PointText();
    for (Volume volume : volumes) {
      json.writeStartObject();
      json.writeObjectFieldStart("metric");
      for (Map.Entry<String, String> label : volume.metric().entrySet()) {
        json.writeStringField(label.getKey(), label.getValue());
      }
      json.writeEndObject();
      json.writeFieldName("value");
      points.clear();
      points.point(timeMs, volume.bytes());
      json.writeRawValue(points.buffer(), 0, points.length());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /// Bytes by series and step; by label name is not told apart in time.
  LogqlResult range(
      LokiParameters parameters, QueryContext context, QueryStats stats, TimeGrid grid) {
    List<Matcher> matchers = LokiCatalog.matchers(parameters);
    List<String> names = names(parameters, matchers);
    if (isByName(parameters)) {
      throw QueryException.badData("aggregateBy=labels is not offered for volume_range");
    }
    var bytes =
        new RangeAggregation(
            RangeFunction.BYTES_OVER_TIME,
            Double.NaN,
            new LogQuery(matchers, List.of()),
            null,
            grid.stepNs(),
            0,
            null);
    MetricExpr expr =
        new VectorAggregation(
            VectorFunction.SUM, Double.NaN, bytes, new Grouping(names.isEmpty(), names));
    LogqlResult result = engine.range(context, stats, expr, grid);
    return result instanceof LogqlResult.Matrix matrix
        ? new LogqlResult.Matrix(grid, first(matrix.series(), parameters.limit()))
        : result;
  }

  private static HeldVector first(HeldVector series, int limit) {
    int[] order = new int[Math.min(series.count(), limit)];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    return series.reordered(order);
  }
}
