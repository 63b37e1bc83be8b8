package dev.weir.query.logql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.query.logql.ast.Stage.Extraction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// `| json a="b.c[0]"`: only what stands at these paths. An object or an array is its JSON text; a
/// path that leads nowhere, or to null, gives an empty label. One thread.
final class JsonPathStage implements PipelineStage {
  /// Most paths in one stage: they are bits of one number.
  private static final int MAX_PATHS = 64;

  private final JsonFactory factory;
  private final WantedLabels wanted;
  private final String[] names;
  private final JsonPaths.Step[][] paths;
  private final String[] found;

  JsonPathStage(JsonFactory factory, List<Extraction> extractions, WantedLabels wanted) {
    if (extractions.size() > MAX_PATHS) {
      throw new IllegalArgumentException(
          "too many expressions: " + extractions.size() + ", limit " + MAX_PATHS);
    }
    this.factory = factory;
    this.wanted = wanted;
    names = extractions.stream().map(Extraction::name).toArray(String[]::new);
    paths =
        extractions.stream()
            .map(e -> JsonPaths.parse(e.expression()).toArray(JsonPaths.Step[]::new))
            .toArray(JsonPaths.Step[][]::new);
    found = new String[names.length];
  }

  @Override
  public boolean process(LineState line) {
    if (wanted.isNothing() || line.from() == line.to()) {
      return true;
    }
    byte first = line.text()[line.from()];
    if (first != '{' && first != '[' && first != '"') {
      line.setError(PipelineErrors.JSON, "");
      return true;
    }
    Arrays.fill(found, "");
    try (JsonParser in = factory.createParser(line.text(), line.from(), line.to() - line.from())) {
      in.nextToken();
      value(in, line, 0, names.length == MAX_PATHS ? -1 : (1L << names.length) - 1);
    } catch (IOException e) {
      line.setError(PipelineErrors.JSON, "");
    }
    for (int i = 0; i < names.length; i++) {
      line.extract(names[i], found[i]);
    }
    return true;
  }

  /// Reads the value at the parser, which `depth` steps of the paths in `active` led to.
  private void value(JsonParser in, LineState line, int depth, long active) throws IOException {
    long ending = 0;
    for (int i = 0; i < paths.length; i++) {
      if ((active & (1L << i)) != 0 && paths[i].length == depth) {
        ending |= 1L << i;
      }
    }
    JsonToken token = in.currentToken();
    int start = line.from() + (int) in.currentTokenLocation().getByteOffset();
    String text = "";
    if (token == JsonToken.START_OBJECT) {
      fields(in, line, depth, active & ~ending);
    } else if (token == JsonToken.START_ARRAY) {
      elements(in, line, depth, active & ~ending);
    } else if (token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      text = ending == 0 ? "" : in.getText();
    }
    if (ending != 0) {
      if (token != null && token.isStructStart()) {
        int end = line.from() + (int) in.currentLocation().getByteOffset();
        text = new String(line.text(), start, end - start, StandardCharsets.UTF_8);
      }
      for (int i = 0; i < paths.length; i++) {
        if ((ending & (1L << i)) != 0) {
          found[i] = text;
        }
      }
    }
  }

  private void fields(JsonParser in, LineState line, int depth, long active) throws IOException {
    if (active == 0) {
      in.skipChildren();
      return;
    }
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      long next = 0;
      for (int i = 0; i < paths.length; i++) {
        if ((active & (1L << i)) != 0 && paths[i][depth].name().equals(name)) {
          next |= paths[i][depth].isIndex() ? 0 : 1L << i;
        }
      }
      in.nextToken();
      into(in, line, depth, next);
    }
  }

  private void elements(JsonParser in, LineState line, int depth, long active) throws IOException {
    if (active == 0) {
      in.skipChildren();
      return;
    }
    int index = 0;
    for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
      if (token == null) {
        return;
      }
      long next = 0;
      for (int i = 0; i < paths.length; i++) {
        if ((active & (1L << i)) != 0 && paths[i][depth].index() == index) {
          next |= 1L << i;
        }
      }
      index++;
      into(in, line, depth, next);
    }
  }

  private void into(JsonParser in, LineState line, int depth, long next) throws IOException {
    if (next == 0) {
      in.skipChildren();
    } else {
      value(in, line, depth + 1, next);
    }
  }
}
