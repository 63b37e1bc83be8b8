package dev.weir.query.logql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;

/// How lines of JSON are read: as leniently as Loki does where that costs nothing.
final class JsonLines {
  private static final int MAX_DEPTH = 256;

  private JsonLines() {}

  /// A factory for one pipeline: the names that it remembers are those of one query.
  static JsonFactory factory() {
    return JsonFactory.builder()
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
        .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
        .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CHARSET_DETECTION)
        .build();
  }

  /// The scalar at the parser as a label's value. Text with bytes that are not UTF-8 is empty, as
  /// in Loki.
  static String scalar(JsonParser in) throws IOException {
    String text = in.getText();
    return text.indexOf('\ufffd') >= 0 ? "" : text;
  }

  /// What is wrong with a line, without the parser's idea of where it came from.
  static String reason(IOException e) {
    String message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return message == null ? "malformed JSON" : message;
  }
}
