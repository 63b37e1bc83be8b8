package dev.weir.query.graphite;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Render answers as JSON, CSV and raw text, to the letter of graphite-web 1.1.
public final class RenderWriter {
  private static final DateTimeFormatter CSV_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private RenderWriter() {}

  /// What a JSON answer may leave out.
  public record JsonOptions(int maxDataPoints, boolean noNullPoints) {
    /// Everything.
    public static final JsonOptions ALL = new JsonOptions(0, false);
  }

  /// `[{"target":..,"tags":{..},"datapoints":[[value,time],..]},..]`. Infinities are written
  /// `1e9999`.
  public static void json(List<GraphiteSeries> series, JsonOptions options, JsonGenerator out)
      throws IOException {
    List<GraphiteSeries> drawn = forPixels(series, options.maxDataPoints());
    out.writeStartArray();
    for (GraphiteSeries one : drawn) {
      double[] values = one.values();
      if (options.noNullPoints() && isEmpty(values)) {
        continue;
      }
      out.writeStartObject();
      out.writeStringField("target", one.name());
      out.writeObjectFieldStart("tags");
      for (Map.Entry<String, String> tag : one.tags().entrySet()) {
        out.writeStringField(tag.getKey(), tag.getValue());
      }
      out.writeEndObject();
      out.writeArrayFieldStart("datapoints");
      for (int i = 0; i < values.length; i++) {
        if (!Double.isNaN(values[i]) || !options.noNullPoints()) {
          out.writeStartArray();
          value(out, values[i]);
          out.writeNumber(one.start() + i * one.step());
          out.writeEndArray();
        }
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void value(JsonGenerator out, double value) throws IOException {
    if (Double.isNaN(value)) {
      out.writeNull();
    } else if (Double.isInfinite(value)) {
      out.writeRawValue(value > 0 ? "1e9999" : "-1e9999");
    } else {
      out.writeRawValue(Numbers.repr(value));
    }
  }

  /// One line a value: name, local time, value.
  public static void csv(List<GraphiteSeries> series, ZoneId zone, Appendable out)
      throws IOException {
    for (GraphiteSeries one : series) {
      for (int i = 0; i < one.values().length; i++) {
        double value = one.values()[i];
        String time =
            CSV_TIME.format(Instant.ofEpochSecond(one.start() + i * one.step()).atZone(zone));
        out.append(csvField(one.name())).append(',').append(time).append(',');
        out.append(!Double.isNaN(value) ? Numbers.repr(value) : "").append("\r\n");
      }
    }
  }

  /// One line a series: `name,start,end,step|v,v,None`.
  public static void raw(List<GraphiteSeries> series, Appendable out) throws IOException {
    for (GraphiteSeries one : series) {
      out.append(one.name()).append(',').append(Long.toString(one.start())).append(',');
      out.append(Long.toString(one.end())).append(',').append(Long.toString(one.step()));
      char separator = '|';
      for (double value : one.values()) {
        out.append(separator).append(!Double.isNaN(value) ? Numbers.repr(value) : "None");
        separator = ',';
      }
      out.append('\n');
    }
  }

  /// Consolidates what has more points than `maxDataPoints` (0: no limit). The start moves to a
  /// multiple of the new step, so that a refresh does not make the curve dance.
  static List<GraphiteSeries> forPixels(List<GraphiteSeries> series, int maxDataPoints) {
    if (maxDataPoints <= 0 || series.isEmpty()) {
      return series;
    }
    long start = series.stream().mapToLong(GraphiteSeries::start).min().orElseThrow();
    long end = series.stream().mapToLong(GraphiteSeries::end).max().orElseThrow();
    var out = new ArrayList<GraphiteSeries>(series.size());
    for (GraphiteSeries one : series) {
      double points = (double) (end - start) / one.step();
      if (maxDataPoints == 1) {
        out.add(one.consolidate(one.values().length, 0));
      } else if (points > maxDataPoints) {
        out.add(nudged(one, (int) Math.ceil(points / maxDataPoints)));
      } else {
        out.add(one);
      }
    }
    return out;
  }

  private static GraphiteSeries nudged(GraphiteSeries series, int valuesPerPoint) {
    long step = series.step();
    long secondsPerPoint = valuesPerPoint * step;
    long nudge =
        secondsPerPoint
            + Math.floorMod(series.start(), step)
            - Math.floorMod(series.start(), secondsPerPoint);
    int lost = (int) Math.min(series.values().length, Math.max(0, nudge / step - 1));
    double[] rest = java.util.Arrays.copyOfRange(series.values(), lost, series.values().length);
    return series.at(series.start() + nudge, step, rest).consolidate(valuesPerPoint, 0);
  }

  private static boolean isEmpty(double[] values) {
    for (double value : values) {
      if (!Double.isNaN(value)) {
        return false;
      }
    }
    return true;
  }

  private static String csvField(String text) {
    if (text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0) {
      return text;
    }
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
