package dev.weir.storage.logs;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// Batches to apply and searches to ask, in short.
final class LogFixture {
  /// 2026-11-21 00:00:00 UTC.
  static final long DAY_NS = 1_795_219_200_000_000_000L;

  static final long SECOND = 1_000_000_000L;
  static final long HOUR = 3600 * SECOND;
  static final long DAY = 24 * HOUR;

  /// Everything there is, of the default tenant.
  static final LogPlan ALL = LogPlan.of(Tenant.DEFAULT, List.of(), Long.MIN_VALUE, Long.MAX_VALUE);

  private LogFixture() {}

  static Labels job(String name) {
    return Labels.of("job", name);
  }

  /// A batch with one line.
  static LogBatch batch(Labels stream, long timestampNs, String line, String... fields) {
    var batch = new LogBatch();
    add(batch, stream, timestampNs, line, fields);
    return batch;
  }

  static void add(LogBatch batch, Labels stream, long timestampNs, String line, String... fields) {
    batch.begin(stream, timestampNs);
    for (int i = 0; i < fields.length; i += 2) {
      batch.field(fields[i], fields[i + 1]);
    }
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    batch.end(bytes, 0, bytes.length);
  }

  /// A row with what orders it.
  record Row(FoundLine line, long ordinal) {}

  /// Collects rows; lines as ISO 8859-1, so that any byte shows.
  static final class Collector implements LogSink {
    final List<Row> rows = new ArrayList<>();
    long earliestNs = Long.MIN_VALUE;
    long latestNs = Long.MAX_VALUE;

    @Override
    public void accept(LogRows batch) {
      for (int r = 0; r < batch.length(); r++) {
        if (r > 0 && batch.timestampNs(r) < batch.timestampNs(r - 1)) {
          throw new AssertionError("times descend within a batch");
        }
        var fields = new TreeMap<String, String>();
        for (int c = 0; c < batch.fieldColumns(); c++) {
          String value = batch.fieldValue(c, r);
          if (value != null) {
            fields.put(batch.fieldName(c), value);
          }
        }
        String line =
            new String(
                batch.text(),
                batch.lineStart(r),
                batch.lineEnd(r) - batch.lineStart(r),
                StandardCharsets.ISO_8859_1);
        rows.add(
            new Row(
                new FoundLine(batch.stream(), batch.timestampNs(r), line, fields),
                batch.ordinal(r)));
      }
    }

    @Override
    public long earliestNs() {
      return earliestNs;
    }

    @Override
    public long latestNs() {
      return latestNs;
    }

    /// By stream, time and arrival.
    List<FoundLine> sorted() {
      return rows.stream()
          .sorted(
              Comparator.comparing((Row row) -> row.line().stream())
                  .thenComparingLong(row -> row.line().timestampNs())
                  .thenComparingLong(Row::ordinal))
          .map(Row::line)
          .toList();
    }
  }

  static List<FoundLine> search(LogStore store, LogPlan plan) {
    var found = new Collector();
    store.search(plan, found, QueryBudget.UNLIMITED);
    return found.sorted();
  }

  /// The lines alone, by stream, time and arrival.
  static List<String> lines(LogStore store, LogPlan plan) {
    return search(store, plan).stream().map(FoundLine::line).toList();
  }
}
