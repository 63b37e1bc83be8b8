package dev.weir.server.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Prints lines for a person, or for a program. On a terminal, and always in the default layout,
/// control characters of a line become `?`: a log line must not steer the terminal.
final class LogPrinter {
  /// Layouts: time, level, labels, line; the line alone; one JSON object each.
  enum Layout {
    DEFAULT,
    RAW,
    JSONL
  }

  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final List<String> LEVELS = List.of("detected_level", "level", "severity");
  private static final String RESET = "\u001b[0m";

  private final PrintWriter out;
  private final Layout layout;
  private final boolean isTerminal;

  LogPrinter(PrintWriter out, Layout layout, boolean isTerminal) {
    this.out = out;
    this.layout = layout;
    this.isTerminal = isTerminal;
  }

  void print(LogLine line) {
    switch (layout) {
      case DEFAULT -> forPeople(line);
      case RAW -> out.println(isTerminal ? harmless(line.text(), "\n") : line.text());
      case JSONL -> out.println(json(line));
    }
  }

  private void forPeople(LogLine line) {
    String level = level(line);
    String colour = isTerminal ? colour(level) : "";
    out.print(TIME.format(Instant.EPOCH.plusNanos(line.timeNs())));
    out.print(' ');
    out.print(colour);
    out.print("%-5s".formatted(level));
    out.print(colour.isEmpty() ? "" : RESET);
    out.print(' ');
    out.print(labels(line.stream()));
    out.print(' ');
    out.println(harmless(line.text(), System.lineSeparator() + "    "));
  }

  /// The level as five letters or fewer, empty when the line has none.
  private static String level(LogLine line) {
    for (String name : LEVELS) {
      String value = line.fields().getOrDefault(name, line.stream().getOrDefault(name, ""));
      if (!value.isEmpty()) {
        return shortLevel(value.toLowerCase(Locale.ROOT));
      }
    }
    return "";
  }

  private static String shortLevel(String level) {
    return switch (level) {
      case "emerg", "emergency", "panic", "fatal" -> "FATAL";
      case "alert", "crit", "critical" -> "CRIT";
      case "err", "error", "eror" -> "ERROR";
      case "warn", "warning" -> "WARN";
      case "notice", "info", "information", "informational" -> "INFO";
      case "debug" -> "DEBUG";
      case "trace" -> "TRACE";
      default -> "";
    };
  }

  private static String colour(String level) {
    return switch (level) {
      case "FATAL", "CRIT" -> "\u001b[1;31m";
      case "ERROR" -> "\u001b[31m";
      case "WARN" -> "\u001b[33m";
      case "INFO" -> "\u001b[32m";
      case "DEBUG", "TRACE" -> "\u001b[2m";
      default -> "";
    };
  }

  private static String labels(Map<String, String> labels) {
    var text = new StringBuilder("{");
    new TreeMap<>(labels)
        .forEach((name, value) -> {
          if (!LEVELS.contains(name)) {
            text.append(text.length() > 1 ? ", " : "")
                .append(harmless(name, "?"))
                .append("=\"")
                .append(harmless(value, "?").replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
          }
        });
    return text.append('}').toString();
  }

  /// The text without characters that steer a terminal or the direction of text; tabs stay, and
  /// line feeds become `lineFeed`.
  static String harmless(String text, String lineFeed) {
    var out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        out.append(lineFeed);
      } else if (c != '\r' || !endsLine(text, i + 1)) {
        out.append(c != '\t' && steers(c) ? '?' : c);
      }
    }
    return out.toString();
  }

  private static boolean endsLine(String text, int at) {
    return at == text.length() || text.charAt(at) == '\n';
  }

  private static boolean steers(char c) {
    return Character.isISOControl(c)
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\u2028'
        || c == '\u2029';
  }

  private static String json(LogLine line) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectFieldStart("labels");
      for (Map.Entry<String, String> label : line.stream().entrySet()) {
        json.writeStringField(label.getKey(), label.getValue());
      }
      json.writeEndObject();
      if (!line.fields().isEmpty()) {
        json.writeObjectFieldStart("fields");
        for (Map.Entry<String, String> field : line.fields().entrySet()) {
          json.writeStringField(field.getKey(), field.getValue());
        }
        json.writeEndObject();
      }
      json.writeStringField("line", line.text());
      json.writeStringField("timestamp", Instant.EPOCH.plusNanos(line.timeNs()).toString());
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("BUG: a string cannot fail", e);
    }
    return text.toString();
  }
}
