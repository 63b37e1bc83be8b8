package dev.weir.query.logql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.MetricExpr;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.io.MachineScheduler;
import dev.weir.storage.logs.LocalLogStore;
import dev.weir.storage.logs.LogBatch;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.logs.LogStoreSettings;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The engine, which works in one pass with differences, runs, remembered keys and groups pushed
/// down, gives what the plain scan gives: random streams, lines, filters, parsers, ranges, steps
/// and groupings.
final class LogqlEngineProperties {
  private static final List<String> LINE_FILTERS =
      List.of("", "|= `error`", "!= `error`", "|~ `st[ao]`", "|= `status=5` != `GET`");
  private static final List<String> STAGES =
      List.of(
          "",
          "| logfmt",
          "| logfmt | status >= 300",
          "| logfmt | method = `GET` or status > 400",
          "| logfmt status, verb=`method`",
          "| label_format copy=app",
          "| logfmt | line_format `{{.method}} {{.status}}`",
          "| drop trace",
          "| drop __error__",
          "| drop __error__, __error_details__ | logfmt",
          "| keep app, level",
          "| trace != ``");
  private static final List<String> GROUPINGS =
      List.of(
          "",
          "by (app)",
          "by (level)",
          "by (level, app)",
          "by (trace)",
          "by (method)",
          "without (app)",
          "without (trace, level)",
          "by (nothing)",
          "by ()");
  private static final List<String> COUNTERS =
      List.of("count_over_time", "rate", "bytes_over_time", "bytes_rate");
  private static final List<String> UNWRAPPED =
      List.of(
          "sum_over_time",
          "avg_over_time",
          "min_over_time",
          "max_over_time",
          "stddev_over_time",
          "stdvar_over_time",
          "first_over_time",
          "last_over_time",
          "quantile_over_time",
          "rate",
          "rate_counter");
  private static final List<String> GROUPED =
      List.of("avg", "min", "max", "stddev", "stdvar", "first", "last", "quantile");
  private static final List<String> SELECTORS =
      List.of("{app=~`.+`}", "{app=`a`}", "{app!=`a`, job=`j`}", "{job=`none`}");

  private static final long MS = 1_000_000;

  private final Random random = new Random();

  private String any(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }

  private MemoryLogStore store() {
    return store(random.nextInt(120));
  }

  private MemoryLogStore store(int lines) {
    var store = new MemoryLogStore();
    List<String> levels = List.of("info", "warn", "error");
    for (int i = 0; i < lines; i++) {
      String level = any(levels);
      boolean leveled = random.nextInt(3) > 0; // else the level is a field
      Labels stream =
          leveled
              ? Labels.of("app", any(List.of("a", "b", "c")), "job", "j", "level", level)
              : Labels.of("app", any(List.of("a", "b", "c")), "job", "j");
      Map<String, String> fields = new TreeMap<>();
      if (!leveled && random.nextBoolean()) {
        fields.put("level", level);
      }
      if (random.nextInt(4) == 0) {
        fields.put("trace", "t" + random.nextInt(3));
      }
      String line =
          "status="
              + (200 + 100 * random.nextInt(4))
              + " method="
              + any(List.of("GET", "POST"))
              + " msg="
              + any(List.of("start", "stop", "error"))
              + " n="
              + i; // no two lines are alike: a store may keep one of them only
      store.add(stream, random.nextInt(60) * MS, fields, line);
    }
    return store;
  }

  private String rangeAggregation() {
    String range = (1 + random.nextInt(30)) + "ms";
    String offset = random.nextInt(4) == 0 ? " offset " + random.nextInt(20) + "ms" : "";
    String source = any(SELECTORS) + " " + any(LINE_FILTERS) + " ";
    if (random.nextBoolean()) {
      return any(COUNTERS) + "(" + source + any(STAGES) + " [" + range + "]" + offset + ")";
    }
    String function = any(UNWRAPPED);
    String first = function.startsWith("quantile") ? "0." + random.nextInt(10) + ", " : "";
    String text =
        function + "(" + first + source + "| logfmt | unwrap status [" + range + "]" + offset + ")";
    boolean groups = GROUPED.stream().anyMatch(function::startsWith);
    return groups && random.nextBoolean() ? text + " " + any(GROUPINGS) : text;
  }

  private String metric() {
    String range = rangeAggregation();
    if (random.nextInt(3) == 0) {
      return range;
    }
    return any(List.of("sum", "sum", "avg", "min", "max", "count"))
        + " "
        + any(GROUPINGS)
        + " ("
        + range
        + ")";
  }

  private static QueryContext context() {
    return new QueryContext(QueryLimits.defaults(), Clock.SYSTEM, Tenant.DEFAULT);
  }

  @Test
  void range_equalsThePlainScanAtEveryStep() {
    for (long seed = 1; seed <= 300; seed++) {
      random.setSeed(seed);
      MemoryLogStore store = store();
      compareRange(store, store, metric(), "seed " + seed);
      assertTrue(store.searches() <= 1, "seed " + seed);
    }
  }

