package dev.weir.ingest.loki;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.weir.ingest.decode.LogDecoder;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import java.io.IOException;

/// Decodes `{"streams":[{"stream":{"a":"b"},"values":[["<ns>","line",{"k":"v"}],...]},...]}`, a
/// whole body.
///
/// Labels are the sender's, exactly; the third element of a value, structured metadata, becomes
/// fields. A stream whose labels are none is refused (`BAD_LABELS`), its neighbours are kept; so is
/// an entry with a time that is no string of digits (`BAD_TIMESTAMP`), that is outside the window
/// (`TOO_OLD`, `TOO_NEW`) or not of this shape (`SYNTAX`). A line over the limit is cut. Where the
/// body stops being JSON the rest is refused, `SYNTAX`, and what came before is kept.
///
/// A body that is not UTF-8 is read all the same, its bytes kept as they are: see [BodyText].
///
/// Stateless: any thread.
public final class LokiJsonDecoder implements LogDecoder {
  private static final int STRING_LENGTH_MAX = 64 << 20;
  private static final int NESTING_MAX = 64;

  private final JsonFactory factory =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION) // it is UTF-8
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(NESTING_MAX)
                  .maxStringLength(STRING_LENGTH_MAX)
                  .build())
          .build();

  @Override
  public void decode(Payload in, LogEntries out) {
    var body = new BodyText(factory, in.bytes(), in.offset(), in.offset() + in.length());
    try (BodyParser parser = body.open()) {
      var reader = new PushReader(body, out);
      if (!reader.isPush(parser) || parser.next() != null) {
        out.refusals().explain(Malformed.SYNTAX, () -> "expected {\"streams\":[...]}");
      }
    } catch (IOException e) {
      out.refusals().explain(Malformed.SYNTAX, () -> "not JSON: " + firstLine(e));
    }
  }

  private static String firstLine(IOException e) {
    String text = String.valueOf(e.getMessage());
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
