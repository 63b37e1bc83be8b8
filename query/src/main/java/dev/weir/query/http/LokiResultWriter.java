package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.logql.LogEntry;
import dev.weir.query.logql.LogqlResult;
import dev.weir.query.logql.TimeGrid;
import dev.weir.storage.model.Labels;
import java.io.IOException;

/// Writes the `data` of an answer: `resultType` and `encodingFlags` before `result`, because
/// Grafana reads it in one pass. One use, one thread.
final class LokiResultWriter {
  private final JsonGenerator json;
  private final PointText points = new PointText();

  LokiResultWriter(JsonGenerator json) {
    this.json = json;
  }

  void write(LogqlResult result, LokiStats stats) throws IOException {
    json.writeObjectFieldStart("data");
    switch (result) {
      case LogqlResult.Streams streams -> streams(streams);
      case LogqlResult.Scalar scalar -> scalar(scalar);
      case LogqlResult.Vector vector -> vector(vector);
      case LogqlResult.Matrix matrix -> matrix(matrix.grid(), matrix.series());
    }
    json.writeFieldName("stats");
    stats.write(json);
    json.writeEndObject();
  }

  private void streams(LogqlResult.Streams streams) throws IOException {
    json.writeStringField("resultType", "streams");
    if (streams.categorized()) {
      json.writeArrayFieldStart("encodingFlags");
      json.writeString("categorize-labels");
      json.writeEndArray();
    }
    json.writeArrayFieldStart("result");
    for (LogqlResult.Stream stream : streams.streams()) {
      json.writeStartObject();
      labels("stream", stream.labels());
      json.writeArrayFieldStart("values");
      for (LogEntry entry : stream.entries()) {
        entry(entry, streams.categorized());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void entry(LogEntry entry, boolean categorized) throws IOException {
    json.writeStartArray();
    json.writeString(Long.toString(entry.timestampNs()));
    json.writeString(entry.line());
    if (categorized) {
      json.writeStartObject();
      if (entry.metadata().count() > 0) {
        labels("structuredMetadata", entry.metadata());
      }
      if (entry.parsed().count() > 0) {
        labels("parsed", entry.parsed());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void labels(String field, Labels labels) throws IOException {
    json.writeFieldName(field);
    ResultWriter.labels(json, labels);
  }

  private void scalar(LogqlResult.Scalar scalar) throws IOException {
    json.writeStringField("resultType", "scalar");
    json.writeFieldName("result");
    point(TimeGrid.instant(scalar.timeNs()).timeMs(0), scalar.value());
  }

  private void point(long timeMs, double value) throws IOException {
    points.clear();
    points.point(timeMs, value);
    json.writeRawValue(points.buffer(), 0, points.length());
  }

  private void vector(LogqlResult.Vector vector) throws IOException {
    json.writeStringField("resultType", "vector");
    json.writeArrayFieldStart("result");
    HeldVector series = vector.series();
    long timeMs = TimeGrid.instant(vector.timeNs()).timeMs(0);
    for (int i = 0; i < series.count(); i++) {
      json.writeStartObject();
      labels("metric", series.labels(i));
      json.writeFieldName("value");
      point(timeMs, series.row(i)[0]);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void matrix(TimeGrid grid, HeldVector series) throws IOException {
    json.writeStringField("resultType", "matrix");
    json.writeArrayFieldStart("result");
    for (int i = 0; i < series.count(); i++) {
      json.writeStartObject();
      labels("metric", series.labels(i));
      json.writeFieldName("values");
      row(grid, series.row(i));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void row(TimeGrid grid, double[] row) throws IOException {
    points.clear();
    char before = '[';
    for (int step = 0; step < row.length; step++) {
      if (!Absent.is(row[step])) {
        points.append(before);
        before = ',';
        points.point(grid.timeMs(step), row[step]);
      }
    }
    if (before == '[') {
      points.append('[');
    }
    points.append(']');
    json.writeRawValue(points.buffer(), 0, points.length());
  }
}