  private void compareRange(LogStore store, MemoryLogStore model, String query, String about) {
    var grid =
        new TimeGrid(
            (random.nextInt(70) - 5) * MS, (1 + random.nextInt(15)) * MS, 1 + random.nextInt(8));
    String where = about + ": " + query + " " + grid;
    var expr = (MetricExpr) LogqlParser.parse(query);
    var result =
        (LogqlResult.Matrix) new LogqlEngine(store).range(context(), new QueryStats(), expr, grid);
    List<Map<Labels, Double>> actual = byStep(result.series(), grid.count());
    var scan = new PlainScan(model.lines());
    for (int step = 0; step < grid.count(); step++) {
      assertSame(scan.at(expr, grid.timeNs(step)), actual.get(step), where + " step " + step);
    }
  }

  @Test
  void overTheRealStore_inMemoryAndInParts_equalsThePlainScan(@TempDir Path dir) throws Exception {
    random.setSeed(5);
    MemoryLogStore model = store(500);
    var registry = new MetricRegistry();
    try (DataDir data = DataDir.open(MachineFiles.INSTANCE, dir, Clock.SYSTEM);
        var scheduler = new MachineScheduler(registry);
        var store =
            LocalLogStore.open(LogStoreSettings.DEFAULT, data, Clock.SYSTEM, scheduler, registry)) {
      fill(store, model.lines());
      for (int i = 0; i < 60; i++) {
        compareRange(store, model, metric(), "query " + i + " of seed 5");
        compareLines(store, model, "query " + i + " of seed 5");
      }
    }
  }

  /// Two parts, and the rest in memory.
  private static void fill(LocalLogStore store, List<MemoryLogStore.Line> lines) throws Exception {
    var batch = new LogBatch();
    for (int at = 0; at < lines.size(); at += 50) {
      batch.clear(Tenant.DEFAULT);
      for (MemoryLogStore.Line line : lines.subList(at, at + 50)) {
        batch.add(
            new LogRecord(line.timeNs(), line.stream(), Labels.of(line.fields()), line.text()));
      }
      store.apply(batch, at + 1);
      if (at == 150 || at == 300) {
        store.compact();
      }
    }
  }

  private static List<Map<Labels, Double>> byStep(HeldVector series, int steps) {
    List<Map<Labels, Double>> all = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      Map<Labels, Double> values = new TreeMap<>();
      for (int i = 0; i < series.count(); i++) {
        if (!Absent.is(series.row(i)[step])) {
          values.put(series.labels(i), series.row(i)[step]);
        }
      }
      all.add(values);
    }
    return all;
  }

  private static void assertSame(
      Map<Labels, Double> expected, Map<Labels, Double> actual, String where) {
    assertEquals(expected.keySet(), actual.keySet(), where);
    expected.forEach((labels, value) -> {
      double got = actual.getOrDefault(labels, Double.NaN);
      assertEquals(value, got, 1e-9 * Math.max(1, Math.abs(value)), where + " " + labels);
    });
  }

  @Test
  void lines_equalThePlainScan() {
    for (long seed = 1; seed <= 200; seed++) {
      random.setSeed(seed);
      MemoryLogStore store = store();
      compareLines(store, store, "seed " + seed);
    }
  }

  private void compareLines(LogStore store, MemoryLogStore model, String about) {
    String query = any(SELECTORS) + " " + any(LINE_FILTERS) + " " + any(STAGES);
    long start = random.nextInt(30) * MS;
    var search =
        new LogSearch(
            start,
            start + random.nextInt(50) * MS,
            1 + random.nextInt(30),
            random.nextBoolean(),
            random.nextInt(3) == 0 ? (1 + random.nextInt(10)) * MS : 0,
            false);
    var parsed = (LogQuery) LogqlParser.parse(query);
    var found = new LogqlEngine(store).lines(context(), new QueryStats(), parsed, search);
    List<PlainScan.Shown> expected = new PlainScan(model.lines()).lines(parsed, search);
    String where = about + ": " + query + " " + search;
    Map<Labels, List<PlainScan.Shown>> byLabels = new TreeMap<>();
    expected.forEach(
        line -> byLabels.computeIfAbsent(line.labels(), l -> new ArrayList<>()).add(line));
    assertEquals(List.copyOf(byLabels.values()), shown(found), where);
  }

  private static List<List<PlainScan.Shown>> shown(LogqlResult.Streams found) {
    List<List<PlainScan.Shown>> all = new ArrayList<>();
    for (LogqlResult.Stream stream : found.streams()) {
      all.add(
          stream.entries().stream()
              .map(e -> new PlainScan.Shown(e.timestampNs(), e.stream(), e.line()))
              .toList());
    }
    return all;
  }
}
