package dev.weir.query.logql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// `| json`: every scalar of the object becomes a label, nested ones with their path joined by `_`.
/// Arrays and nulls are passed over. What stands before a mistake is kept. One thread.
final class JsonStage implements PipelineStage {
  /// Most keys whose names are remembered.
  private static final int MAX_KEYS = 8192;

  private static final String NO_OBJECT =
      "Value looks like object, but can't find closing '}' symbol";

  private final JsonFactory factory;
  private final WantedLabels wanted;
  private final Place root;
  private int places;

  /// A key at its place in the object.
  private static final class Place {
    final String path;
    final ExtractedKey key;
    final boolean isWantedUnder;
    final Map<String, Place> children = new HashMap<>();

    Place(String path, WantedLabels wanted) {
      this.path = path;
      key = new ExtractedKey(path, wanted);
      isWantedUnder = wanted.wantsUnder(path);
    }
  }

  JsonStage(JsonFactory factory, WantedLabels wanted) {
    this.factory = factory;
    this.wanted = wanted;
    root = new Place("", wanted);
  }

  @Override
  public boolean process(LineState line) {
    if (wanted.isNothing()) {
      return true;
    }
    try (JsonParser in = factory.createParser(line.text(), line.from(), line.to() - line.from())) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        line.setError(PipelineErrors.JSON, NO_OBJECT);
      } else {
        object(in, root, line);
      }
    } catch (IOException e) {
      line.setError(PipelineErrors.JSON, JsonLines.reason(e));
    }
    return true;
  }

  /// Reads an object to its end. False when all that is wanted has been found.
  private boolean object(JsonParser in, Place place, LineState line) throws IOException {
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      Place child = child(place, name);
      JsonToken token = in.nextToken();
      if (token == JsonToken.START_OBJECT && child.isWantedUnder) {
        if (!object(in, child, line)) {
          return false;
        }
      } else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
        in.skipChildren();
      } else if (token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
        String target = child.key.target(line);
        if (target != null) {
          line.setParsed(target, JsonLines.scalar(in));
          if (wanted.areAllExtracted(line)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private Place child(Place place, String name) {
    Place known = place.children.get(name);
    if (known != null) {
      return known;
    }
    String part = ParsedNames.sanitize(name);
    var child = new Place(place.path.isEmpty() ? part : place.path + '_' + part, wanted);
    if (places < MAX_KEYS) {
      places++;
      place.children.put(name, child);
    }
    return child;
  }
}
