package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.QueryException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/// Bodies as Loki has them: JSON written straight to the response, errors as text.
final class LokiReplies {
  static final String JSON_TYPE = "application/json; charset=UTF-8";
  private static final String TEXT_TYPE = "text/plain; charset=utf-8";
  private static final JsonFactory JSON = new JsonFactory();

  private LokiReplies() {}

  /// Writes the fields of an object.
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /// Answers an object as it is.
  static void object(HttpServerExchange exchange, Fields fields) throws IOException {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, JSON_TYPE);
    try (JsonGenerator json = JSON.createGenerator(exchange.getOutputStream())) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    }
  }

  /// Answers `{"status":"success",...}`.
  static void success(HttpServerExchange exchange, Fields fields) throws IOException {
    object(
        exchange,
        json -> {
          json.writeStringField("status", "success");
          fields.write(json);
        });
  }

  static void strings(JsonGenerator json, String field, Collection<String> texts)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  static void error(HttpServerExchange exchange, QueryException error) throws IOException {
    text(exchange, status(error.kind()), words(error));
  }

  private static int status(QueryException.Kind kind) {
    return switch (kind) {
      case BAD_DATA, EXECUTION -> 400;
      case CANCELED -> 499;
      case TIMEOUT -> 504;
      case UNAVAILABLE, NOT_FOUND, INTERNAL -> kind.status();
    };
  }

  private static String words(QueryException error) {
    return switch (error.kind()) {
      case CANCELED -> "The request was cancelled by the client.";
      case TIMEOUT ->
          "request timed out, decrease the duration of the request or add more label matchers"
              + " (prefer exact match over regex match) to reduce the amount of data processed ("
              + error.text()
              + ")";
      case BAD_DATA, EXECUTION, UNAVAILABLE, NOT_FOUND, INTERNAL -> error.text();
    };
  }

  /// Answers a text, which ends in a line feed.
  static void text(HttpServerExchange exchange, int status, String text) throws IOException {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, TEXT_TYPE);
    String line = text.endsWith("\n") ? text : text + "\n";
    try (var out = exchange.getOutputStream()) {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    }
  }
}
