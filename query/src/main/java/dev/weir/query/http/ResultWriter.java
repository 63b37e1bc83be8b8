package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryTrace;
import dev.weir.query.engine.Steps;
import dev.weir.query.promql.QueryResult;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SampleColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Writes the answer to a query: `data` with `resultType` before `result`, then warnings, infos and
/// trace. One use, one thread.
final class ResultWriter {
  private final JsonGenerator json;
  private final int limit;
  private final PointText points = new PointText();
  private boolean truncated;

  /// `limit` is the most series to return; 0 for all.
  ResultWriter(JsonGenerator json, int limit) {
    this.json = json;
    this.limit = limit;
  }

  /// What else the caller asked for.
  record Extras(boolean stats, boolean trace, double seconds) {}

  void write(QueryResult result, QueryContext context, Extras extras) throws IOException {
    json.writeObjectFieldStart("data");
    switch (result) {
      case QueryResult.Scalar scalar -> scalar(scalar);
      case QueryResult.Text text -> text(text);
      case QueryResult.Vector vector -> vector(vector);
      case QueryResult.Matrix matrix -> matrix(matrix.steps(), matrix.series());
      case QueryResult.Samples samples -> samples(samples);
    }
    if (extras.stats()) {
      stats(context, extras.seconds());
    }
    json.writeEndObject();
    List<String> warnings = new ArrayList<>(context.annotations().warnings());
    if (truncated) {
      warnings.add("results truncated due to limit");
    }
    ApiWriter.stringsIfAny(json, "warnings", warnings);
    ApiWriter.stringsIfAny(json, "infos", context.annotations().infos());
    if (extras.trace()) {
      json.writeFieldName("trace");
      trace(json, context.trace().root());
    }
  }

  private void scalar(QueryResult.Scalar scalar) throws IOException {
    json.writeStringField("resultType", "scalar");
    json.writeFieldName("result");
    points.clear();
    points.point(scalar.timeMs(), scalar.value());
    json.writeRawValue(points.buffer(), 0, points.length());
  }

  private void text(QueryResult.Text text) throws IOException {
    json.writeStringField("resultType", "string");
    json.writeArrayFieldStart("result");
    points.clear();
    points.timestamp(text.timeMs());
    json.writeRawValue(points.buffer(), 0, points.length());
    json.writeString(text.text());
    json.writeEndArray();
  }

  private void vector(QueryResult.Vector vector) throws IOException {
    json.writeStringField("resultType", "vector");
    json.writeArrayFieldStart("result");
    HeldVector series = vector.series();
    int count = limited(series.count());
    for (int i = 0; i < count; i++) {
      json.writeStartObject();
      labels("metric", series.labels(i));
      json.writeFieldName("value");
      points.clear();
      points.point(vector.timeMs(), series.row(i)[0]);
      json.writeRawValue(points.buffer(), 0, points.length());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void matrix(Steps steps, HeldVector series) throws IOException {
    json.writeStringField("resultType", "matrix");
    json.writeArrayFieldStart("result");
    int count = limited(series.count());
    for (int i = 0; i < count; i++) {
      json.writeStartObject();
      labels("metric", series.labels(i));
      double[] row = series.row(i);
      points.clear();
      points.append('[');
      boolean first = true;
      for (int step = 0; step < row.length; step++) {
        if (!Absent.is(row[step])) {
          if (!first) {
            points.append(',');
          }
          first = false;
          points.point(steps.timeMs(step), row[step]);
        }
      }
      points.append(']');
      json.writeFieldName("values");
      json.writeRawValue(points.buffer(), 0, points.length());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void samples(QueryResult.Samples samples) throws IOException {
    json.writeStringField("resultType", "matrix");
    json.writeArrayFieldStart("result");
    int count = limited(samples.labels().size());
    for (int i = 0; i < count; i++) {
      json.writeStartObject();
      labels("metric", samples.labels().get(i));
      SampleColumns columns = samples.columns().get(i);
      points.clear();
      points.append('[');
      for (int at = 0; at < columns.length(); at++) {
        if (at > 0) {
          points.append(',');
        }
        points.point(columns.timestamps()[at], columns.values()[at]);
      }
      points.append(']');
      json.writeFieldName("values");
      json.writeRawValue(points.buffer(), 0, points.length());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private int limited(int count) {
    truncated = limit > 0 && count > limit;
    return truncated ? limit : count;
  }

  private void labels(String field, Labels labels) throws IOException {
    json.writeFieldName(field);
    labels(json, labels);
  }

  static void labels(JsonGenerator json, Labels labels) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < labels.count(); i++) {
      json.writeStringField(labels.name(i), labels.value(i));
    }
    json.writeEndObject();
  }

  private void stats(QueryContext context, double seconds) throws IOException {
    json.writeObjectFieldStart("stats");
    json.writeObjectFieldStart("timings");
    json.writeNumberField("evalTotalTime", seconds);
    json.writeNumberField("resultSortTime", 0);
    json.writeNumberField("queryPreparationTime", 0);
    json.writeNumberField("innerEvalTime", seconds);
    json.writeNumberField("execQueueTime", 0);
    json.writeNumberField("execTotalTime", seconds);
    json.writeEndObject();
    json.writeObjectFieldStart("samples");
    json.writeNumberField("totalQueryableSamples", context.samples());
    json.writeNumberField("peakSamples", context.peakMemoryBytes() / Double.BYTES);
    json.writeEndObject();
    json.writeEndObject();
  }

  static void trace(JsonGenerator json, QueryTrace.Step step) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", step.name());
    if (!step.detail().isEmpty()) {
      json.writeStringField("detail", step.detail());
    }
    json.writeNumberField("durationMs", step.durationNanos() / 1e6);
    if (!step.children().isEmpty()) {
      json.writeArrayFieldStart("steps");
      for (QueryTrace.Step child : step.children()) {
        trace(json, child);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
