package dev.weir.storage.logs;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.QueryBudget;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Nanoseconds per line of applying, scanning and sorting for a flush: a quick look, not a
/// benchmark (those are in `perf`).
final class MemtableMeasure {
  private static final int LINES = 300_000;

  private MemtableMeasure() {}

  public static void main(String[] args) {
    for (int streams : new int[] {10, 1000}) {
      for (int fields : new int[] {0, 4}) {
        List<LogBatch> batches = batches(streams, fields);
        for (int run = 0; run < 4; run++) {
          measure(streams, fields, batches);
        }
      }
    }
  }

  private static List<LogBatch> batches(int streams, int fields) {
    var random = new Random(1);
    var batches = new ArrayList<LogBatch>();
    for (int line = 0; line < LINES; ) {
      var batch = new LogBatch();
      for (int i = 0; i < 1000; i++, line++) {
        Labels stream = Labels.of("job", "app", "host", "h" + random.nextInt(streams));
        batch.begin(stream, LogFixture.DAY_NS + line * 1000L);
        for (int f = 0; f < fields; f++) {
          batch.field("field" + f, "" + random.nextInt(100_000));
        }
        String access =
            "GET /api/v1/items/%d?user=%d HTTP/1.1 200 %d \"-\" \"Mozilla/5.0 (X11; Linux)\" rt=%d"
                .formatted(
                    random.nextInt(100_000),
                    random.nextInt(5000),
                    random.nextInt(90_000),
                    random.nextInt(900));
        byte[] text = access.getBytes(StandardCharsets.UTF_8);
        batch.end(text, 0, text.length);
      }
      batches.add(batch);
    }
    return batches;
  }

  private static void measure(int streams, int fields, List<LogBatch> batches) {
    long bytes = allocated();
    long t = cpuNanos();
    var table = new Memtable(1);
    long position = 0;
    for (LogBatch batch : batches) {
      table.apply(batch, ++position, 0);
    }
    double apply = (cpuNanos() - t) / (double) LINES;
    double allocated = (allocated() - bytes) / (double) LINES;
    t = cpuNanos();
    long[] found = {0};
    var plan = LogFixture.ALL.withFilters(List.of(LineFilter.contains("items/77777?")));
    table
        .units(plan, labels -> {})
        .forEach(unit -> unit.visit(rows -> found[0] += rows.length(), QueryBudget.UNLIMITED));
    double scan = (cpuNanos() - t) / (double) LINES;
    t = cpuNanos();
    long rows = 0;
    for (MemtablePieces.Piece piece : MemtablePieces.of(table)) {
      var cursor = piece.rows();
      while (cursor.next()) {
        rows++;
      }
    }
    double flush = (cpuNanos() - t) / (double) rows;
    System.out.printf(
        "streams=%d fields=%d: apply %.0f ns/line, %.0f bytes allocated, %.0f held; scan %.0f;"
            + " flush order %.0f (%d found)%n",
        streams,
        fields,
        apply,
        allocated,
        table.sizeBytes() / (double) LINES,
        scan,
        flush,
        found[0]);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
