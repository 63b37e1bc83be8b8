package dev.weir.alerting.notify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.alerting.Alert;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/// Alertmanager's webhook body, version 4.
final class WebhookPayload {
  private static final JsonFactory JSON = new JsonFactory();

  /// What Go calls the zero time.
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private WebhookPayload() {}

  static byte[] of(Message message) {
    var out = new ByteArrayOutputStream(4096);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      write(json, message);
    } catch (IOException e) {
      throw new UncheckedIOException("BUG: cannot write into memory", e);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, Message message) throws IOException {
    json.writeStartObject();
    json.writeStringField("version", "4");
    json.writeStringField("groupKey", message.group().text());
    json.writeNumberField("truncatedAlerts", message.truncatedAlerts());
    json.writeStringField("status", message.status());
    json.writeStringField("receiver", message.receiver());
    map(json, "groupLabels", Map.of(Alert.NAME_LABEL, message.group().name()));
    map(json, "commonLabels", message.commonLabels());
    map(json, "commonAnnotations", message.commonAnnotations());
    map(json, "routeLabels", Map.of());
    json.writeStringField("externalURL", message.externalUrl());
    json.writeArrayFieldStart("alerts");
    for (Alert alert : message.alerts()) {
      alert(json, alert);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void alert(JsonGenerator json, Alert alert) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", alert.isResolved() ? "resolved" : "firing");
    map(json, "labels", alert.labels().toMap());
    map(json, "annotations", alert.annotations());
    json.writeStringField("startsAt", time(alert.startsAtMs()));
    json.writeStringField("endsAt", alert.isResolved() ? time(alert.endsAtMs()) : NEVER);
    json.writeStringField("generatorURL", alert.generatorUrl());
    json.writeStringField("fingerprint", alert.fingerprint());
    json.writeEndObject();
  }

  private static String time(long epochMs) {
    return Instant.ofEpochMilli(epochMs).toString();
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
