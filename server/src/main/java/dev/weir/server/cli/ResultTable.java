package dev.weir.server.cli;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Prints the `data` of a query answer as text.
final class ResultTable {
  private ResultTable() {}

  static void print(@Nullable Object data, PrintWriter out) {
    if (!(data instanceof Map<?, ?> map)) {
      throw new Commands.Failure("the server's answer has no data");
    }
    Object result = map.get("result");
    String type = String.valueOf(map.get("resultType"));
    if (type.equals("scalar") || type.equals("string")) {
      out.println(item(result, 1));
      return;
    }
    List<?> rows = result instanceof List<?> list ? list : List.of();
    if (rows.isEmpty()) {
      out.println("no series");
      return;
    }
    var lines = new ArrayList<String[]>();
    for (Object row : rows) {
      if (row instanceof Map<?, ?> series) {
        String name = name(series.get("metric"));
        if (type.equals("matrix") && series.get("values") instanceof List<?> values) {
          values.forEach(point -> lines.add(new String[] {name, time(point), item(point, 1)}));
        } else {
          Object point = series.get("value");
          lines.add(new String[] {name, time(point), item(point, 1)});
        }
      }
    }
    columns(lines, out);
  }

  private static void columns(List<String[]> lines, PrintWriter out) {
    int first = 0;
    int second = 0;
    for (String[] line : lines) {
      first = Math.max(first, line[0].length());
      second = Math.max(second, line[1].length());
    }
    String format = "%-" + first + "s  %-" + second + "s  %s%n";
    lines.forEach(line -> out.printf(format, line[0], line[1], line[2]));
  }

  /// `name{a="b"}` as PromQL writes it. Control characters become `?`: the terminal shows text
  /// only.
  private static String name(@Nullable Object metric) {
    var out = new StringBuilder();
    if (metric instanceof Map<?, ?> labels) {
      String separator = "";
      for (var label : labels.entrySet()) {
        if (!Objects.equals(label.getKey(), "__name__")) {
          out.append(separator).append(label.getKey()).append("=\"");
          out.append(label.getValue()).append('"');
          separator = ", ";
        }
      }
      String braces = out.isEmpty() ? "" : "{" + out + "}";
      Object metricName = labels.get("__name__");
      String whole = (metricName == null ? "" : metricName) + braces;
      return whole.isEmpty() ? "{}" : whole.replaceAll("\\p{Cntrl}", "?");
    }
    return "{}";
  }

  private static String time(@Nullable Object point) {
    try {
      var millis = new BigDecimal(item(point, 0)).movePointRight(3).longValue();
      return Instant.ofEpochMilli(millis).toString();
    } catch (NumberFormatException e) {
      return "";
    }
  }

  private static String item(@Nullable Object point, int index) {
    return point instanceof List<?> list && list.size() > index
        ? String.valueOf(list.get(index))
        : "";
  }
}
