package dev.weir.alerting.notify;

import static dev.weir.alerting.notify.NotifierFixture.firing;
import static dev.weir.alerting.notify.NotifierFixture.resolved;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.Alert;
import dev.weir.storage.meta.MemoryMetaStore.Crash;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The process dies at each change of the store in turn, before it is made and after, and starts
/// again; the evaluator repeats its last call. Nothing is lost, an end follows each beginning, and
/// at most one message comes twice, with the same key.
final class NotifierCrashTest {
  private static final Alert[][] STORY = {
    {firing("A", "i", "1")},
    {firing("A", "i", "1"), firing("A", "i", "2"), firing("B", "i", "3")},
    {firing("A", "i", "2"), resolved("A", "i", "1"), firing("B", "i", "3")},
    {resolved("A", "i", "2"), resolved("A", "i", "1"), resolved("B", "i", "3")},
  };

  @Test
  void crash_atEachChange_nothingIsLost() throws IOException {
    int changes = tell(-1, false);
    assertTrue(changes > 10, "changes " + changes);
    for (int i = 0; i < changes; i++) {
      tell(i, false);
      tell(i, true);
    }
  }

  /// Tells the story with a crash; answers how many changes the store saw.
  private static int tell(int crashAt, boolean after) throws IOException {
    try (var fixture = new NotifierFixture()) {
      fixture.store.crashAt(crashAt, after);
      int crashes = 0;
      for (Alert[] chapter : STORY) {
        boolean isDone = false;
        while (!isDone) {
          try {
            fixture.publish(chapter);
            fixture.pass(Duration.ofSeconds(35));
            isDone = true;
          } catch (Crash e) {
            crashes++;
            fixture.restart();
          }
        }
      }
      String name = "crash at " + crashAt + (after ? " after" : " before") + fixture.told();
      assertEquals(crashAt < 0 ? 0 : 1, crashes, name);
      check(fixture, name);
      assertEquals(0, fixture.store.size(), name);
      return fixture.store.changes();
    }
  }

  private static void check(NotifierFixture fixture, String name) {
    Map<String, Character> heard = new HashMap<>();
    Set<String> keys = new HashSet<>();
    List<String> twice = new ArrayList<>();
    for (TestReceiver.Request request : fixture.receiver.requests) {
      String brief = NotifierFixture.brief(request.body());
      if (!keys.add(request.idempotencyKey())) {
        twice.add(brief);
      }
      for (String alert : brief.split(" ")) {
        char sign = alert.charAt(alert.length() - 1);
        if (sign == '-') {
          assertTrue(heard.containsKey(alert.substring(0, 1)), name + ": end without beginning");
        }
        if (sign == '+' || sign == '-') {
          heard.put(alert.substring(0, 1), sign);
        }
      }
    }
    assertEquals(Map.of("1", '-', "2", '-', "3", '-'), heard, name);
    assertTrue(twice.size() <= 1, name + ": twice " + twice);
    assertTrue(fixture.receiver.requests.size() <= 8, name + ": " + fixture.told());
  }
}
