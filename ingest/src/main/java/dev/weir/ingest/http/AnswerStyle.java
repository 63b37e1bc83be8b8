package dev.weir.ingest.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Locale;

/// How an endpoint's clients expect to be told what went wrong.
enum AnswerStyle {
  /// One line of text.
  TEXT {
    @Override
    void error(HttpServerExchange exchange, int status, String message) {
      send(exchange, status, "text/plain; charset=utf-8", message + "\n");
    }
  },
  /// InfluxDB 1: `{"error":"..."}`, repeated in a header.
  INFLUX_1 {
    @Override
    void error(HttpServerExchange exchange, int status, String message) {
      send(exchange, status, "application/json", "{\"error\":" + quoted(message) + "}\n");
    }
  },
  /// InfluxDB 2: `{"code":"...","message":"..."}`.
  INFLUX_2 {
    @Override
    void error(HttpServerExchange exchange, int status, String message) {
      send(
          exchange,
          status,
          "application/json",
          "{\"code\":\"" + code(status) + "\",\"message\":" + quoted(message) + "}\n");
    }
  };

  /// Answers with an error. `Retry-After` comes with those that may be tried again.
  abstract void error(HttpServerExchange exchange, int status, String message);

  /// Answers that all is kept.
  void done(HttpServerExchange exchange) {
    exchange.setStatusCode(204);
    exchange.endExchange();
  }

  private static void send(HttpServerExchange exchange, int status, String type, String text) {
    exchange.setStatusCode(status);
    if (status == 429 || status == 503) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
    }
    if (!exchange.isRequestComplete()) {
      exchange.setPersistent(false); // whatever is left of the body is not worth reading
    }
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.getResponseSender().send(text);
  }

  private static String code(int status) {
    return switch (status) {
      case 400 -> "invalid";
      case 408 -> "request timeout";
      case 413 -> "request too large";
      case 415 -> "unsupported media type";
      case 429 -> "too many requests";
      case 503, 507 -> "unavailable";
      default -> "internal error";
    };
  }

  /// A JSON string.
  static String quoted(String text) {
    var out = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
