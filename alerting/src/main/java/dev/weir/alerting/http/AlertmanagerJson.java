package dev.weir.alerting.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.alerting.Alert;
import dev.weir.alerting.silence.LabelCondition;
import dev.weir.alerting.silence.Silence;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Bodies of Alertmanager's API. Times have milliseconds and are UTC.
final class AlertmanagerJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// An alert that fires is said to do so until then, unless it is seen again.
  private static final long VALID_MS = 5 * 60_000;

  private AlertmanagerJson() {}

  /// Writes one value.
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /// An alert with what is known about it now.
  record Shown(Alert alert, List<String> silencedBy, List<String> receivers, long nowMs) {}

  static void write(HttpServerExchange exchange, Body body) throws IOException {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    try (JsonGenerator json = JSON.createGenerator(exchange.getOutputStream())) {
      body.write(json);
    }
  }

  /// Errors are plain strings.
  static void error(HttpServerExchange exchange, int status, @Nullable String text)
      throws IOException {
    exchange.setStatusCode(status);
    write(exchange, json -> json.writeString(text == null ? "error" : text));
  }

  private static String time(long epochMs) {
    return TIME.format(Instant.ofEpochMilli(epochMs));
  }

  static void status(
      HttpServerExchange exchange, String version, long startedMs, List<String> receivers)
      throws IOException {
    write(
        exchange,
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("cluster");
          json.writeArrayFieldStart("peers");
          json.writeEndArray();
          json.writeStringField("status", "disabled");
          json.writeEndObject();
          json.writeObjectFieldStart("config");
          json.writeStringField("original", config(receivers));
          json.writeEndObject();
          json.writeStringField("uptime", time(startedMs));
          json.writeObjectFieldStart("versionInfo");
          for (String field :
              List.of("branch", "buildDate", "buildUser", "goVersion", "revision")) {
            json.writeStringField(field, "");
          }
          json.writeStringField("version", version);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  /// What of an Alertmanager's configuration there is here: names only, for addresses are secrets.
  private static String config(List<String> receivers) {
    var out = new StringBuilder("route:\n  receiver: ");
    out.append(receivers.isEmpty() ? "none" : receivers.getFirst());
    out.append("\n  group_by: [alertname]\nreceivers:\n");
    for (String name : receivers.isEmpty() ? List.of("none") : receivers) {
      out.append("- name: ").append(name).append('\n');
    }
    return out.toString();
  }

  static void alerts(JsonGenerator json, List<Shown> alerts) throws IOException {
    json.writeStartArray();
    for (Shown shown : alerts) {
      alert(json, shown);
    }
    json.writeEndArray();
  }

  private static void alert(JsonGenerator json, Shown shown) throws IOException {
    Alert alert = shown.alert();
    json.writeStartObject();
    map(json, "annotations", alert.annotations());
    json.writeStringField("endsAt", time(shown.nowMs() + VALID_MS));
    json.writeStringField("fingerprint", alert.fingerprint());
    json.writeArrayFieldStart("receivers");
    for (String receiver : shown.receivers()) {
      name(json, receiver);
    }
    json.writeEndArray();
    json.writeStringField("startsAt", time(alert.startsAtMs()));
    json.writeObjectFieldStart("status");
    strings(json, "inhibitedBy", List.of());
    strings(json, "silencedBy", shown.silencedBy());
    json.writeStringField("state", shown.silencedBy().isEmpty() ? "active" : "suppressed");
    json.writeEndObject();
    json.writeStringField("updatedAt", time(shown.nowMs()));
    json.writeStringField("generatorURL", alert.generatorUrl());
    map(json, "labels", alert.labels().toMap());
    json.writeEndObject();
  }

  /// One group per name and receiver.
  static void groups(JsonGenerator json, Map<String, List<Shown>> byName, List<String> receivers)
      throws IOException {
    json.writeStartArray();
    for (Map.Entry<String, List<Shown>> group : byName.entrySet()) {
      for (String receiver : receivers) {
        json.writeStartObject();
        json.writeFieldName("alerts");
        alerts(json, group.getValue());
        map(json, "labels", Map.of(Alert.NAME_LABEL, group.getKey()));
        json.writeFieldName("receiver");
        name(json, receiver);
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private static void name(JsonGenerator json, String name) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeEndObject();
  }

  static void silence(JsonGenerator json, Silence silence, long nowMs) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", silence.id());
    json.writeObjectFieldStart("status");
    json.writeStringField("state", silence.state(nowMs).name().toLowerCase(Locale.ROOT));
    json.writeEndObject();
    json.writeStringField("updatedAt", time(silence.updatedAtMs()));
    json.writeStringField("comment", silence.comment());
    json.writeStringField("createdBy", silence.createdBy());
    json.writeStringField("endsAt", time(silence.endsAtMs()));
    json.writeArrayFieldStart("matchers");
    for (LabelCondition matcher : silence.matchers()) {
      json.writeStartObject();
      json.writeBooleanField("isEqual", matcher.isEqual());
      json.writeBooleanField("isRegex", matcher.isRegex());
      json.writeStringField("name", matcher.name());
      json.writeStringField("value", matcher.value());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("startsAt", time(silence.startsAtMs()));
    json.writeEndObject();
  }

  private static void strings(JsonGenerator json, String field, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void map(JsonGenerator json, String field, Map<String, String> map)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, String> entry : map.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }
}
