package dev.weir.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the answer to a log query, with labels kept apart by origin.
final class LogAnswer {
  private LogAnswer() {}

  /// The lines, stream by stream. Throws [Commands.Failure] when it is no answer to a log query.
  static List<LogLine> lines(@Nullable Object tree) {
    if (!(tree instanceof Map<?, ?> envelope)
        || !(envelope.get("data") instanceof Map<?, ?> data)
        || !(data.get("result") instanceof List<?> streams)) {
      throw new Commands.Failure("the server's answer has no data");
    }
    if (!"streams".equals(data.get("resultType"))) {
      throw new Commands.Failure(
          "the query gives numbers, not lines: it must be a selector with stages, {..} | ..");
    }
    List<LogLine> lines = new ArrayList<>();
    for (Object element : streams) {
      if (element instanceof Map<?, ?> stream && stream.get("values") instanceof List<?> values) {
        Map<String, String> labels = texts(stream.get("stream"));
        values.forEach(value -> lines.add(line(labels, value)));
      }
    }
    return lines;
  }

  private static LogLine line(Map<String, String> stream, @Nullable Object value) {
    if (!(value instanceof List<?> entry) || entry.size() < 2) {
      throw new Commands.Failure("not an entry in the server's answer: " + value);
    }
    Map<String, String> fields = new LinkedHashMap<>();
    if (entry.size() > 2 && entry.get(2) instanceof Map<?, ?> byOrigin) {
      fields.putAll(texts(byOrigin.get("structuredMetadata")));
      fields.putAll(texts(byOrigin.get("parsed")));
    }
    try {
      long timeNs = Long.parseLong(String.valueOf(entry.get(0)));
      return new LogLine(timeNs, stream, fields, String.valueOf(entry.get(1)));
    } catch (NumberFormatException e) {
      throw new Commands.Failure("not a time in the server's answer: " + entry.get(0));
    }
  }

  private static Map<String, String> texts(@Nullable Object object) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (object instanceof Map<?, ?> map) {
      map.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
    }
    return texts;
  }
}
