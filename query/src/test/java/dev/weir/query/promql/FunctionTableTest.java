package dev.weir.query.promql;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every example in the function table gives what it says.
final class FunctionTableTest {
  private static final String DATA =
      """
      load 1m
        requests_total{job="api", code="200"}  0+60x10
        requests_total{job="api", code="500"}  0+6x10
        requests_total{job="web", code="200"}  0+30x10
        temperature{room="hall"}               20 21 19 22 20 21 23 22 21 20 24
        temperature{room="lab"}                18x10
        latency_bucket{le="0.1"}               0+5x10
        latency_bucket{le="0.5"}               0+8x10
        latency_bucket{le="+Inf"}              0+10x10

      """;

  @TestFactory
  List<DynamicTest> examples() {
    List<DynamicTest> tests = new ArrayList<>();
    for (FunctionSpec spec : FunctionTable.all()) {
      for (String example : spec.examples()) {
        tests.add(DynamicTest.dynamicTest(example, () -> run(example)));
      }
    }
    return tests;
  }

  private static void run(String example) {
    String[] parts = example.split(" => ", 2);
    boolean ordered = parts[0].startsWith("sort");
    String script =
        DATA
            + (ordered ? "eval_ordered" : "eval")
            + " instant at 10m "
            + parts[0]
            + "\n"
            + String.join("\n", parts[1].split("; "))
            + "\n";
    PromqlScript.Outcome outcome = PromqlScript.run("example", script).getFirst();
    assertNull(outcome.problem(), example);
  }

  @Test
  void everyFunction_hasASummaryAndAnExampleUnlessItIsYetToCome() {
    for (FunctionSpec spec : FunctionTable.all()) {
      assertFalse(spec.summary().isBlank(), spec.name());
      assertTrue(spec.isEvaluated() != spec.examples().isEmpty(), spec.name());
    }
  }
}
