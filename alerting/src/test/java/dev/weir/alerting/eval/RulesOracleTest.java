package dev.weir.alerting.eval;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Weir's alerts, recorded series and annotations against Prometheus' own: each case is evaluated
/// here step by step, and what came out is given to `promtool test rules` as what it must expect.
class RulesOracleTest {
  private static final int RANDOM_CASES = 40;

  /// Another one for another day: `-Doracle.seed=...`.
  private static final long SEED = Long.getLong("oracle.seed", 42);

  @TempDir Path directory;

  private void assertAgree(List<OracleCase> cases) throws Exception {
    var files = new ArrayList<Path>();
    int checks = 0;
    for (OracleCase one : cases) {
      try (var run = new OracleRun(one, directory)) {
        checks += run.run();
        Path file = run.write(directory);
        if (run.failure().isEmpty()) {
          files.add(file);
        } else {
          assertFailsAlike(run, file);
        }
      }
    }
    Promtool.Ran ran = Promtool.testRules(files);
    assertEquals(0, ran.code(), () -> ran.said().lines().limit(200).collect(joining("\n")));
    assertTrue(checks > cases.size(), "nothing was compared");
    System.out.printf("rules oracle: cases=%d comparisons=%d%n", cases.size(), checks);
  }

  private static void assertFailsAlike(OracleRun run, Path file) throws Exception {
    Promtool.Ran ran = Promtool.testRules(List.of(file));
    String wanted = run.failure().replaceAll("(?s)\\[\\{.*", ""); // series follow, in any order
    assertTrue(ran.said().contains(wanted), wanted + " is not in " + ran.said());
  }

  private static String resource(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/oracle", name));
  }

  /// Cases as `== name`, series, `--`, rules.
  private static List<OracleCase> cases(String file) throws IOException {
    var cases = new ArrayList<OracleCase>();
    for (String part : resource(file).split("(?m)^== ")) {
      if (!part.isBlank() && !part.startsWith("#")) {
        int nameEnd = part.indexOf('\n');
        int seriesEnd = part.indexOf("\n--\n");
        String[] series = part.substring(nameEnd + 1, seriesEnd).split("\n");
        cases.add(
            OracleCase.of(
                part.substring(0, nameEnd).strip(), part.substring(seriesEnd + 4), series));
      }
    }
    return cases;
  }

  @Test
  void evaluate_writtenCases_asPromtool() throws Exception {
    assertAgree(cases("rules.txt"));
  }

  @Test
  void expand_everyFunction_asPromtool() throws Exception {
    assertAgree(cases("templates.txt"));
  }

  @Test
  void evaluate_randomCases_asPromtool() throws Exception {
    System.out.println("seed " + SEED);
    var random = new Random(SEED);
    var cases = new ArrayList<OracleCase>();
    for (int i = 0; i < RANDOM_CASES; i++) {
      cases.add(OracleRandom.next("random" + i, random));
    }
    assertAgree(cases);
  }

  @Test
  void evaluate_rulesThatFail_failWithTheWordsOfPromtool() throws Exception {
    for (OracleCase one : cases("failures.txt")) {
      try (var run = new OracleRun(one, directory)) {
        run.run();
        assertNotEquals("", run.failure(), one.name());
        assertFailsAlike(run, run.write(directory));
      }
    }
  }

  /// The comparison can fail: one digit of what Weir says is changed.
  @Test
  void comparison_wrongResult_isFound() throws Exception {
    for (String wrong : List.of("summary: \"a is 7\"", "value: 7", "alertstate=\\\"pending\\\"")) {
      OracleCase one = cases("rules.txt").getFirst();
      try (var run = new OracleRun(one, directory)) {
        run.run();
        Path file = run.write(directory);
        String right = Files.readString(file);
        assertTrue(right.contains(wrong), right);
        Files.writeString(file, right.replace(wrong, wrong.replaceAll("7|pend", "8")));
        assertEquals(1, Promtool.testRules(List.of(file)).code(), wrong);
      }
    }
  }
}
