package dev.weir.storage.logs.part;

import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.logs.LineFilter;
import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Measures a part, by hand: what writing costs, how large it gets, how fast lines come back and
/// searches answer. Run with a corpus (one JSON object a line: `_time`, `host`, `app`, `level`,
/// `_msg`), or without for a generated one.
///
/// `java -cp .. dev.weir.storage.logs.part.LogPartMeasure <work directory> [lines] [corpus]`
final class LogPartMeasure {
  private static final int RUNS = 6;

  private LogPartMeasure() {}

  public static void main(String[] args) throws IOException {
    Path work = Path.of(args[0]);
    int lines = args.length > 1 ? Integer.parseInt(args[1]) : 200_000;
    ArrayCursor rows =
        args.length > 2 ? read(Path.of(args[2]), lines) : LogCorpus.of(42, lines).sort();
    System.out.printf("%d lines, %.1f MB%n", rows.rows(), rows.lineBytes() / 1e6);
    Path directory = work.resolve("part");
    for (int run = 0; run < 3; run++) {
      delete(directory);
      write(rows.rewind(), directory);
    }
    try (PartReader part = PartReader.open(MachineFiles.INSTANCE, directory)) {
      sizes(directory, part, rows.lineBytes());
      for (int run = 0; run < 3; run++) {
        decode(part);
      }
      for (String wanted :
          List.of(
              "5eedf00dcafe4b1d9a110badc0ffee42",
              "df00dcafe4b1d9a110badc0",
              "terminating",
              "Failed password for",
              "imeout",
              "error",
              " 503 ",
              "10.251.43.")) {
        search(part, LineFilter.contains(wanted));
      }
      for (String regex : List.of("[tT]ime(d )?[ -]?[oO]ut", "user=(root|admin)", "(?i)TIMEOUT")) {
        search(part, new LineFilter(false, List.of(new LineFilter.Regex(regex))));
      }
    }
    delete(directory);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void write(ArrayCursor rows, Path directory) throws IOException {
    long start = cpuNanos();
    PartSummary summary = PartWriter.write(MachineFiles.INSTANCE, directory, Tenant.DEFAULT, rows);
    double seconds = (cpuNanos() - start) / 1e9;
    System.out.printf(
        "write: %.0f lines/s, %.1f CPU s/GB, disk %.4f of raw%n",
        rows.rows() / seconds,
        seconds / (rows.lineBytes() / 1e9),
        (double) summary.diskBytes() / rows.lineBytes());
  }

  private static void sizes(Path directory, PartReader part, long raw) throws IOException {
    String[] names = {"times", "shapes", "numbers", "text", "fields"};
    long[] sums = new long[names.length];
    long[] plain = new long[names.length];
    for (PartFooter.Group group : part.footer().groups) {
      for (int s = 0; s < names.length; s++) {
        sums[s] += group.sections().get(s).storedSize();
        plain[s] += group.sections().get(s).plainSize();
      }
    }
    for (int s = 0; s < names.length; s++) {
      System.out.printf(
          "  %s %.4f (plain %.4f)%n", names[s], (double) sums[s] / raw, (double) plain[s] / raw);
    }
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        System.out.printf("  file %s %.4f%n", file.getFileName(), (double) Files.size(file) / raw);
      }
    }
  }

  private static void decode(PartReader part) {
    long start = cpuNanos();
    RowCursor rows = part.rows();
    long bytes = 0;
    while (rows.next()) {
      bytes += rows.lineLength();
    }
    System.out.printf("decode: %.0f MB/s%n", bytes * 1e3 / (cpuNanos() - start));
  }

  private static void search(PartReader part, LineFilter filter) {
    var plan =
        LogPlan.of(Tenant.DEFAULT, List.of(), Long.MIN_VALUE, Long.MAX_VALUE)
            .withFilters(List.of(filter));
    long[] found = new long[1];
    double[] narrowing = new double[RUNS];
    double[] visiting = new double[RUNS];
    int granules = 0;
    for (int run = 0; run < RUNS; run++) {
      long start = cpuNanos();
      found[0] = 0;
      granules = 0;
      List<SearchUnit> units = part.units(plan, 0, QueryBudget.UNLIMITED);
      long narrowed = cpuNanos();
      for (SearchUnit unit : units) {
        granules += ((PartUnit) unit).granules();
        unit.visit(rows -> found[0] += rows.length(), QueryBudget.UNLIMITED);
      }
      narrowing[run] = (narrowed - start) / 1e6;
      visiting[run] = (cpuNanos() - narrowed) / 1e6;
    }
    System.out.printf(
        "search %-34s %7d lines, %4d of %d granules; CPU ms narrowing %.2f first, %.2f best; "
            + "visiting %.2f, %.2f%n",
        filter.alternatives(),
        found[0],
        granules,
        part.footer().granules(),
        narrowing[0],
        Arrays.stream(narrowing).min().orElse(0),
        visiting[0],
        Arrays.stream(visiting).min().orElse(0));
  }

  private static ArrayCursor read(Path corpus, int limit) throws IOException {
    var rows = new ArrayCursor();
    Map<String, Integer> streams = new HashMap<>();
    try (var in = Files.newBufferedReader(corpus, StandardCharsets.ISO_8859_1)) {
      String json;
      while (rows.rows() < limit && (json = in.readLine()) != null) {
        var values = new ArrayList<String>();
        int at = 0;
        for (int i = 0; i < 4; i++) {
          int from = json.indexOf("\":\"", at) + 3;
          at = json.indexOf("\"", from);
          values.add(json.substring(from, at));
        }
        int from = json.indexOf("\":\"", at) + 3;
        String message =
            json.substring(from, json.length() - 2).replace("\\\"", "\"").replace("\\\\", "\\");
        String key = values.get(2) + "," + values.get(1) + "," + values.get(3);
        int stream =
            streams.computeIfAbsent(
                key,
                k ->
                    rows.stream(
                        Labels.of(
                            "app", values.get(2), "host", values.get(1), "level", values.get(3))));
        byte[] line = message.getBytes(StandardCharsets.ISO_8859_1);
        long ns = Instant.parse(values.get(0)).toEpochMilli() * 1_000_000;
        rows.add(stream, ns, line, 0, line.length);
      }
    }
    return rows.sort();
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }
}
