package dev.weir.ingest.lines;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.weir.ingest.decode.Payload;
import dev.weir.storage.model.LabelNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a payload as JSON: an object is an event, an array holds one in each element, and several
/// values may follow one another. All of it is JSON or none of it is taken.
///
/// Nested objects are flattened, `{"a":{"b":1}}` to `a_b`, [#DEPTH_MAX] levels deep; what lies
/// deeper, and arrays, become their JSON text without blanks. Any thread.
final class JsonEvents {
  /// Levels of objects that become part of names.
  static final int DEPTH_MAX = 8;

  private static final int NAME_LENGTH_MAX = 255;
  private static final int NESTING_MAX = 500;

  private final JsonFactory factory =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION) // it is UTF-8
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(NESTING_MAX).build())
          .build();

  /// The events in `bytes[from, to)` of the payload; null when that is not JSON, or not of this
  /// kind.
  @Nullable List<JsonEvent> read(Payload payload, int from, int to) {
    var events = new ArrayList<JsonEvent>(1);
    var reading = new Reading(payload.bytes(), from);
    try (JsonParser parser = factory.createParser(payload.bytes(), from, to - from)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (!reading.root(parser, token, events)) {
          return null;
        }
      }
    } catch (IOException e) {
      return null; // the caller counts it
    }
    return events.isEmpty() ? null : events;
  }

  private static final class Reading {
    private final byte[] bytes;
    private final int start;

    Reading(byte[] bytes, int start) {
      this.bytes = bytes;
      this.start = start;
    }

    boolean root(JsonParser parser, JsonToken token, List<JsonEvent> events) throws IOException {
      if (token == JsonToken.START_OBJECT) {
        events.add(event(parser));
        return true;
      }
      if (token != JsonToken.START_ARRAY) {
        return false;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        events.add(event(parser));
      }
      return true;
    }

    /// Reads the value that the parser stands at.
    private JsonEvent event(JsonParser parser) throws IOException {
      var event = new JsonEvent(tokenStart(parser));
      switch (parser.currentToken()) {
        case START_OBJECT -> object(parser, "", 1, event);
        case VALUE_STRING -> event.text(parser.getText());
        default -> parser.skipChildren();
      }
      event.endAt(tokenEnd(parser));
      return event;
    }

    private void object(JsonParser parser, String prefix, int depth, JsonEvent event)
        throws IOException {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        JsonToken value = parser.nextToken();
        if (depth == 1 && key.equals("@version")) {
          parser.skipChildren();
          continue;
        }
        String name = name(prefix, key);
        switch (value) {
          case START_OBJECT -> {
            if (depth < DEPTH_MAX) {
              object(parser, name + '_', depth + 1, event);
            } else {
              event.put(name, new JsonEvent.Member(compact(parser), false));
            }
          }
          case START_ARRAY -> event.put(name, new JsonEvent.Member(compact(parser), false));
          case VALUE_STRING -> event.put(name, new JsonEvent.Member(parser.getText(), true));
          case VALUE_NULL -> event.members().remove(name); // the last of equal names wins
          default -> event.put(name, new JsonEvent.Member(parser.getText(), false));
        }
      }
    }

    private static String name(String prefix, String key) {
      String name = LabelNames.of(prefix.isEmpty() ? key : prefix + key);
      return name.length() <= NAME_LENGTH_MAX ? name : name.substring(0, NAME_LENGTH_MAX);
    }

    /// The text of the object or array that the parser stands at, without blanks between tokens.
    private String compact(JsonParser parser) throws IOException {
      int from = tokenStart(parser);
      parser.skipChildren();
      int to = tokenEnd(parser);
      byte[] kept = new byte[to - from];
      int length = 0;
      boolean isQuoted = false;
      for (int i = from; i < to; i++) {
        byte b = bytes[i];
        if (isQuoted && b == '\\') {
          kept[length++] = b;
          b = bytes[++i];
        } else if (b == '"') {
          isQuoted = !isQuoted;
        } else if (!isQuoted && b <= ' ' && b >= 0) {
          continue;
        }
        kept[length++] = b;
      }
      return new String(kept, 0, length, StandardCharsets.UTF_8);
    }

    private int tokenStart(JsonParser parser) {
      return start + (int) parser.currentTokenLocation().getByteOffset();
    }

    private int tokenEnd(JsonParser parser) throws IOException {
      parser.finishToken();
      return start + (int) parser.currentLocation().getByteOffset();
    }
  }
}
