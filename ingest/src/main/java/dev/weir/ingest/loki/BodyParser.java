package dev.weir.ingest.loki;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A JSON parser that knows where in the body it stands. One thread.
final class BodyParser implements Closeable {
  private final JsonParser parser;
  private final int base;
  private final boolean readsBytes;

  BodyParser(JsonParser parser, int base, boolean readsBytes) {
    this.parser = parser;
    this.base = base;
    this.readsBytes = readsBytes;
  }

  /// Goes to the next token; null at the end.
  @Nullable JsonToken next() throws IOException {
    return parser.nextToken();
  }

  /// True when it stands at `token`.
  boolean isAt(JsonToken token) {
    return parser.currentToken() == token;
  }

  /// Goes to the next token and says whether that is `token`.
  boolean nextIs(JsonToken token) throws IOException {
    return parser.nextToken() == token;
  }

  /// Name of the member it stands in.
  String name() throws IOException {
    return parser.currentName();
  }

  /// From the beginning of an object or array to its end; nothing for anything else.
  void skipChildren() throws IOException {
    parser.skipChildren();
  }

  /// Position of the first byte of the token, which is no name.
  int position() {
    JsonLocation location = parser.currentTokenLocation();
    return base + (int) (readsBytes ? location.getByteOffset() : location.getCharOffset());
  }

  /// Goes to the end of the array or object at whose beginning, or inside which, at `depth`, it
  /// stands.
  void leave(int depth) throws IOException {
    while (parser.getParsingContext().getNestingDepth() > depth && parser.nextToken() != null) {
      parser.skipChildren();
    }
  }

  /// How many objects and arrays it is in.
  int depth() {
    return parser.getParsingContext().getNestingDepth();
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
