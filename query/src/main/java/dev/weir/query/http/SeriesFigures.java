package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.QueryContext;
import dev.weir.storage.io.Clock;
import dev.weir.storage.metrics.LeafPlan;
import dev.weir.storage.metrics.QueryLeaf;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.TimeRange;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `status/tsdb`: how many series there are now, and what makes them many. Counted when asked, over
/// the series of the last two hours (Prometheus' head), within the limits of a query. Chunks and
/// the memory of labels are not told apart here: their figures are empty.
final class SeriesFigures {
  private static final long HEAD_MS = 2 * 3_600_000;

  /// Rows of each list unless told otherwise.
  private static final int ROWS = 10;

  private final QueryLeaf leaf;
  private final Clock clock;

  SeriesFigures(QueryLeaf leaf, Clock clock) {
    this.leaf = leaf;
    this.clock = clock;
  }

  void answer(HttpServerExchange exchange, ApiParameters parameters, QueryContext context)
      throws IOException {
    int rows = parameters.limit() == 0 ? ROWS : parameters.limit();
    long nowMs = clock.wallMillis();
    var range = new TimeRange(nowMs - HEAD_MS, nowMs + 1);
    var counts = new Counts();
    for (Labels labels :
        leaf.series(new LeafPlan.Series(context.tenant(), List.of(), range, 0), context)) {
      counts.add(labels);
    }
    ApiWriter.success(
        exchange,
        json -> {
          json.writeObjectFieldStart("data");
          json.writeObjectFieldStart("headStats");
          json.writeNumberField("numSeries", counts.series);
          json.writeNumberField("numLabelPairs", counts.byPair.size());
          json.writeNumberField("chunkCount", 0);
          json.writeNumberField("minTime", range.startMs());
          json.writeNumberField("maxTime", nowMs);
          json.writeEndObject();
          top(json, "seriesCountByMetricName", counts.byName, rows);
          top(json, "labelValueCountByLabelName", counts.valueCounts(), rows);
          ApiWriter.strings(json, "memoryInBytesByLabelName", List.of());
          top(json, "seriesCountByLabelValuePair", counts.byPair, rows);
          json.writeEndObject();
        });
  }

  private static void top(JsonGenerator json, String field, Map<String, Integer> counts, int rows)
      throws IOException {
    List<Map.Entry<String, Integer>> most =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(rows)
            .toList();
    json.writeArrayFieldStart(field);
    for (Map.Entry<String, Integer> row : most) {
      json.writeStartObject();
      json.writeStringField("name", row.getKey());
      json.writeNumberField("value", row.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static final class Counts {
    final Map<String, Integer> byName = new HashMap<>();
    final Map<String, Integer> byPair = new HashMap<>();
    private final Map<String, Set<String>> values = new HashMap<>();
    int series;

    void add(Labels labels) {
      series++;
      byName.merge(labels.metricName(), 1, Integer::sum);
      for (int i = 0; i < labels.count(); i++) {
        byPair.merge(labels.name(i) + '=' + labels.value(i), 1, Integer::sum);
        values.computeIfAbsent(labels.name(i), name -> new HashSet<>()).add(labels.value(i));
      }
    }

    Map<String, Integer> valueCounts() {
      Map<String, Integer> counts = new HashMap<>();
      values.forEach((name, all) -> counts.put(name, all.size()));
      return counts;
    }
  }
}
