package dev.weir.query.logql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// `| unpack`: undoes Promtail's `pack`: the texts of an object become labels, and `_entry` the
/// line. Without `_entry` nothing happens. One thread.
final class UnpackStage implements PipelineStage {
  private static final String ENTRY = "_entry";

  private final JsonFactory factory;
  private final WantedLabels wanted;
  private final LabelSlots found = new LabelSlots();

  UnpackStage(JsonFactory factory, WantedLabels wanted) {
    this.factory = factory;
    this.wanted = wanted;
  }

  @Override
  public boolean process(LineState line) {
    if (line.from() == line.to()) {
      return true;
    }
    found.clear();
    try (JsonParser in = factory.createParser(line.text(), line.from(), line.to() - line.from())) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        line.setError(PipelineErrors.JSON, "expecting json object(6), but it is not");
        return true;
      }
      String entry = read(in);
      if (entry != null) {
        unpack(line, entry);
      }
    } catch (IOException e) {
      line.setError(PipelineErrors.JSON, JsonLines.reason(e));
    }
    return true;
  }

  private @Nullable String read(JsonParser in) throws IOException {
    String entry = null;
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      JsonToken token = in.nextToken();
      if (token != JsonToken.VALUE_STRING) {
        in.skipChildren();
      } else if (name.equals(ENTRY)) {
        entry = in.getText();
      } else if (found.count() < LineState.MAX_LABELS) {
        found.set(name, JsonLines.scalar(in));
      }
    }
    return entry;
  }

  private void unpack(LineState line, String entry) {
    for (int i = 0; i < found.count(); i++) {
      String target = new ExtractedKey(ParsedNames.sanitize(found.name(i)), wanted).target(line);
      if (target != null) {
        line.setParsed(target, found.value(i));
      }
    }
    byte[] unpacked = entry.getBytes(StandardCharsets.UTF_8);
    line.setLine(unpacked, 0, unpacked.length);
  }
}
