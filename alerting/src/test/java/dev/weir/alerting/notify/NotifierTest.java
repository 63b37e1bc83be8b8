package dev.weir.alerting.notify;

import static dev.weir.alerting.notify.NotifierFixture.firing;
import static dev.weir.alerting.notify.NotifierFixture.resolved;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.Alert;
import dev.weir.alerting.ReceiverStatus;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What receivers hear and when, over real sockets and a clock moved by hand.
final class NotifierTest {
  private NotifierFixture fixture;

  @BeforeEach
  void start() throws IOException {
    fixture = new NotifierFixture();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private ReceiverStatus status() {
    return fixture.notifier.receivers().getFirst();
  }

  @Test
  void publish_newGroup_waitsForMoreOfIt() throws IOException {
    fixture.publish(firing("A", "i", "1"));
    fixture.run();
    assertEquals(List.of(), fixture.told());
    fixture.publish(firing("A", "i", "2"), firing("B", "i", "9"));
    fixture.pass(Duration.ofSeconds(2));
    assertEquals(
        new HashSet<>(List.of("firing 1+ 2+", "firing 9+")), new HashSet<>(fixture.told()));
    assertEquals(2, status().sent());
    assertEquals(0, status().pending());
  }

  @Test
  void publish_changes_areToldOnceAnInterval() throws IOException {
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(2));
    fixture.publish(firing("A", "i", "2"));
    fixture.pass(Duration.ofSeconds(20));
    assertEquals(1, fixture.told().size());
    fixture.publish(resolved("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(20));
    assertEquals(List.of("firing 1+", "firing 2+ 1-"), fixture.told());
    fixture.publish(resolved("A", "i", "2"));
    fixture.pass(Duration.ofSeconds(60));
    assertEquals(List.of("firing 1+", "firing 2+ 1-", "resolved 2-"), fixture.told());
    assertEquals(0, fixture.store.size());
  }

  @Test
  void publish_sameAgain_writesAndSendsNothing() throws IOException {
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(2));
    int changes = fixture.store.changes();
    for (int i = 0; i < 100; i++) {
      fixture.publish(firing("A", "i", "1"), resolved("A", "i", "7"), resolved("C", "i", "7"));
      fixture.pass(Duration.ofSeconds(15));
    }
    assertEquals(changes, fixture.store.changes());
    assertEquals(1, fixture.told().size());
  }

  @Test
  void publish_stillFiring_isRepeated() throws IOException {
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(2));
    fixture.pass(Duration.ofHours(4).minusSeconds(5));
    assertEquals(1, fixture.told().size());
    fixture.pass(Duration.ofSeconds(10));
    assertEquals(List.of("firing 1+", "firing 1+"), fixture.told());
    assertNotEquals(
        fixture.receiver.requests.get(0).idempotencyKey(),
        fixture.receiver.requests.get(1).idempotencyKey());
  }

  @Test
  void publish_cameAndWentUnheard_isNotTold() throws IOException {
    fixture.publish(firing("A", "i", "1"));
    fixture.publish(resolved("A", "i", "1"));
    fixture.pass(Duration.ofMinutes(5));
    assertEquals(List.of(), fixture.told());
    assertEquals(0, fixture.store.size());
  }

