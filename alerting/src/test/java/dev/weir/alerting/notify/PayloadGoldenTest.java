package dev.weir.alerting.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.Alert;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Bodies to the letter.
final class PayloadGoldenTest {
  private static final long AT_MS = 1_700_000_000_000L;

  private static Alert alert(String instance, long endsAtMs, String summary) {
    var annotations = new TreeMap<String, String>();
    annotations.put("summary", summary);
    annotations.put("runbook", "http://wiki/x");
    Labels labels = Labels.of("alertname", "HighLatency", "severity", "page", "instance", instance);
    String url = "http://weir:9430/graph?g0.expr=up";
    return new Alert(Tenant.DEFAULT, labels, annotations, AT_MS, endsAtMs, 1.5, url);
  }

  private static Message message(Alert... alerts) {
    int firing = (int) List.of(alerts).stream().filter(alert -> !alert.isResolved()).count();
    var key = new GroupKey(Tenant.DEFAULT, "HighLatency");
    return new Message(
        "team-x", key, List.of(alerts), firing, alerts.length - firing, 0, "http://weir:9430", "k");
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Test
  void webhook_isVersion4() {
    Message message = message(alert("a", 0, "p99 over 1 s"), alert("b", AT_MS + 500, "p99 \"b\""));
    assertEquals(
        """
        {"version":"4","groupKey":"{}:{alertname=\\"HighLatency\\"}","truncatedAlerts":0,\
        "status":"firing","receiver":"team-x","groupLabels":{"alertname":"HighLatency"},\
        "commonLabels":{"alertname":"HighLatency","severity":"page"},\
        "commonAnnotations":{"runbook":"http://wiki/x"},"routeLabels":{},\
        "externalURL":"http://weir:9430","alerts":[\
        {"status":"firing","labels":{"alertname":"HighLatency","instance":"a","severity":"page"},\
        "annotations":{"runbook":"http://wiki/x","summary":"p99 over 1 s"},\
        "startsAt":"2023-11-14T22:13:20Z","endsAt":"0001-01-01T00:00:00Z",\
        "generatorURL":"http://weir:9430/graph?g0.expr=up","fingerprint":"4a64c7d1f79d7e0f"},\
        {"status":"resolved","labels":{"alertname":"HighLatency","instance":"b","severity":"page"},\
        "annotations":{"runbook":"http://wiki/x","summary":"p99 \\"b\\""},\
        "startsAt":"2023-11-14T22:13:20Z","endsAt":"2023-11-14T22:13:20.500Z",\
        "generatorURL":"http://weir:9430/graph?g0.expr=up","fingerprint":"FP"}]}\
        """
            .replace("4a64c7d1f79d7e0f", message.alerts().get(0).fingerprint())
            .replace("FP", message.alerts().get(1).fingerprint()),
        text(WebhookPayload.of(message)));
  }

  @Test
  void slack_isAttachments() {
    assertEquals(
        """
        {"text":"","attachments":[{"fallback":"[FIRING:1] HighLatency","color":"danger",\
        "title":"[FIRING:1] HighLatency","title_link":"http://weir:9430/graph?g0.expr=up",\
        "text":"• p99 over 1 s (instance=a, severity=page)\\n\
        • resolved: fine (instance=b, severity=page)",\
        "fields":[{"title":"severity","value":"page","short":true}],"mrkdwn_in":["text"]}]}\
        """,
        text(SlackPayload.of(message(alert("a", 0, "p99 over 1 s"), alert("b", AT_MS, "fine")))));
    String resolved = text(SlackPayload.of(message(alert("a", AT_MS, "x"))));
    assertTrue(resolved.contains("\"color\":\"good\",\"title\":\"[RESOLVED] HighLatency\""));
  }

  @Test
  void slack_textOfStrangers_addressesNobody() {
    String evil = "<!channel> <http://evil|click> @here @all a&b [x](http://evil)";
    String body = text(SlackPayload.of(message(alert(evil, 0, evil))));
    assertFalse(body.contains("<"), body);
    assertFalse(body.contains("@here") || body.contains("@all"), body);
    assertFalse(body.contains("]("), body);
    assertTrue(body.contains("&lt;!channel&gt;") && body.contains("a&amp;b"), body);
  }

  @Test
  void slack_manyLongAlerts_areBounded() {
    List<Alert> alerts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      alerts.add(alert("host-" + i, 0, "<".repeat(10_000)));
    }
    byte[] body = SlackPayload.of(message(alerts.toArray(Alert[]::new)));
    assertTrue(body.length < 64_000, "" + body.length);
    assertTrue(text(body).contains("and 480 more"));
  }

  @Test
  void slackText_cut_keepsCharactersWhole() {
    assertEquals("ab…", SlackText.of("abc", 2));
    assertEquals("a…", SlackText.of("a😀b", 2));
    assertEquals("abc", SlackText.of("abc", 3));
  }

  @Test
  void groupKey_otherTenant_isARouteOfItsOwn() {
    assertEquals(
        "{}/{tenant=\"acme\"}:{alertname=\"a\\\"b\"}",
        new GroupKey(new Tenant("acme"), "a\"b").text());
  }

  @Test
  void receiver_whatIsNone_isRefusedWithoutItsAddress() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Receiver.webhook("ops", URI.create("ftp://host/s3cret")));
    assertEquals("receiver ops needs an http or https url", e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> Receiver.webhook("a b", URI.create("http://host/s3cret")));
    assertEquals(
        "https://hooks.example.com/…",
        Receiver.slack("x", URI.create("https://user:pw@hooks.example.com/T/B/s3cret?a=b"))
            .target());
  }

  @Test
  void backoff_grows_toAMinuteWithJitter() {
    var random = new Random(1);
    for (int failures = 1; failures < 200; failures++) {
      double middle = Math.min(60_000, 500 * Math.pow(1.5, failures - 1));
      long delay = Backoff.delayMs(failures, random);
      assertTrue(delay >= 0.5 * middle - 1 && delay <= 1.5 * middle, failures + " " + delay);
    }
  }
}
