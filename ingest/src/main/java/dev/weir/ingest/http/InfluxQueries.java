package dev.weir.ingest.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.Locale;

/// The statements that clients of InfluxDB 1 send before they write: `CREATE DATABASE` and `SHOW
/// DATABASES`. There are no databases here, so both are answered and change nothing.
///
/// The statement comes as the parameter `q` of the URL or of a form; the form is read as text of at
/// most 64 KiB, by nobody else.
final class InfluxQueries {
  private static final String DONE = "{\"results\":[{\"statement_id\":0}]}\n";
  private static final String DATABASES =
      "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"databases\","
          + "\"columns\":[\"name\"],\"values\":[[\"weir\"]]}]}]}\n";
  private static final int FORM_BYTES = 64 << 10;

  private final BodyReader reader;

  InfluxQueries(BodyReader reader) {
    this.reader = reader;
  }

  void handle(HttpServerExchange exchange) {
    try {
      String statement = statement(exchange);
      String start = statement.strip().toUpperCase(Locale.ROOT);
      if (start.startsWith("CREATE DATABASE")) {
        json(exchange, 200, DONE);
      } else if (start.startsWith("SHOW DATABASES")) {
        json(exchange, 200, DATABASES);
      } else {
        AnswerStyle.INFLUX_1.error(
            exchange, 400, "only CREATE DATABASE and SHOW DATABASES are answered here");
      }
    } catch (BodyException e) {
      AnswerStyle.INFLUX_1.error(exchange, e.status(), e.text());
    }
  }

  private String statement(HttpServerExchange exchange) throws BodyException {
    Deque<String> inUrl = exchange.getQueryParameters().get("q");
    if (inUrl != null && !inUrl.isEmpty()) {
      return inUrl.getFirst();
    }
    try (BodyBuffer form = reader.read(exchange)) {
      if (form.length() > FORM_BYTES) {
        throw new BodyException(413, "form too large: " + form.length() + " bytes");
      }
      String text = new String(form.bytes(), 0, form.length(), StandardCharsets.UTF_8);
      for (String pair : text.split("&")) {
        if (pair.startsWith("q=")) {
          return URLDecoder.decode(pair.substring(2), StandardCharsets.UTF_8);
        }
      }
      throw new BodyException(400, "missing required parameter \"q\"");
    } catch (IllegalArgumentException e) {
      throw new BodyException(400, "malformed form: " + e.getMessage());
    }
  }

  static void json(HttpServerExchange exchange, int status, String body) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(body);
  }
}