  @Test
  void publish_firesAgainBeforeTheEndWasTold_isOneState() throws IOException {
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(2));
    fixture.publish(resolved("A", "i", "1"));
    fixture.publish(NotifierFixture.alert("A", NotifierFixture.START_MS + 70_000, 0, "i", "1"));
    fixture.pass(Duration.ofMinutes(5));
    assertEquals(List.of("firing 1+"), fixture.told());
  }

  @Test
  void step_receiverIllForTenMinutes_isToldTheStateOnce() throws IOException {
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 500));
    fixture.publish(firing("A", "i", "1"), firing("A", "i", "2"));
    fixture.pass(Duration.ofMinutes(3));
    fixture.publish(firing("A", "i", "3"), firing("A", "i", "4"), resolved("A", "i", "2"));
    fixture.pass(Duration.ofMinutes(3));
    fixture.publish(resolved("A", "i", "3"));
    fixture.pass(Duration.ofMinutes(4));
    int attempts = fixture.receiver.requests.size();
    assertTrue(attempts >= 10 && attempts <= 40, "attempts " + attempts);
    assertEquals(1, status().pending());
    assertEquals("status 500", status().lastError());
    assertEquals(attempts, status().failed());
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 200));
    fixture.pass(Duration.ofMinutes(2));
    assertEquals(List.of("firing 1+ 4+"), fixture.told().subList(attempts, fixture.told().size()));
    assertEquals(1, status().sent());
    assertEquals(
        attempts, fixture.metric("weir_alerting_notification_retries_total", "receiver", "ops"));
  }

  @Test
  void step_retries_haveTheSameKeyUntilTheStateChanges() throws IOException {
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 503));
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(10));
    assertEquals(
        1,
        fixture.receiver.requests.stream()
            .map(TestReceiver.Request::idempotencyKey)
            .distinct()
            .count());
    fixture.publish(firing("A", "i", "2"));
    fixture.pass(Duration.ofMinutes(2));
    assertEquals(
        2,
        fixture.receiver.requests.stream()
            .map(TestReceiver.Request::idempotencyKey)
            .distinct()
            .count());
  }

  @Test
  void step_clockGoesBack_isNotWaitedFor() throws IOException {
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 500));
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofMinutes(5));
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 200));
    fixture.clock.advanceMillis(-Duration.ofDays(1).toMillis());
    fixture.pass(Duration.ofSeconds(5));
    assertEquals(1, status().sent());
    fixture.clock.advanceMillis(-Duration.ofDays(1).toMillis());
    fixture.publish(firing("A", "i", "2"));
    fixture.pass(Duration.ofSeconds(35));
    assertEquals(2, status().sent());
  }

  @Test
  void step_silencedWhileInDoubt_theEndIsToldAllTheSame() throws IOException {
    var isQuiet = new boolean[1];
    fixture.silencer =
        new Silencer() {
          @Override
          public boolean isSilenced(Alert alert, long nowMs) {
            return isQuiet[0] && alert.labels().valueOrEmpty("i").equals("1");
          }

          @Override
          public long nextChangeMs(long nowMs) {
            return nowMs + 1;
          }

          @Override
          public void onChange(Runnable listener) {}
        };
    fixture.restart();
    fixture.receiver.behave(exchange -> exchange.close());
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(2));
    isQuiet[0] = true;
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 200));
    int attempts = fixture.receiver.requests.size();
    fixture.publish(firing("A", "i", "2"));
    fixture.pass(Duration.ofMinutes(1));
    fixture.publish(resolved("A", "i", "1"));
    fixture.pass(Duration.ofMinutes(2));
    assertEquals(
        List.of("firing 2+", "firing 1+ 2+", "firing 2+ 1-"),
        fixture.told().subList(attempts, fixture.told().size()));
  }

  @Test
  void step_tooManyRequests_waitsAsLongAsAsked() throws IOException {
    fixture.receiver.behave(exchange -> {
      exchange.getResponseHeaders().add("Retry-After", "120");
      TestReceiver.status(exchange, 429);
    });
    fixture.publish(firing("A", "i", "1"), firing("B", "i", "2"));
    fixture.pass(Duration.ofSeconds(119));
    assertEquals(1, fixture.receiver.requests.size());
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 204));
    fixture.pass(Duration.ofSeconds(10));
    assertEquals(3, fixture.receiver.requests.size());
    assertEquals(2, status().sent());
  }

  @Test
  void step_refusedConnection_isRetried() throws IOException {
    var gone = new TestReceiver();
    gone.close();
    fixture.receivers = List.of(Receiver.webhook("ops", gone.uri()));
    fixture.restart();
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofMinutes(5));
    assertEquals("connection refused", status().lastError());
    assertTrue(status().failed() > 5, "" + status().failed());
    assertEquals(1, status().pending());
  }

  @Test
  void step_redirect_isNotFollowedAndFinal() throws IOException {
    try (var elsewhere = new TestReceiver()) {
      fixture.receiver.behave(exchange -> {
        exchange.getResponseHeaders().add("Location", elsewhere.uri().toString());
        TestReceiver.status(exchange, 302);
      });
      fixture.publish(firing("A", "i", "1"));
      fixture.pass(Duration.ofMinutes(10));
      assertEquals(1, fixture.receiver.requests.size());
      assertEquals(0, elsewhere.requests.size());
    }
    assertEquals("status 302, redirects are not followed", status().lastError());
    assertEquals(
        1,
        fixture.metric(
            "weir_alerting_notifications_total", "receiver", "ops", "outcome", "rejected"));
    assertEquals(0, status().pending());
    fixture.restart(); // which is no reason to try again
    fixture.pass(Duration.ofMinutes(1));
    assertEquals(1, fixture.receiver.requests.size());
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 200));
    fixture.publish(firing("A", "i", "2"));
    fixture.pass(Duration.ofMinutes(1));
    assertEquals(List.of("firing 1+", "firing 1+ 2+"), fixture.told());
  }

  @Test
  void step_rejectedBeginning_hasNoEnd() throws IOException {
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 404));
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(5));
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 200));
    fixture.publish(resolved("A", "i", "1"));
    fixture.pass(Duration.ofHours(5));
    assertEquals(List.of("firing 1+"), fixture.told());
    assertEquals(0, fixture.store.size());
  }

  @Test
  void step_hangs_othersAreToldAndTheEndFollowsTheBeginning() throws IOException {
    try (var second = new TestReceiver()) {
      fixture.receivers =
          List.of(
              Receiver.webhook("ops", fixture.receiver.uri()),
              Receiver.webhook("second", second.uri()));
      fixture.restart();
      fixture.receiver.behave(fixture.receiver::hang);
      fixture.publish(firing("A", "i", "1"));
      fixture.pass(Duration.ofSeconds(3));
      assertEquals(1, second.requests.size());
      assertEquals("timed out after 400 ms", status().lastError());
      fixture.publish(resolved("A", "i", "1"));
      fixture.pass(Duration.ofSeconds(35));
      assertEquals(2, second.requests.size());
      fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 200));
      int attempts = fixture.receiver.requests.size();
      fixture.pass(Duration.ofMinutes(3));
      assertEquals(
          List.of("firing 1+", "resolved 1-"),
          fixture.told().subList(attempts, fixture.told().size()));
      assertEquals(0, fixture.store.size());
    }
  }

  @Test
  void step_answerBreaksOff_statusCounts() throws IOException {
    fixture.receiver.behave(exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write(1);
      exchange.getResponseBody().flush();
      exchange.close();
    });
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(30));
    assertEquals(1, fixture.receiver.requests.size());
    assertEquals(1, status().sent());
  }

  @Test
  void step_closedWithoutAnswer_isRetriedWithTheSameKey() throws IOException {
    fixture.receiver.behave(exchange -> exchange.close());
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(4));
    assertEquals("connection closed before the answer", status().lastError());
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 200));
    fixture.pass(Duration.ofSeconds(30));
    var keys = fixture.receiver.requests.stream().map(TestReceiver.Request::idempotencyKey);
    assertEquals(1, keys.distinct().count());
    assertEquals(1, status().sent());
  }

  @Test
  void step_endlessAnswer_isNotRead() throws IOException {
    fixture.receiver.behave(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] page = new byte[65_536];
      try {
        for (int i = 0; i < 10_000; i++) {
          exchange.getResponseBody().write(page);
        }
      } catch (IOException e) {
        exchange.close(); // the notifier has hung up
      }
    });
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(3));
    assertEquals(1, status().sent());
  }

  @Test
  void restart_sendsNothingByItself() throws IOException {
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(2));
    fixture.restart();
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofHours(3));
    assertEquals(1, fixture.told().size());
    fixture.restart();
    fixture.pass(Duration.ofMinutes(61));
    assertEquals(2, fixture.told().size(), "repeated at its time");
  }

  @Test
  void restart_whatWasOwed_isTold() throws IOException {
    fixture.publish(firing("A", "i", "1"));
    fixture.restart();
    fixture.pass(Duration.ofSeconds(3));
    fixture.publish(resolved("A", "i", "1"));
    fixture.restart();
    fixture.clock.advanceMillis(Duration.ofHours(5).toMillis());
    fixture.restart();
    fixture.pass(Duration.ofSeconds(40));
    assertEquals(List.of("firing 1+", "resolved 1-"), fixture.told());
    assertEquals(0, fixture.store.size());
  }

  @Test
  void step_endThatNobodyTakes_isADeadLetterAfterAnHour() throws IOException {
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(2));
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 500));
    fixture.publish(resolved("A", "i", "1"));
    fixture.pass(Duration.ofMinutes(59));
    assertEquals(1, status().pending());
    fixture.pass(Duration.ofMinutes(3));
    assertEquals(0, status().pending());
    assertEquals(
        1,
        fixture.metric(
            "weir_alerting_notifications_total", "receiver", "ops", "outcome", "dead_letter"));
    assertEquals("dead letter: an end could not be told for an hour", status().lastError());
    assertEquals(0, fixture.store.size());
  }

  @Test
  void publish_storeFails_throwsAndTellsNothing() throws IOException {
    fixture.store.fail(true);
    assertThrows(IOException.class, () -> fixture.publish(firing("A", "i", "1")));
    fixture.pass(Duration.ofSeconds(5));
    assertEquals(List.of(), fixture.told());
    fixture.store.fail(false);
    fixture.publish(firing("A", "i", "1"));
    fixture.store.fail(true); // what is about to be sent cannot be recorded
    fixture.pass(Duration.ofSeconds(30));
    assertEquals(List.of(), fixture.told());
    fixture.store.fail(false);
    fixture.pass(Duration.ofSeconds(10));
    assertEquals(List.of("firing 1+"), fixture.told());
    assertTrue(fixture.metric("weir_alerting_notifications_write_failures_total") > 0);
  }

  @Test
  void publish_manyAlerts_areTruncatedAndCounted() throws IOException {
    List<Alert> alerts = new ArrayList<>();
    for (int i = 0; i < AlertGroup.MAX_ALERTS + 5; i++) {
      alerts.add(firing("A", "i", "n" + i, "text", "x".repeat(50)));
    }
    fixture.notifier.publish(alerts);
    fixture.pass(Duration.ofSeconds(2));
    String body = fixture.receiver.bodies().getFirst();
    assertTrue(body.contains("\"truncatedAlerts\":9500"), body.substring(0, 200));
    assertEquals(5, fixture.metric("weir_alerting_notifications_refused_alerts_total"));
    fixture.restart();
    fixture.pass(Duration.ofSeconds(2));
    assertEquals(1, fixture.receiver.requests.size());
    fixture.notifier.publish(
        alerts.stream()
            .map(alert ->
                new Alert(
                    alert.tenant(),
                    alert.labels(),
                    alert.annotations(),
                    alert.startsAtMs(),
                    alert.startsAtMs() + 1,
                    1,
                    ""))
            .toList());
    fixture.pass(Duration.ofSeconds(40));
    assertTrue(fixture.receiver.bodies().get(1).contains("\"truncatedAlerts\":9500"));
    assertTrue(fixture.receiver.bodies().get(1).contains("\"status\":\"resolved\""));
    assertEquals(0, fixture.store.size());
  }

  @Test
  void publish_tenants_areApart() throws IOException {
    Alert alert = firing("A", "i", "1");
    var other =
        new Alert(
            new Tenant("acme"), alert.labels(), alert.annotations(), alert.startsAtMs(), 0, 1, "");
    fixture.publish(alert, other);
    fixture.pass(Duration.ofSeconds(3));
    assertEquals(2, fixture.receiver.requests.size());
    assertEquals(
        new HashSet<>(List.of("default", "acme")),
        new HashSet<>(fixture.receiver.requests.stream().map(r -> r.tenant()).toList()));
    assertEquals(List.of(alert), fixture.notifier.firing(Tenant.DEFAULT));
  }

  @Test
  void publish_deadReceiverAndManyChanges_memoryIsFlat() throws IOException {
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 500));
    long before = 0;
    for (int i = 0; i < 100_000; i++) {
      String label = "n" + i % 50;
      boolean isEnd = i / 50 % 2 == 1;
      fixture.publish(isEnd ? resolved("A", "i", label) : firing("A", "i", label));
      if (i % 100 == 0) {
        fixture.clock.advanceMillis(1000);
        fixture.run();
      }
      if (i == 20_000) {
        before = usedBytes();
      }
    }
    long grown = usedBytes() - before;
    assertTrue(fixture.store.size() <= 2, "records " + fixture.store.size());
    assertTrue(grown < 8 << 20, "grown by " + grown + " bytes");
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void load_damagedRecords_areCountedAndReplaced() throws IOException {
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(2));
    for (String kind : List.of(GroupStore.GROUP, GroupStore.TOLD)) {
      var record = fixture.store.list(kind).getFirst();
      ByteBuffer cut = record.value().slice(0, record.value().remaining() - 1);
      fixture.store.put(kind, record.id(), record.version(), cut);
    }
    fixture.restart();
    assertEquals(2, fixture.metric("weir_alerting_notifications_damaged_records_total"));
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(2));
    assertEquals(List.of("firing 1+", "firing 1+"), fixture.told());
    fixture.restart();
    assertEquals(0, fixture.metric("weir_alerting_notifications_damaged_records_total"));
  }

  @Test
  void load_receiverIsGone_itsRecordsGo() throws IOException {
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(2));
    fixture.receivers = List.of();
    fixture.restart();
    assertEquals(1, fixture.store.size());
    fixture.publish(resolved("A", "i", "1"));
    assertEquals(0, fixture.store.size());
  }

  @Test
  void silenced_isToldWhenTheSilenceEnds() throws IOException {
    long endMs = NotifierFixture.START_MS + 600_000;
    fixture.silencer =
        new Silencer() {
          @Override
          public boolean isSilenced(Alert alert, long nowMs) {
            return nowMs < endMs && alert.labels().valueOrEmpty("i").equals("1");
          }

          @Override
          public long nextChangeMs(long nowMs) {
            return nowMs < endMs ? endMs : Long.MAX_VALUE;
          }

          @Override
          public void onChange(Runnable listener) {}
        };
    fixture.restart();
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofMinutes(5));
    assertEquals(List.of(), fixture.told());
    assertEquals(0, status().pending());
    fixture.publish(firing("A", "i", "2"));
    fixture.pass(Duration.ofMinutes(6));
    assertEquals(List.of("firing 2+", "firing 1+ 2+"), fixture.told());
  }

  @Test
  void status_showsNoSecret() throws IOException {
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 500));
    fixture.publish(firing("A", "i", "1"));
    fixture.pass(Duration.ofSeconds(3));
    Receiver receiver = fixture.receivers.getFirst();
    String port = "" + fixture.receiver.uri().getPort();
    assertEquals("http://127.0.0.1:" + port + "/…", status().target());
    assertFalse((status() + " " + receiver).contains("s3cret"));
    assertFalse(NotifySettings.of(fixture.receivers, "http://x").toString().contains("s3cret"));
    assertEquals("status 500", fixture.notifier.sendTest("ops", Tenant.DEFAULT));
    fixture.receiver.behave(exchange -> TestReceiver.status(exchange, 200));
    assertEquals("ok", fixture.notifier.sendTest("ops", Tenant.DEFAULT));
    assertThrows(
        IllegalArgumentException.class, () -> fixture.notifier.sendTest("no", Tenant.DEFAULT));
    fixture.restart();
    assertNull(status().lastError());
  }

  @Test
  void start_threads_deliver() throws Exception {
    var arrived = new CountDownLatch(2);
    fixture.receiver.behave(exchange -> {
      TestReceiver.status(exchange, 200);
      arrived.countDown();
    });
    fixture.clock.advanceMillis(1);
    fixture.notifier.start();
    fixture.publish(firing("A", "i", "1"), firing("B", "i", "2"));
    fixture.clock.advanceMillis(2000);
    fixture.publish(firing("C", "i", "3")); // wakes the thread, which sees the time
    assertTrue(arrived.await(10, TimeUnit.SECONDS));
  }
}
