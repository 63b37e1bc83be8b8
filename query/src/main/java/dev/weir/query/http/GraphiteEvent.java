package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.weir.query.graphite.GraphiteException;
import dev.weir.query.logql.LogEntry;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.LogRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// An event as Graphite knows it: what happened, when, words to find it by, more text.
///
/// As a log record it is in the stream `{job="events", kind="graphite", level="info"}` with the
/// fields `title` and `tags`; the line is `what: data`. Events that came by other protocols are
/// read as well: their kind, level and host are their tags.
///
/// @param timestampNs epoch nanoseconds
record GraphiteEvent(long timestampNs, String what, Set<String> tags, String data) {
  /// Limits on what is posted, in characters.
  static final int MAX_WHAT = 1024;

  static final int MAX_TAGS = 4096;

  private static final long NS_PER_MS = 1_000_000;
  private static final String TITLE = "title";
  private static final String TAGS = "tags";
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
          .build();

  GraphiteEvent {
    tags = new TreeSet<>(tags);
  }

  /// Reads `{"what":"..","tags":["a"]|"a b","data":"..","when":1.5}`; without `when` it is now.
  /// Members of other names are left out.
  static GraphiteEvent parse(byte[] body, long nowNs) {
    String what = "";
    String data = "";
    Set<String> tags = Set.of();
    long timestampNs = nowNs;
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new GraphiteException("an event is a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "what" -> what = text(json, name, MAX_WHAT);
          case "data" -> data = text(json, name, Integer.MAX_VALUE);
          case "when" -> timestampNs = value == JsonToken.VALUE_NULL ? nowNs : when(json);
          case TAGS -> tags = tags(json);
          default -> json.skipChildren();
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT) {
        throw new GraphiteException("an event is one JSON object");
      }
    } catch (IOException e) {
      throw new GraphiteException("an event is a JSON object; at byte " + place(e));
    }
    if (what.isEmpty()) {
      throw new GraphiteException("an event needs a \"what\"");
    }
    return new GraphiteEvent(timestampNs, what, tags, data);
  }

  private static String place(IOException e) {
    return e instanceof com.fasterxml.jackson.core.JsonProcessingException json
            && json.getLocation() != null
        ? json.getLocation().getByteOffset() + " it is not"
        : "? it is not";
  }

  private static String text(JsonParser json, String name, int limit) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return "";
    }
    if (!token.isScalarValue()) {
      throw new GraphiteException("\"" + name + "\" must be a text");
    }
    String text = json.getText();
    if (text.length() > limit) {
      throw new GraphiteException(
          "\"" + name + "\" too long: " + text.length() + " characters, limit " + limit);
    }
    return text;
  }

  /// Seconds, as a number or a text.
  private static long when(JsonParser json) throws IOException {
    String text = text(json, "when", Integer.MAX_VALUE);
    try {
      double ms = Double.parseDouble(text) * 1e3;
      return Math.clamp((long) ms, Long.MIN_VALUE / NS_PER_MS, Long.MAX_VALUE / NS_PER_MS)
          * NS_PER_MS;
    } catch (NumberFormatException e) {
      throw new GraphiteException("\"when\" must be epoch seconds: " + text);
    }
  }

  private static Set<String> tags(JsonParser json) throws IOException {
    List<String> given = new ArrayList<>();
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        given.add(text(json, TAGS, MAX_TAGS));
      }
    } else {
      given.add(text(json, TAGS, MAX_TAGS));
    }
    String joined = String.join(" ", given);
    if (joined.length() > MAX_TAGS) {
      throw new GraphiteException(
          "\"tags\" too long: " + joined.length() + " characters, limit " + MAX_TAGS);
    }
    return words(joined);
  }

  /// The words of a list separated by spaces.
  static Set<String> words(String text) {
    Set<String> words = new TreeSet<>(List.of(text.strip().split("\\s+")));
    words.remove("");
    return words;
  }

  LogRecord toRecord() {
    Labels stream = Labels.of("job", "events", "kind", "graphite", "level", "info");
    var fields = new LabelsBuilder().set(TITLE, what);
    if (!tags.isEmpty()) {
      fields.set(TAGS, String.join(" ", tags));
    }
    String line = data.isEmpty() ? what : what + ": " + data;
    return new LogRecord(timestampNs, stream, fields.build(), line);
  }

  /// The event that `entry` records, its labels told apart by origin.
  static GraphiteEvent of(LogEntry entry) {
    String line = entry.line();
    String title = entry.metadata().valueOrEmpty(TITLE);
    String what = title.isEmpty() ? line : title;
    String data = line.startsWith(what + ": ") ? line.substring(what.length() + 2) : "";
    Set<String> tags = words(entry.metadata().valueOrEmpty(TAGS));
    if (!entry.stream().valueOrEmpty("kind").equals("graphite")) {
      for (String label : List.of("kind", "level", "host")) {
        tags.add(entry.stream().valueOrEmpty(label));
      }
      tags.remove("");
    }
    return new GraphiteEvent(entry.timestampNs(), what, tags, data);
  }
}
