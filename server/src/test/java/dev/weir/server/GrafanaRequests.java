package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

/// Sends what Grafana's data sources send, with their headers, to one data source URL.
///
/// @param prefix path of the data source's URL: empty, `/graphite`
record GrafanaRequests(ServerProcess server, String prefix) {
  /// What Grafana adds to requests of panels, and what its proxy passes on from the browser
  /// (`Origin` and `Referer` it takes out). Source: Grafana, `pkg/util/proxyutil`.
  private static final List<String> HEADERS =
      List.of(
          "X-Grafana-Cache", "Y",
          "X-Dashboard-UID", "dash",
          "X-Panel-Id", "7",
          "X-Grafana-Org-Id", "1",
          "X-Plugin-Id", "prometheus",
          "X-Datasource-Uid", "weir",
          "X-Grafana-Referer", "http://grafana.example.test:3000/d/dash",
          "X-Forwarded-For", "192.0.2.7, 127.0.0.1",
          "Sec-Fetch-Site", "same-origin",
          "Sec-Fetch-Mode", "cors",
          "User-Agent", "Grafana/12.0.0",
          "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

  record Answer(int status, String type, String body) {
    /// The value at `path` (names and indexes) of a body that is JSON and came with 200.
    Object at(Object... path) throws Exception {
      assertEquals(200, status, body);
      assertTrue(type.startsWith("application/json"), type + ": " + body);
      Object value = Objects.requireNonNull(Json.parse(body));
      for (Object step : path) {
        Object next =
            step instanceof Integer index
                ? ((List<?>) value).get(index)
                : ((Map<?, ?>) value).get(step);
        value = Objects.requireNonNull(next, () -> step + " is not there or null in " + body);
      }
      return value;
    }

    /// Names of the members of the object at `path`, in order.
    List<String> names(Object... path) throws Exception {
      return ((Map<?, ?>) at(path)).keySet().stream().map(String::valueOf).toList();
    }

    List<?> list(Object... path) throws Exception {
      return (List<?>) at(path);
    }

    /// Asserts that it is this text, with a line end or without.
    void assertText(int expectedStatus, String text) {
      assertEquals(text, body.strip());
      assertEquals(expectedStatus, status, body);
      assertTrue(type.startsWith("text/plain"), type);
    }
  }

  /// `GET`, with parameters by name and value in turns.
  Answer get(String path, String... pairs) throws Exception {
    return get(path, List.of(), pairs);
  }

  Answer get(String path, List<String> headers, String... pairs) throws Exception {
    String query = form(pairs);
    return answer(server.get(prefix + path + (query.isEmpty() ? "" : "?" + query), all(headers)));
  }

  /// `POST` of a form.
  Answer post(String path, String... pairs) throws Exception {
    return postBody(path, form(pairs));
  }

  Answer postBody(String path, String body) throws Exception {
    return answer(
        server.post(
            prefix + path,
            body,
            all(List.of("Content-Type", "application/x-www-form-urlencoded"))));
  }

  private static String[] all(List<String> headers) {
    var all = new ArrayList<>(HEADERS);
    all.addAll(headers);
    return all.toArray(String[]::new);
  }

  private static Answer answer(HttpResponse<String> response) {
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.body());
  }

  static String form(String... pairs) {
    var form = new StringJoiner("&");
    for (int i = 0; i < pairs.length; i += 2) {
      form.add(encoded(pairs[i]) + "=" + encoded(pairs[i + 1]));
    }
    return form.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
