package dev.weir.storage.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.io.ManualClock;
import dev.weir.storage.logs.LineFilter.Alternative;
import dev.weir.storage.logs.LogPlan.Order;
import dev.weir.storage.metrics.ManualScheduler;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Random batches, checkpoints, merges and restarts: every answer is the one that a plain scan over
/// a list of all lines gives.
class LocalLogStoreProperties {
  private static final int SEEDS = 6;

  @Test
  void answers_equalAPlainScan() throws IOException {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        new Life(seed).run();
      } catch (RuntimeException | AssertionError | IOException e) {
        throw new AssertionError("seed " + seed + ": " + e, e);
      }
    }
  }

  private record Arrived(Tenant tenant, FoundLine line) {}

  private record Journalled(long position, ByteBuffer payload) {}

  private static final class Life {
    private final Random random;
    private final FaultFiles files;
    private final ManualClock clock;
    private final LogStoreSettings settings;
    private final List<Labels> streams = new ArrayList<>();
    private final List<Tenant> tenants = List.of(Tenant.DEFAULT, new Tenant("t2"));
    private final List<Arrived> model = new ArrayList<>(); // in order of arrival
    private final List<Journalled> journal = new ArrayList<>();
    private final int days;
    private ManualScheduler scheduler;
    private DataDir data;
    private LocalLogStore store;
    private long position;

    Life(long seed) throws IOException {
      random = new Random(seed);
      files = new FaultFiles(random);
      clock = new ManualClock(LogFixture.DAY_NS / 1_000_000 + 40L * 86_400_000);
      settings =
          LogStoreSettings.DEFAULT
              .withMergedPartBytes(random.nextBoolean() ? 20_000 : 1L << 30)
              .withOpenParts(random.nextInt(4) == 0 ? 2 : 256);
      days = new int[] {1, 3, 40, 9000}[random.nextInt(4)];
      int count = 1 + random.nextInt(30);
      for (int i = 0; i < count; i++) {
        streams.add(
            Labels.of("job", "job" + i % 5, "host", "h" + i, "level", i % 3 == 0 ? "info" : ""));
      }
      open();
    }

    private void open() throws IOException {
      scheduler = new ManualScheduler();
      data = DataDir.open(files, Path.of("/data"), clock, new Random(1));
      store = LocalLogStore.open(settings, data, clock, scheduler, new MetricRegistry());
      var batch = new LogBatch();
      for (Journalled record : journal) {
        if (random.nextBoolean() || record.position() > store.checkpointPosition()) {
          store.apply(batch.load(record.payload()), record.position());
        }
      }
    }

    void run() throws IOException {
      for (int step = 0; step < 50; step++) {
        switch (random.nextInt(12)) {
          case 0, 1 -> store.checkpoint(position -> {});
          case 2, 3 -> scheduler.runPending();
          case 4 -> {
            clock.advanceMillis(3_600_000);
            scheduler.runRepeating();
          }
          case 5 -> {
            if (random.nextInt(3) == 0) {
              store.compact();
            }
          }
          case 6 -> reopen();
          default -> append();
        }
        ask();
      }
      store.compact();
      ask();
      var report = LogStoreVerifier.verify(files, data.path().resolve("logs"));
      assertEquals(List.of(), report.problems());
      assertEquals(model.size(), report.rows());
    }

    private void reopen() throws IOException {
      if (random.nextBoolean()) {
        store.close();
        data.close();
      } else {
        files.kill();
      }
      open();
    }

    private void append() {
      var batch = new LogBatch().clear(tenants.get(random.nextInt(3) / 2));
      int count = random.nextInt(200);
      long base =
          LogFixture.DAY_NS
              + random.nextInt(days) * LogFixture.DAY
              + random.nextInt(random.nextBoolean() ? 2 : 86_400) * LogFixture.SECOND;
      for (int i = 0; i < count; i++) {
        if (random.nextInt(50) == 0) {
          base += random.nextInt(days) * LogFixture.DAY / 2;
        }
        base += random.nextInt(4) * (random.nextInt(10) - 2L);
        add(batch, streams.get(random.nextInt(streams.size())), base);
      }
      ByteBuffer payload = batch.payload();
      var copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
      position += copy.remaining() + 1;
      journal.add(new Journalled(position, copy));
      store.apply(batch, position);
    }

    private void add(LogBatch batch, Labels stream, long time) {
      String line = line();
      var fields = new TreeMap<String, String>();
      for (int f = random.nextInt(4); f > 0; f--) {
        fields.put("f" + random.nextInt(6), random.nextInt(3) == 0 ? "ü" : "" + random.nextInt());
      }
      var pairs = new ArrayList<String>();
      fields.forEach((name, value) -> Collections.addAll(pairs, name, value));
      LogFixture.add(batch, stream, time, line, pairs.toArray(String[]::new));
      model.add(new Arrived(batch.tenant(), new FoundLine(stream, time, line, fields)));
    }

    private String line() {
      return switch (random.nextInt(8)) {
        case 0 -> "";
        case 1 -> {
          byte[] bytes = new byte[random.nextInt(60)];
          random.nextBytes(bytes);
          yield new String(bytes, StandardCharsets.ISO_8859_1);
        }
        case 2 -> "the same line again and again";
        case 3 -> "GET /items/" + random.nextInt(1000) + " 200 " + random.nextInt(9999) + "us";
        case 4 ->
            "user=" + "abcde".charAt(random.nextInt(5)) + " took " + random.nextInt(99) + ".5";
        case 5 -> "ERROR failed after " + random.nextInt(7) + " tries";
        case 6 -> "10.0." + random.nextInt(256) + "." + random.nextInt(256) + " - - [x]";
        default -> "w".repeat(random.nextInt(300)) + random.nextLong();
      };
    }

    private void ask() {
      LogPlan plan = plan();
      if (random.nextInt(4) == 0) {
        askForFirst(plan, 1 + random.nextInt(30));
        return;
      }
      assertEquals(scan(plan), LogFixture.search(store, plan), plan.toString());
      if (random.nextInt(4) == 0) {
        askForStreams(plan);
      }
    }

    /// The first or last lines, under a sink that says what it no longer wants.
    private void askForFirst(LogPlan all, int limit) {
      boolean isNewest = random.nextBoolean();
      LogPlan plan = all.withOrder(isNewest ? Order.NEWEST_FIRST : Order.OLDEST_FIRST);
      var sink = new FirstLines(limit, isNewest);
      store.search(plan, sink, QueryBudget.UNLIMITED);
      Comparator<FoundLine> byTime = Comparator.comparingLong(FoundLine::timestampNs);
      Comparator<FoundLine> order = isNewest ? byTime.reversed() : byTime;
      List<FoundLine> expected = scan(plan).stream().sorted(order).toList();
      List<FoundLine> found = sink.all.sorted().stream().sorted(order).toList();
      int count = Math.min(limit, expected.size());
      assertTrue(found.size() >= count, "too few: " + found.size() + " of " + count);
      for (int i = 0; i < count; i++) {
        assertEquals(expected.get(i).timestampNs(), found.get(i).timestampNs());
      }
      Map<FoundLine, Integer> left = new HashMap<>();
      expected.forEach(line -> left.merge(line, 1, Integer::sum));
      for (FoundLine line : found) {
        assertTrue(left.merge(line, -1, Integer::sum) >= 0, "found once too often: " + line);
      }
    }

    private void askForStreams(LogPlan plan) {
      var everything =
          new LogPlan(
              plan.tenant(),
              plan.streams(),
              Long.MIN_VALUE,
              Long.MAX_VALUE,
              List.of(),
              plan.order(),
              plan.needs());
      var entries = new TreeMap<Labels, Long>();
      var bytes = new TreeMap<Labels, Long>();
      for (FoundLine line : scan(everything)) {
        entries.merge(line.stream(), 1L, Long::sum);
        bytes.merge(line.stream(), (long) line.line().length(), Long::sum);
      }
      List<StreamSummary> found = store.streams(everything, QueryBudget.UNLIMITED);
      assertEquals(
          List.copyOf(entries.keySet()), found.stream().map(StreamSummary::stream).toList());
      assertEquals(
          List.copyOf(entries.values()), found.stream().map(StreamSummary::entries).toList());
      assertEquals(List.copyOf(bytes.values()), found.stream().map(StreamSummary::bytes).toList());
    }

    private LogPlan plan() {
      var matchers = new ArrayList<Matcher>();
      for (int m = random.nextInt(3); m > 0; m--) {
        matchers.add(
            switch (random.nextInt(4)) {
              case 0 -> Matcher.equal("job", "job" + random.nextInt(6));
              case 1 -> new Matcher("host", Matcher.Op.REGEX, "h[0-" + random.nextInt(10) + "]+");
              case 2 -> new Matcher("level", Matcher.Op.NOT_EQUAL, "info");
              default -> new Matcher("job", Matcher.Op.NOT_REGEX, "job(1|2)");
            });
      }
      var filters = new ArrayList<LineFilter>();
      for (int f = random.nextInt(3); f > 0; f--) {
        var alternatives = new ArrayList<Alternative>();
        for (int a = 1 + random.nextInt(2); a > 0; a--) {
          alternatives.add(alternative());
        }
        filters.add(new LineFilter(random.nextInt(3) == 0, alternatives));
      }
      long start = Long.MIN_VALUE;
      long end = Long.MAX_VALUE;
      if (random.nextBoolean() && !model.isEmpty()) {
        long one = model.get(random.nextInt(model.size())).line().timestampNs();
        long two = model.get(random.nextInt(model.size())).line().timestampNs();
        start = Math.min(one, two);
        end = Math.max(one, two) + random.nextInt(2);
      }
      return LogPlan.of(tenants.get(random.nextInt(3) / 2), matchers, start, end)
          .withFilters(filters);
    }

    private Alternative alternative() {
      return switch (random.nextInt(8)) {
        case 0 -> new LineFilter.Literal("ERROR");
        case 1 -> new LineFilter.Literal("items/" + random.nextInt(100));
        case 2 -> new LineFilter.Literal("" + random.nextInt(1000));
        case 3 -> new LineFilter.Literal("");
        case 4 -> new LineFilter.Literal("same line");
        case 5 -> new LineFilter.Regex("after [0-3] tries$");
        case 6 -> new LineFilter.Regex("(?i)get .*(200|us)");
        default -> new LineFilter.Regex("user=[a-c] ");
      };
    }

    private List<FoundLine> scan(LogPlan plan) {
      return model.stream()
          .filter(record -> record.tenant().equals(plan.tenant()))
          .map(Arrived::line)
          .filter(line -> isWanted(plan, line))
          .sorted(Comparator.comparing(FoundLine::stream).thenComparingLong(FoundLine::timestampNs))
          .toList();
    }

    private static boolean isWanted(LogPlan plan, FoundLine line) {
      byte[] text = line.line().getBytes(StandardCharsets.ISO_8859_1);
      return line.timestampNs() >= plan.startNs()
          && line.timestampNs() < plan.endNs()
          && plan.streams().stream()
              .allMatch(matcher -> matcher.matches(line.stream().valueOrEmpty(matcher.name())))
          && plan.filters().stream().allMatch(filter -> filter.accepts(text, 0, text.length));
    }
  }

  /// Wants a number of lines only.
  private static final class FirstLines implements LogSink {
    final LogFixture.Collector all = new LogFixture.Collector();
    private final int limit;
    private final boolean isNewest;

    FirstLines(int limit, boolean isNewest) {
      this.limit = limit;
      this.isNewest = isNewest;
    }

    @Override
    public void accept(LogRows rows) {
      all.accept(rows);
    }

    private long bound(long none, boolean wanted) {
      if (!wanted || all.rows.size() < limit) {
        return none;
      }
      var times = new ArrayList<Long>();
      all.rows.forEach(row -> times.add(row.line().timestampNs()));
      Collections.sort(times);
      return isNewest ? times.get(times.size() - limit) : times.get(limit - 1);
    }

    @Override
    public long earliestNs() {
      return bound(Long.MIN_VALUE, isNewest);
    }

    @Override
    public long latestNs() {
      return bound(Long.MAX_VALUE, !isNewest);
    }
  }
}
