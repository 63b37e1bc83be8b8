package dev.weir.query.logql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.MetricExpr;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an operator, function or limit does, one by one, on a store small enough to count by hand:
/// `web` has a line each 10 s from 0 to 50 s, `db` one each 20 s.
final class LogqlEngineTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Labels WEB = Labels.of("app", "web", "env", "prod");
  private static final Labels DB = Labels.of("app", "db", "env", "prod");

  private final MemoryLogStore store = new MemoryLogStore();

  @BeforeEach
  void fill() {
    for (int i = 0; i <= 50; i += 10) {
      store.add(WEB, i * SECOND, "status=" + (200 + i) + " took=" + i + "ms size=" + i + "KB");
    }
    for (int i = 0; i <= 40; i += 20) {
      store.add(DB, i * SECOND, "status=500");
    }
  }

  private static QueryContext context() {
    return new QueryContext(QueryLimits.defaults(), Clock.SYSTEM, Tenant.DEFAULT);
  }

  private static MetricExpr metric(String query) {
    return (MetricExpr) LogqlParser.parse(query);
  }

  /// The result at 50 s, as `{labels} value`, in the order of the result.
  private List<String> at50(String query) {
    LogqlResult result =
        new LogqlEngine(store).instant(context(), new QueryStats(), metric(query), 50 * SECOND);
    List<String> shown = new ArrayList<>();
    switch (result) {
      case LogqlResult.Scalar scalar -> shown.add(Double.toString(scalar.value()));
      case LogqlResult.Vector vector -> {
        for (int i = 0; i < vector.series().count(); i++) {
          shown.add(vector.series().labels(i) + " " + vector.series().row(i)[0]);
        }
      }
      case LogqlResult.Streams streams -> throw new AssertionError(streams);
      case LogqlResult.Matrix matrix -> throw new AssertionError(matrix);
    }
    return shown;
  }

  private String refusal(String query) {
    return assertThrows(QueryException.class, () -> at50(query)).text();
  }

  private static final String APPS = "sum by (app) (count_over_time({env=\"prod\"}[20s]))";

  @Test
  void windows_areOpenAtTheirStart() {
    assertEquals(
        List.of("{app=\"db\"} 1.0", "{app=\"web\"} 2.0"), at50(APPS).stream().sorted().toList());
    assertEquals(List.of("{} 6.0"), at50("sum(count_over_time({app=\"web\"}[51s]))"));
    assertEquals(List.of("{} 5.0"), at50("sum(count_over_time({app=\"web\"}[50s]))"));
    assertEquals(List.of("{} 1.0"), at50("sum(count_over_time({app=\"web\"}[10s]))"));
  }

  @Test
  void offset_looksBack() {
    assertEquals(List.of("{} 1.0"), at50("sum(count_over_time({app=\"web\"}[10s] offset 50s))"));
    assertEquals(List.of(), at50("sum(count_over_time({app=\"web\"}[10s] offset 1m))"));
  }

  @Test
  void literals_andVector() {
    assertEquals(List.of("7.0"), at50("1 + 2 * 3"));
    assertEquals(List.of("{} 2.0"), at50("vector(1)+vector(1)"));
    assertEquals(0, store.searches());
  }

  @Test
  void operators_withNumbers() {
    assertEquals(
        List.of("{app=\"db\"} 0.5", "{app=\"web\"} 1.0"),
        at50(APPS + " / 2").stream().sorted().toList());
    assertEquals(List.of("{app=\"web\"} 2.0"), at50(APPS + " > 1"));
    assertEquals(List.of("{app=\"web\"} 2.0"), at50("1 < " + APPS));
    assertEquals(
        List.of("{app=\"db\"} 0.0", "{app=\"web\"} 1.0"),
        at50(APPS + " > bool 1").stream().sorted().toList());
    assertTrue(refusal(APPS + " and 1").startsWith("parse error"), refusal(APPS + " and 1"));
  }

  @Test
  void operators_betweenVectors() {
    String web = "sum by (app) (count_over_time({app=\"web\"}[1m]))";
    assertEquals(List.of("{app=\"web\"} 0.3333333333333333"), at50(APPS + " / " + web));
    assertEquals(List.of("{app=\"web\"} 2.0"), at50(APPS + " and " + web));
    assertEquals(List.of("{app=\"db\"} 1.0"), at50(APPS + " unless " + web));
    assertEquals(List.of("{app=\"web\"} 6.0", "{app=\"db\"} 1.0"), at50(web + " or " + APPS));
    String byEnv = "sum by (env) (count_over_time({env=\"prod\"}[20s]))";
    assertEquals(
        List.of(
            "{app=\"db\", env=\"prod\"} 0.3333333333333333",
            "{app=\"web\", env=\"prod\"} 0.6666666666666666"),
        at50(
                "sum by (app, env) (count_over_time({env=\"prod\"}[20s])) / on (env) group_left "
                    + byEnv)
            .stream()
            .sorted()
            .toList());
  }

  @Test
  void selections_andOrder() {
    assertEquals(List.of("{app=\"web\"} 2.0"), at50("topk(1, " + APPS + ")"));
    assertEquals(List.of("{app=\"web\"} 2.0"), at50("approx_topk(1, " + APPS + ")"));
    assertEquals(List.of("{app=\"db\"} 1.0"), at50("bottomk(1, " + APPS + ")"));
    assertEquals(List.of("{app=\"db\"} 1.0", "{app=\"web\"} 2.0"), at50("sort(" + APPS + ")"));
    assertEquals(List.of("{app=\"web\"} 2.0", "{app=\"db\"} 1.0"), at50("sort_desc(" + APPS + ")"));
    assertEquals(List.of("{} 0.5"), at50("stddev(" + APPS + ")"));
    assertEquals(List.of("{} 0.25"), at50("stdvar(" + APPS + ")"));
  }

  @Test
  void labelReplace_setsALabel() {
    assertEquals(
        List.of("{app=\"web\", short=\"w\"} 2.0"),
        at50("label_replace(" + APPS + " > 1, \"short\", \"$1\", \"app\", \"(.).*\")"));
  }

  @Test
  void unwrap_readsUnits() {
    assertEquals(
        List.of("{} 0.05"),
        at50("max_over_time({app=\"web\"} | logfmt | unwrap duration(took) [1m]) by ()"));
    assertEquals(
        List.of("{} 50000.0"),
        at50("max_over_time({app=\"web\"} | logfmt | unwrap bytes(size) [1m]) by ()"));
    assertEquals(
        List.of("{} 240.0"),
        at50("quantile_over_time(0.75, {app=\"web\"} | logfmt | unwrap status [50s]) by ()"));
  }

  @Test
  void absentOverTime_isOneWhereNothingIs() {
    String query = "absent_over_time({app=\"web\", env=~\"p.*\"}[10s])";
    var grid = TimeGrid.range(45 * SECOND, 75 * SECOND, 10 * SECOND);
    var result =
        (LogqlResult.Matrix)
            new LogqlEngine(store).range(context(), new QueryStats(), metric(query), grid);
    assertEquals(1, result.series().count());
    assertEquals(Labels.of("app", "web"), result.series().labels(0));
    double[] row = result.series().row(0);
    assertTrue(Absent.is(row[0]) && Absent.is(row[1]));
    assertEquals(1, row[2]);
    assertEquals(1, row[3]);
  }

  @Test
  void failedStages_areErrorsOfMetrics() {
    store.add(WEB, 50 * SECOND, "no json");
    assertEquals(
        "pipeline error: 'JSONParserErr' for series: '{__error__=\"JSONParserErr\"",
        refusal("count_over_time({app=\"web\"} | json [5s])").split(",", 2)[0]);
    assertTrue(
        refusal("count_over_time({app=\"web\"} | json [5s])")
            .contains("(e.g | __error__!=\"JSONParserErr\")"));
    assertEquals(
        List.of(), at50("sum(count_over_time({app=\"web\"} | json | __error__=\"\" [5s]))"));
    assertTrue(
        refusal("sum_over_time({app=\"web\"} | logfmt | unwrap took [5s])")
            .startsWith("pipeline error: 'SampleExtractionErr'"));
  }

  @Test
  void lines_keptApartByOrigin() {
    store.add(DB, 60 * SECOND, Map.of("trace", "t1"), "user=u1");
    var search = new LogSearch(55 * SECOND, 70 * SECOND, 10, false, 0, true);
    var query = (LogQuery) LogqlParser.parse("{app=\"db\"} | logfmt");
    LogqlResult.Streams found =
        new LogqlEngine(store).lines(context(), new QueryStats(), query, search);
    LogEntry entry = found.streams().getFirst().entries().getFirst();
    assertEquals(DB, entry.stream());
    assertEquals(Labels.of("trace", "t1"), entry.metadata());
    assertEquals(Labels.of("user", "u1"), entry.parsed());
  }

  @Test
  void limits_endAQuery() {
    var few = new QueryLimits(Duration.ofSeconds(5), 5, 100, 11_000, 1 << 20, 1);
    var context = new QueryContext(few, Clock.SYSTEM, Tenant.DEFAULT);
    QueryException tooMany =
        assertThrows(
            QueryException.class,
            () ->
                new LogqlEngine(store)
                    .instant(
                        context, new QueryStats(), metric(APPS.replace("20s", "1m")), 50 * SECOND));
    assertEquals("query processing would load too many samples: limit 5", tooMany.text());
    var gone = context();
    gone.cancel();
    assertEquals(
        QueryException.Kind.CANCELED,
        assertThrows(
                QueryException.class,
                () ->
                    new LogqlEngine(store)
                        .instant(gone, new QueryStats(), metric(APPS), 50 * SECOND))
            .kind());
  }

  @Test
  void lines_heldBeyondTheMemoryLimit_endAQuery() {
    for (int i = 0; i < 100; i++) {
      store.add(WEB, i, "x".repeat(20_000));
    }
    var small = new QueryLimits(Duration.ofSeconds(5), 5000, 100, 11_000, 1 << 20, 1);
    var context = new QueryContext(small, Clock.SYSTEM, Tenant.DEFAULT);
    var query = (LogQuery) LogqlParser.parse("{app=\"web\"}");
    assertThrows(
        QueryException.class,
        () ->
            new LogqlEngine(store)
                .lines(
                    context, new QueryStats(), query, new LogSearch(0, 200, 100, true, 0, false)));
    // a few of many are no trouble: what is dropped is given back
    var another = new QueryContext(small, Clock.SYSTEM, Tenant.DEFAULT);
    var few = new LogSearch(0, 200, 5, true, 0, false);
    assertEquals(5, new LogqlEngine(store).lines(another, new QueryStats(), query, few).entries());
  }
}
