package dev.weir.alerting.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.Alert;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An alert's life, cut off before and after each step that others can see, and taken up again by
/// the next process: whoever was told that it fires is told that it ended, and its age is the true
/// one.
class AlertCrashTest {
  @TempDir Path directory;

  private static final String RULES =
      """
      groups:
        - name: g
          rules:
            - {alert: Hot, expr: temp > 5, for: 20s}
            - {alert: Now, expr: temp > 5}
      """;

  /// Values of thirteen intervals: pending, firing, resolved; too short for one of the rules;
  /// again.
  private static final double[] LIFE = {7, 7, 7, 7, 0, 7, 0, 7, 7, 7, 0, 0, 0};

  private int deaths;

  private void live(RulesFixture rules) throws Exception {
    for (int i = 0; i < LIFE.length; i++) {
      if (i == 8) { // the file changes in between; the rule does not
        rules.write("r.yml", RULES + "      - {alert: Other, expr: none > 1}\n");
      }
      try {
        rules.next("temp", LIFE[i]);
        rules.manager.poll();
      } catch (Steps.Death e) {
        deaths++;
        rules.steps.last = Long.MAX_VALUE;
        rules.restart();
      }
    }
  }

  @Test
  void crash_atAnyStep_losesNothing() throws Exception {
    long total;
    try (var rules = new RulesFixture(Files.createDirectory(directory.resolve("whole")), RULES)) {
      live(rules);
      total = rules.steps.taken;
    }
    assertTrue(total > 20, "steps to die at: " + total);
    for (long last = 1; last < total; last++) {
      Path own = Files.createDirectory(directory.resolve("at-" + last));
      try (var rules = new RulesFixture(own, RULES)) {
        long beginMs = rules.wallMillis();
        rules.steps.last = Math.max(last, rules.steps.taken + 1);
        live(rules);
        assertEquals(List.of(), rules.alerts(), "died at " + last);
        for (Alert heard : rules.heard.values()) {
          assertTrue(heard.isResolved(), "died at " + last + ", still fires: " + heard);
        }
        for (Alert alert : rules.told) {
          long sinceBegin = alert.startsAtMs() - beginMs;
          assertTrue(
              alert.name().equals("Now")
                  || sinceBegin <= 40_000
                  || (sinceBegin >= 70_000 && sinceBegin <= 110_000),
              "died at " + last + ", fires since " + sinceBegin);
        }
        assertEquals(List.of(), rules.meta.list(AlertStateStore.GROUPS), "died at " + last);
      }
    }
    assertTrue(deaths >= total - 5, deaths + " deaths at " + total + " steps");
  }
}
