package dev.weir.query.logql;

import dev.weir.storage.logs.LineFilter;
import dev.weir.storage.logs.LogBatch;
import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.logs.LogRows;
import dev.weir.storage.logs.LogSink;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.logs.StreamSummary;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/// A log store that is a list and a scan. Hands out small batches in the worst order that the
/// interface allows, and leaves out what a plan does not ask for.
public final class MemoryLogStore implements LogStore {
  /// One stored line.
  public record Line(
      Tenant tenant,
      Labels stream,
      long timeNs,
      long ordinal,
      Map<String, String> fields,
      String text) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private final List<Line> lines = new ArrayList<>();
  private final Random random = new Random(7);
  private int searches;

  public synchronized void add(Labels stream, long timeNs, String text) {
    add(stream, timeNs, Map.of(), text);
  }

  public synchronized void add(
      Labels stream, long timeNs, Map<String, String> fields, String text) {
    lines.add(new Line(Tenant.DEFAULT, stream, timeNs, lines.size(), fields, text));
  }

  /// Everything there is, in order of arrival.
  public synchronized List<Line> lines() {
    return List.copyOf(lines);
  }

  /// How many searches there were.
  public synchronized int searches() {
    return searches;
  }

  @Override
  public synchronized void apply(LogBatch batch, long position) {
    LogBatch.Reader reader = batch.reader();
    while (reader.next()) {
      Map<String, String> fields = new TreeMap<>();
      for (int i = 0; i < reader.fields(); i++) {
        fields.put(reader.fieldName(i), reader.fieldValue(i));
      }
      lines.add(
          new Line(
              batch.tenant(),
              reader.stream(),
              reader.timestampNs(),
              lines.size(),
              fields,
              reader.line()));
    }
  }

  @Override
  public synchronized void search(LogPlan plan, LogSink sink, QueryBudget budget) {
    searches++;
    List<List<Line>> batches = new ArrayList<>();
    byStream(plan)
        .values()
        .forEach(found -> {
          found.sort(Comparator.comparingLong(Line::timeNs).thenComparingLong(Line::ordinal));
          budget.chargeSamples(found.size());
          for (int at = 0; at < found.size(); ) {
            int to = Math.min(found.size(), at + 1 + random.nextInt(5));
            batches.add(found.subList(at, to));
            at = to;
          }
        });
    budget.chargeSeries(batches.size());
    Collections.shuffle(batches, random);
    var rows = new LogRows();
    for (List<Line> batch : batches) {
      fill(rows, batch, plan, sink);
      if (rows.length() > 0) {
        sink.accept(rows);
      }
    }
  }

  private static void fill(LogRows rows, List<Line> batch, LogPlan plan, LogSink sink) {
    rows.clear(batch.getFirst().stream());
    for (Line line : batch) {
      byte[] text = line.bytes();
      if (line.timeNs() < sink.earliestNs() || line.timeNs() > sink.latestNs()) {
        continue;
      }
      rows.add(line.timeNs(), line.ordinal());
      if (plan.needsLines()) {
        int place = rows.reserve(text.length);
        System.arraycopy(text, 0, rows.text(), place, text.length);
        rows.lineWritten(place + text.length);
      }
      if (plan.needsFields()) {
        line.fields().forEach(rows::field);
      }
    }
  }

  private Map<Labels, List<Line>> byStream(LogPlan plan) {
    Map<Labels, List<Line>> found = new TreeMap<>();
    for (Line line : lines) {
      if (isSelected(plan, line) && passes(plan.filters(), line)) {
        found.computeIfAbsent(line.stream(), stream -> new ArrayList<>()).add(line);
      }
    }
    return found;
  }

  private static boolean isSelected(LogPlan plan, Line line) {
    return line.tenant().equals(plan.tenant())
        && line.timeNs() >= plan.startNs()
        && line.timeNs() < plan.endNs()
        && matches(plan.streams(), line.stream());
  }

  static boolean matches(List<Matcher> matchers, Labels stream) {
    return matchers.stream().allMatch(m -> m.matches(stream.valueOrEmpty(m.name())));
  }

  private static boolean passes(List<LineFilter> filters, Line line) {
    byte[] text = line.bytes();
    return filters.stream().allMatch(filter -> filter.accepts(text, 0, text.length));
  }

  @Override
  public synchronized List<StreamSummary> streams(LogPlan plan, QueryBudget budget) {
    List<StreamSummary> all = new ArrayList<>();
    byStream(plan.withFilters(List.of()))
        .forEach((stream, found) ->
            all.add(
                new StreamSummary(
                    stream,
                    found.size(),
                    found.stream().mapToLong(l -> l.bytes().length).sum(),
                    1)));
    return all;
  }

  @Override
  public long checkpointPosition() {
    return 0;
  }

  @Override
  public void checkpoint(LongConsumer whenDurable) {
    whenDurable.accept(0);
  }

  @Override
  public boolean isCheckpointDue() {
    return false;
  }

  @Override
  public long earliestAcceptedNs() {
    return Long.MIN_VALUE;
  }

  @Override
  public long latestAcceptedNs() {
    return Long.MAX_VALUE;
  }

  @Override
  public void compact() {}

  @Override
  public void close() {}
}
