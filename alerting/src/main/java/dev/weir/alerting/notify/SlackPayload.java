package dev.weir.alerting.notify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.alerting.Alert;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// The body of an incoming webhook in the form of attachments, which Slack, Mattermost and
/// Rocket.Chat all take.
final class SlackPayload {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_TITLE = 200;
  private static final int MAX_ALERTS = 20;
  private static final int MAX_ALERT_TEXT = 400;
  private static final int MAX_FIELDS = 8;
  private static final int MAX_FIELD = 100;

  private SlackPayload() {}

  static byte[] of(Message message) {
    var out = new ByteArrayOutputStream(2048);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      write(json, message);
    } catch (IOException e) {
      throw new UncheckedIOException("BUG: cannot write into memory", e);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, Message message) throws IOException {
    String title = title(message);
    json.writeStartObject();
    json.writeStringField("text", "");
    json.writeArrayFieldStart("attachments");
    json.writeStartObject();
    json.writeStringField("fallback", title);
    json.writeStringField("color", message.isFiring() ? "danger" : "good");
    json.writeStringField("title", title);
    json.writeStringField("title_link", link(message));
    json.writeStringField("text", text(message));
    fields(json, message);
    json.writeArrayFieldStart("mrkdwn_in");
    json.writeString("text");
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String title(Message message) {
    String state = message.isFiring() ? "[FIRING:" + message.firingCount() + "] " : "[RESOLVED] ";
    return state + SlackText.of(message.group().name(), MAX_TITLE);
  }

  private static String link(Message message) {
    return message.alerts().isEmpty() || message.alerts().getFirst().generatorUrl().isEmpty()
        ? message.externalUrl()
        : message.alerts().getFirst().generatorUrl();
  }

  private static String text(Message message) {
    var out = new StringBuilder();
    boolean isMixed = message.firingCount() > 0 && message.resolvedCount() > 0;
    int shown = Math.min(MAX_ALERTS, message.alerts().size());
    for (Alert alert : message.alerts().subList(0, shown)) {
      out.append(out.isEmpty() ? "" : "\n").append(line(alert, isMixed));
    }
    int more = message.firingCount() + message.resolvedCount() - shown;
    if (more > 0) {
      out.append(out.isEmpty() ? "" : "\n").append("and ").append(more).append(" more");
    }
    return out.toString();
  }

  private static String line(Alert alert, boolean isMixed) {
    var out = new StringBuilder("• ");
    if (isMixed && alert.isResolved()) {
      out.append("resolved: ");
    }
    String summary = alert.annotations().getOrDefault("summary", "");
    String description = alert.annotations().getOrDefault("description", "");
    out.append(SlackText.of(summary, MAX_ALERT_TEXT));
    if (!description.isEmpty()) {
      out.append(summary.isEmpty() ? "" : ": ").append(SlackText.of(description, MAX_ALERT_TEXT));
    }
    String labels = labels(alert);
    if (!labels.isEmpty()) {
      boolean isAlone = summary.isEmpty() && description.isEmpty();
      out.append(isAlone ? "" : " (").append(SlackText.of(labels, MAX_ALERT_TEXT));
      out.append(isAlone ? "" : ")");
    }
    return out.toString();
  }

  private static String labels(Alert alert) {
    var out = new StringBuilder();
    for (int i = 0; i < alert.labels().count(); i++) {
      String name = alert.labels().name(i);
      if (!name.equals(Alert.NAME_LABEL)) {
        out.append(out.isEmpty() ? "" : ", ").append(name).append('=');
        out.append(alert.labels().value(i));
      }
    }
    return out.toString();
  }

  private static void fields(JsonGenerator json, Message message) throws IOException {
    json.writeArrayFieldStart("fields");
    int count = 0;
    for (Map.Entry<String, String> label : message.commonLabels().entrySet()) {
      if (!label.getKey().equals(Alert.NAME_LABEL) && count++ < MAX_FIELDS) {
        json.writeStartObject();
        json.writeStringField("title", SlackText.of(label.getKey(), MAX_FIELD));
        json.writeStringField("value", SlackText.of(label.getValue(), MAX_FIELD));
        json.writeBooleanField("short", true);
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }
}
