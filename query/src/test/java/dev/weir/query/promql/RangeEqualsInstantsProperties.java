package dev.weir.query.promql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.MemoryLeaf;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.engine.QueryWorkers;
import dev.weir.query.engine.Steps;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Staleness;
import dev.weir.storage.model.Tenant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// A range query gives at each step, bit for bit, what an instant query gives there; and several
/// workers give what one gives.
final class RangeEqualsInstantsProperties {
  private static final long SEED = 20261121;
  private static final Steps STEPS = Steps.range(600_000, 1_800_000, 37_000);

  private static final List<String> EXPRESSIONS =
      List.of(
          "m",
          "m offset 1m",
          "m @ 900",
          "rate(m[3m])",
          "increase(m[1m] offset 30s)",
          "delta(m[5m] @ 1700)",
          "irate(m[2m])",
          "avg_over_time(m[4m])",
          "stddev_over_time(m[4m])",
          "quantile_over_time(0.9, m[4m])",
          "max_over_time(m[4m])",
          "deriv(m[4m])",
          "predict_linear(m[4m], 60)",
          "resets(m[5m])",
          "changes(m[5m])",
          "sum by (g) (m)",
          "avg(rate(m[3m])) by (g)",
          "stdvar without (i) (m)",
          "topk by (g) (2, m)",
          "bottomk(3, m)",
          "quantile(0.3, m)",
          "count_values(\"v\", round(m, 50))",
          "m / on(g, i) n",
          "m > n",
          "m * on(g) group_left sum by (g) (n)",
          "m and on(i) n > 0",
          "m unless n",
          "m or n",
          "-m",
          "abs(m) + 1",
          "clamp(m, 10, 90)",
          "label_replace(m, \"x\", \"$1\", \"i\", \"(.)\")",
          "absent(m{i=\"3\"})",
          "scalar(m{i=\"1\", g=\"a\"}) + time()",
          "sum_over_time(m[5m:30s])",
          "max_over_time(rate(m[2m])[5m:1m] offset 1m)",
          "timestamp(m)",
          "count(m) or vector(0)");

  private final QueryWorkers one = new QueryWorkers(1);
  private final QueryWorkers several = new QueryWorkers(3);

  @AfterEach
  void close() {
    one.close();
    several.close();
  }

  private static MemoryLeaf data(int series) {
    var random = new SplittableRandom(SEED);
    var leaf = new MemoryLeaf();
    for (String name : List.of("m", "n")) {
      for (int i = 0; i < series; i++) {
        Labels labels =
            Labels.of("__name__", name, "g", i % 2 == 0 ? "a" : "b", "i", Integer.toString(i));
        long time = random.nextLong(60_000);
        double value = random.nextInt(100);
        while (time < 1_900_000) {
          double sample = random.nextInt(40) == 0 ? Staleness.STALE_NAN : value;
          leaf.add(labels, time, random.nextInt(60) == 0 ? Double.NaN : sample);
          time += random.nextInt(30) == 0 ? 400_000 : 13_000 + random.nextInt(4000);
          value = random.nextInt(20) == 0 ? 0 : value + random.nextInt(1000) / 10.0;
        }
      }
    }
    return leaf;
  }

  private static QueryContext context() {
    return new QueryContext(QueryLimits.defaults(), Clock.SYSTEM, Tenant.DEFAULT);
  }

  @TestFactory
  List<DynamicTest> eachStep() {
    MemoryLeaf leaf = data(7);
    List<DynamicTest> tests = new ArrayList<>();
    for (String expression : EXPRESSIONS) {
      tests.add(DynamicTest.dynamicTest(expression, () -> compare(leaf, expression)));
    }
    return tests;
  }

  private void compare(MemoryLeaf leaf, String expression) {
    var engine = new PromqlEngine(leaf, one);
    HeldVector range = engine.range(context(), expression, STEPS).series();
    Map<Labels, double[]> rows = new HashMap<>();
    range.forEachRow((i, row) -> rows.put(range.labels(i), row));
    int found = 0;
    for (int step = 0; step < STEPS.count(); step++) {
      String where = expression + " step " + step + " seed " + SEED;
      long time = STEPS.timeMs(step);
      Map<Labels, Double> instant = new HashMap<>();
      switch (engine.instant(context(), expression, time)) {
        case QueryResult.Vector vector ->
            vector.series().forEachRow((i, row) -> instant.put(vector.series().labels(i), row[0]));
        case QueryResult.Scalar scalar -> instant.put(Labels.EMPTY, scalar.value());
        default -> throw new AssertionError(where);
      }
      int at = step;
      long present = rows.values().stream().filter(row -> !Absent.is(row[at])).count();
      assertEquals(instant.size(), present, where);
      for (Map.Entry<Labels, Double> entry : instant.entrySet()) {
        double[] row = rows.get(entry.getKey());
        assertTrue(row != null, where + " " + entry.getKey());
        assertEquals(entry.getValue(), row[step], where + " " + entry.getKey());
        found++;
      }
    }
    assertTrue(found > 0, "nothing compared: " + expression);
  }

  @TestFactory
  List<DynamicTest> severalWorkers() {
    MemoryLeaf leaf = data(400);
    List<DynamicTest> tests = new ArrayList<>();
    for (String expression : List.of("rate(m[3m])", "sum by (g) (rate(m[3m]))", "avg(m)")) {
      tests.add(
          DynamicTest.dynamicTest(
              expression,
              () -> {
                HeldVector a =
                    new PromqlEngine(leaf, one).range(context(), expression, STEPS).series();
                HeldVector b =
                    new PromqlEngine(leaf, several).range(context(), expression, STEPS).series();
                assertEquals(a.count(), b.count());
                a.forEachRow((i, row) -> {
                  assertEquals(a.labels(i), b.labels(i));
                  assertEquals(List.of(boxed(row)), List.of(boxed(b.row(i))));
                });
              }));
    }
    return tests;
  }

  private static String boxed(double[] row) {
    return java.util.Arrays.toString(row);
  }
}
