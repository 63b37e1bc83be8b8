package dev.weir.storage.logs.part;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.logs.LineFilter;
import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.logs.LogRows;
import dev.weir.storage.logs.LogSink;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is asked, a part answers what a scan of its rows would: the index only saves work.
final class PartSearchProperties {
  private static final String[] REGEXES = {
    "[tT]ime(d )?[ -]?[oO]ut",
    "(?i)TIMEOUT",
    "(?i)slow block",
    "user=(root|admin)",
    "blk_-?\\d+",
    "blk_-?12",
    "5[0-9]{2} \\d",
    "(GET|POST) /api/v\\d/(users|orders)",
    "^\\d{4}-.*terminating$",
    "gr(ö|oe)ßere?",
    "status: 503 len: \\d+ time: 0\\.0+",
    "a.c|zzzz",
    "(?:payment|order)\\s+(timeout|placed)\"",
    "x*",
    "deadbeef|0x[0-9a-f]+",
    "[[:alpha:]]+_unix\\(sshd:auth\\)",
    "\\Qpam_unix(\\E",
    "\\bdown\\b",
    "attempt=[34]",
  };

  @TempDir Path folder;

  /// What a search found, row by row, and a scan with the same plan.
  private static final class Found implements LogSink {
    final List<String> rows = new ArrayList<>();

    @Override
    public void accept(LogRows found) {
      for (int i = 0; i < found.length(); i++) {
        rows.add(
            describe(
                found.stream(),
                found.timestampNs(i),
                found.ordinal(i),
                found.text(),
                found.lineStart(i),
                found.lineEnd(i)));
      }
    }
  }

