package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.QueryException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.util.List;

/// The Prometheus envelope, written straight to the response. The server compresses it and adds the
/// headers for browsers.
final class ApiWriter {
  static final String JSON_TYPE = "application/json";
  private static final JsonFactory JSON = new JsonFactory();

  private ApiWriter() {}

  /// Writes the member `data`, and whatever belongs after it.
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /// Answers `{"status":"success",...}`; `body` writes the members that follow.
  static void success(HttpServerExchange exchange, Body body) throws IOException {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, JSON_TYPE);
    try (JsonGenerator json = JSON.createGenerator(exchange.getOutputStream())) {
      json.writeStartObject();
      json.writeStringField("status", "success");
      body.write(json);
      json.writeEndObject();
    }
  }

  /// Answers an error with the status of its kind.
  static void error(HttpServerExchange exchange, QueryException error) throws IOException {
    error(exchange, error.kind().status(), error.kind().symbol(), error.text());
  }

  static void error(HttpServerExchange exchange, int status, String type, String text)
      throws IOException {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, JSON_TYPE);
    try (JsonGenerator json = JSON.createGenerator(exchange.getOutputStream())) {
      json.writeStartObject();
      json.writeStringField("status", "error");
      json.writeStringField("errorType", type);
      json.writeStringField("error", text);
      json.writeEndObject();
    }
  }

  static void strings(JsonGenerator json, String field, List<String> texts) throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /// Writes the field unless there is nothing in it.
  static void stringsIfAny(JsonGenerator json, String field, List<String> texts)
      throws IOException {
    if (!texts.isEmpty()) {
      strings(json, field, texts);
    }
  }
}
