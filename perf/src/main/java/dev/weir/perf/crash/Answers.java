package dev.weir.perf.crash;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// Asks the server over its Prometheus API.
final class Answers {
  private static final JsonFactory JSON = new JsonFactory();

  private final HttpClient client;
  private final URI base;

  Answers(HttpClient client, URI base) {
    this.client = client;
    this.base = base;
  }

  boolean isReady() {
    try {
      HttpRequest request = HttpRequest.newBuilder(base.resolve("/-/ready")).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// All samples of a range selector at `timeMs`, by timestamp in milliseconds. Fails when a
  /// timestamp comes twice.
  Map<Long, Double> samples(String selector, long timeMs) throws IOException, InterruptedException {
    var found = new TreeMap<Long, Double>();
    try (JsonParser json = JSON.createParser(query(selector, timeMs))) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME && json.currentName().equals("values")) {
          json.nextToken();
          while (json.nextToken() == JsonToken.START_ARRAY) {
            json.nextToken();
            long ms = Math.round(json.getDoubleValue() * 1000);
            json.nextToken();
            if (found.put(ms, Double.parseDouble(json.getText())) != null) {
              throw new IllegalStateException("timestamp twice: " + ms);
            }
            json.nextToken();
          }
        }
      }
    }
    return found;
  }

  /// The one value of an instant query; 0 when the answer is empty.
  double value(String expression, long timeMs) throws IOException, InterruptedException {
    try (JsonParser json = JSON.createParser(query(expression, timeMs))) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME && json.currentName().equals("value")) {
          json.nextToken();
          json.nextToken();
          json.nextToken();
          return Double.parseDouble(json.getText());
        }
      }
    }
    return 0;
  }

  private String query(String expression, long timeMs) throws IOException, InterruptedException {
    String path =
        "/api/v1/query?nocache=1&time="
            + timeMs / 1000.0
            + "&query="
            + URLEncoder.encode(expression, StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(base.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          expression + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }
}