  private static String describe(
      Labels stream, long timeNs, long ordinal, byte[] text, int from, int to) {
    return ordinal
        + " "
        + stream
        + " "
        + timeNs
        + " "
        + new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static List<String> scan(List<PartRow> rows, LogPlan plan, long base) {
    var found = new ArrayList<String>();
    long ordinal = base;
    for (PartRow row : rows) {
      byte[] line = row.bytes();
      if (row.timestampNs() >= plan.startNs()
          && row.timestampNs() < plan.endNs()
          && PartReader.matches(plan.streams(), row.stream())
          && accepts(plan, line, 0, line.length)) {
        found.add(describe(row.stream(), row.timestampNs(), ordinal, line, 0, line.length));
      }
      ordinal++;
    }
    return found;
  }

  private static boolean accepts(LogPlan plan, byte[] text, int from, int to) {
    return plan.filters().stream().allMatch(filter -> filter.accepts(text, from, to));
  }

  private static List<String> search(PartReader part, LogPlan plan, long base) {
    var sink = new Found();
    for (SearchUnit unit : part.units(plan, base, QueryBudget.UNLIMITED)) {
      assertTrue(unit.minNs() < plan.endNs() && unit.maxNs() >= plan.startNs(), "needless unit");
      unit.visit(sink, QueryBudget.UNLIMITED);
    }
    return sink.rows;
  }

  private PartReader part(String name, RowCursor rows) throws IOException {
    Path directory = folder.resolve(name);
    PartWriter.write(MachineFiles.INSTANCE, directory, Tenant.DEFAULT, rows);
    return PartReader.open(MachineFiles.INSTANCE, directory);
  }

  @Test
  void literalsCutFromLines_areFoundAsByScan() throws IOException {
    var random = new SplittableRandom(7);
    ArrayCursor corpus = LogCorpus.of(1, 12_000).sort();
    try (PartReader part = part("literals", corpus)) {
      List<PartRow> rows = PartRow.drain(part.rows());
      int narrowed = 0;
      for (int i = 0; i < 100; i++) {
        String literal = cut(corpus, random);
        LogPlan plan = plan(new LineFilter(false, List.of(new LineFilter.Literal(literal))));
        List<String> expected = scan(rows, plan, 5);
        assertFalse(expected.isEmpty(), literal);
        assertEquals(expected, search(part, plan, 5), literal);
        narrowed += granules(part, plan) < part.footer().granules() ? 1 : 0;
      }
      assertTrue(narrowed > 50, "the index hardly narrows: " + narrowed);
    }
  }

  private static LogPlan plan(LineFilter... filters) {
    return LogPlan.of(Tenant.DEFAULT, List.of(), Long.MIN_VALUE, Long.MAX_VALUE)
        .withFilters(List.of(filters));
  }

  private static int granules(PartReader part, LogPlan plan) {
    return part.units(plan, 0, QueryBudget.UNLIMITED).stream()
        .mapToInt(unit -> ((PartUnit) unit).granules())
        .sum();
  }

  /// A piece of a random line; may cut through a character.
  private static String cut(ArrayCursor rows, SplittableRandom random) {
    rows.rewind();
    for (int skip = random.nextInt(rows.rows()); skip >= 0; skip--) {
      rows.next();
    }
    byte[] line =
        Arrays.copyOfRange(rows.bytes(), rows.lineOffset(), rows.lineOffset() + rows.lineLength());
    String text = new String(line, StandardCharsets.UTF_8);
    int length = 1 + random.nextInt(Math.min(24, text.length()));
    int from = random.nextInt(text.length() - length + 1);
    return text.substring(from, from + length);
  }

  @Test
  void filtersMatchersAndRanges_answerAsAScan() throws IOException {
    var random = new SplittableRandom(8);
    ArrayCursor corpus = LogCorpus.of(2, 6_000).sort();
    try (PartReader part = part("filters", corpus)) {
      List<PartRow> rows = PartRow.drain(part.rows());
      PartSummary summary = part.summary();
      long span = summary.maxNs() - summary.minNs();
      for (int i = 0; i < 100; i++) {
        long start = summary.minNs() - 5 + random.nextLong(span);
        long end = start + random.nextLong(random.nextBoolean() ? span : span / 50);
        List<Matcher> matchers =
            switch (random.nextInt(4)) {
              case 0 -> List.of(Matcher.equal("app", "nginx"));
              case 1 -> List.of(new Matcher("host", Matcher.Op.REGEX, ".*-0[13]"));
              case 2 -> List.of(new Matcher("app", Matcher.Op.NOT_EQUAL, "hdfs"));
              default -> List.of();
            };
        List<LineFilter> filters = new ArrayList<>();
        for (int f = random.nextInt(4); f > 0; f--) {
          filters.add(filter(corpus, random));
        }
        LogPlan plan =
            LogPlan.of(Tenant.DEFAULT, matchers, start, end)
                .withFilters(filters)
                .withOrder(LogPlan.Order.values()[random.nextInt(3)]);
        assertEquals(scan(rows, plan, 0), search(part, plan, 0), "run " + i + ": " + plan);
      }
    }
  }

  private static LineFilter filter(ArrayCursor corpus, SplittableRandom random) {
    List<LineFilter.Alternative> alternatives = new ArrayList<>();
    for (int a = 0; a <= random.nextInt(3); a++) {
      alternatives.add(
          random.nextBoolean()
              ? new LineFilter.Regex(REGEXES[random.nextInt(REGEXES.length)])
              : new LineFilter.Literal(cut(corpus, random)));
    }
    return new LineFilter(random.nextInt(4) == 0, alternatives);
  }

  @Test
  void everyRegex_answersAsAScan() throws IOException {
    try (PartReader part = part("regexes", LogCorpus.of(3, 6_000).sort())) {
      List<PartRow> rows = PartRow.drain(part.rows());
      for (String regex : REGEXES) {
        LogPlan plan = plan(new LineFilter(false, List.of(new LineFilter.Regex(regex))));
        assertEquals(scan(rows, plan, 0), search(part, plan, 0), regex);
      }
    }
  }

  @Test
  void tokensOfAllKinds_areFoundByEveryPieceOfThem() throws IOException {
    String long1 = "q".repeat(300) + "7" + "W".repeat(100);
    List<String> tokens =
        List.of(
            "a",
            "ab",
            "12",
            "7",
            "123",
            "00123456789",
            "dead",
            "DEAD",
            "deadbeef",
            "dead7beef",
            "DEAD7BEEF",
            "node12",
            "7up",
            "x86",
            "abc1def",
            "face2facebook9",
            "12345678901234567890",
            "größe",
            "ß1",
            "世界",
            long1,
            "v1",
            "e5",
            "1e5",
            "0xdeadBEEF",
            "10.251.3.4",
            "12:34:56.789");
    List<PartRow> rows = new ArrayList<>();
    Labels stream = Labels.of("app", "a");
    for (int i = 0; i < 40; i++) {
      for (int k = 0; k < 512; k++) { // each granule its own token, at its end
        String line = k == 511 ? "at " + tokens.get(i % tokens.size()) + " end" : "other " + k % 10;
        rows.add(PartRow.of(stream, i * 1000 + k, line));
      }
    }
    try (PartReader part = part("tokens", PartRow.cursor(rows))) {
      List<String> lines = new ArrayList<>();
      rows.forEach(row -> lines.add(new String(row.bytes(), StandardCharsets.UTF_8)));
      var random = new SplittableRandom(9);
      for (String token : tokens) {
        check(part, lines, " " + token + " end");
        for (int i = 0; i < 6; i++) {
          int from = random.nextInt(token.length());
          int to = from + 1 + random.nextInt(token.length() - from);
          String piece = token.substring(from, to);
          check(part, lines, piece);
          check(part, lines, " " + token.substring(0, to));
          check(part, lines, token.substring(from) + " ");
        }
      }
    }
  }

  private static void check(PartReader part, List<String> lines, String literal) {
    LogPlan exact = plan(LineFilter.contains(literal));
    long expected = lines.stream().filter(line -> line.contains(literal)).count();
    assertEquals(expected, search(part, exact, 0).size(), literal);
    var folded = new LineFilter.Regex("(?i)" + literal.replace(".", "\\."));
    LogPlan ignoring = plan(new LineFilter(false, List.of(folded)));
    long expectedIgnoring =
        lines.stream()
            .filter(line -> {
              byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
              return folded.isIn(bytes, 0, bytes.length);
            })
            .count();
    assertEquals(expectedIgnoring, search(part, ignoring, 0).size(), folded.text());
  }

  @Test
  void rowsWithoutNeeds_carryTimesOnly() throws IOException {
    ArrayCursor corpus = LogCorpus.of(4, 3_000).sort();
    try (PartReader part = part("needs", corpus)) {
      LogPlan plan = plan().withNeeds(EnumSet.noneOf(LogPlan.Need.class));
      long[] counted = new long[2];
      for (SearchUnit unit : part.units(plan, 0, QueryBudget.UNLIMITED)) {
        unit.visit(
            rows -> {
              counted[0] += rows.length();
              counted[1] += rows.lineEnd(rows.length() - 1);
            },
            QueryBudget.UNLIMITED);
      }
      assertEquals(3_000, counted[0]);
      assertEquals(0, counted[1]);
    }
  }

  @Test
  void streams_haveTheirRowsCounted() throws IOException {
    ArrayCursor corpus = LogCorpus.of(5, 3_000).sort();
    try (PartReader part = part("streams", corpus)) {
      LogPlan all = plan();
      long entries = part.streams(all).stream().mapToLong(s -> s.entries()).sum();
      long bytes = part.streams(all).stream().mapToLong(s -> s.bytes()).sum();
      assertEquals(part.summary().rows(), entries);
      assertEquals(corpus.lineBytes(), bytes);
      assertEquals(part.summary().streams(), part.streams(all).size());
    }
  }
}
