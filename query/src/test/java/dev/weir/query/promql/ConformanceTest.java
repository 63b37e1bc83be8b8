package dev.weir.query.promql;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Runs Prometheus' own scripts when they lie beside the repository, as they do in CI. Cases that
/// touch native histograms are skipped; the others pass, but for those listed with their reasons in
/// `promql/known-differences.txt`.
final class ConformanceTest {
  private static final Path SCRIPTS = Path.of("../../shared/conformance/promqltest");

  @TestFactory
  List<DynamicTest> prometheusScripts() throws IOException {
    Assumptions.assumeTrue(
        Files.isDirectory(SCRIPTS), "no conformance scripts beside the repository: " + SCRIPTS);
    Set<String> known = known();
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".test")).sorted().toList()) {
        tests.add(
            DynamicTest.dynamicTest(
                file.getFileName().toString(), () -> check(PromqlScript.run(file), known)));
      }
    }
    return tests;
  }

  private static void check(List<PromqlScript.Outcome> outcomes, Set<String> known) {
    long skipped = outcomes.stream().filter(PromqlScript.Outcome::skipped).count();
    var problems = new StringBuilder();
    int failed = 0;
    for (PromqlScript.Outcome outcome : outcomes) {
      if (outcome.problem() != null && !known.contains(outcome.id())) {
        failed++;
        problems.append(
            String.format(
                "%n%s %s%n    %s", outcome.id(), outcome.expression(), outcome.problem()));
      }
    }
    System.out.printf(
        "%d cases, %d skipped (native histograms), %d failed%n", outcomes.size(), skipped, failed);
    assertTrue(failed == 0, problems.toString());
  }

  private static Set<String> known() throws IOException {
    try (InputStream in =
        ConformanceTest.class.getResourceAsStream("/promql/known-differences.txt")) {
      if (in == null) {
        throw new IOException("no known-differences.txt");
      }
      Set<String> ids = new HashSet<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .forEach(line -> ids.add(line.split("\\s", 2)[0]));
      return ids;
    }
  }
}
