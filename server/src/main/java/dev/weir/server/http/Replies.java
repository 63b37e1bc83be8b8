package dev.weir.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/// Short answers.
final class Replies {
  static final String TEXT = "text/plain; charset=utf-8";
  static final String JSON = "application/json";

  private Replies() {}

  /// Answers with `status` and one line of text.
  static void text(HttpServerExchange exchange, int status, String text) {
    send(exchange, status, TEXT, text + "\n");
  }

  static void json(HttpServerExchange exchange, int status, String json) {
    send(exchange, status, JSON, json);
  }

  private static void send(HttpServerExchange exchange, int status, String type, String body) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.getResponseSender().send(body);
  }
}
