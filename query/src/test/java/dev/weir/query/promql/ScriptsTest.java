package dev.weir.query.promql;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Our own scripts, one per topic.
final class ScriptsTest {
  private static final List<String> TOPICS =
      List.of("windows", "selectors", "aggregates", "matching", "labels", "histograms", "scalars");

  @TestFactory
  List<DynamicTest> scripts() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String topic : TOPICS) {
      String name = topic + ".test";
      try (InputStream in = ScriptsTest.class.getResourceAsStream("/promql/" + name)) {
        if (in == null) {
          throw new IOException("no script " + name);
        }
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        for (PromqlScript.Outcome outcome : PromqlScript.run(name, text)) {
          tests.add(
              DynamicTest.dynamicTest(
                  outcome.id() + " " + outcome.expression(),
                  () -> assertNull(outcome.problem(), outcome::expression)));
        }
      }
    }
    return tests;
  }
}
