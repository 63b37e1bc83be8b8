package dev.weir.storage.logs;

import static dev.weir.storage.logs.LogFixture.DAY_NS;
import static dev.weir.storage.logs.LogFixture.add;
import static dev.weir.storage.logs.LogFixture.job;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.storage.logs.part.RowCursor;
import dev.weir.storage.model.Tenant;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemtableTest {
  /// Beyond what it holds: labels of each batch, growing arrays.
  private static final int OTHER_BYTES_PER_LINE = 24;

  @Test
  void apply_allocatesWhatItHolds_andNothingPerLine() {
    var batch = new LogBatch();
    for (int i = 0; i < 1000; i++) {
      add(batch, job("j" + i % 10), DAY_NS + i, "a line of some length, number " + i, "n", "" + i);
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    apply(new Memtable(1), batch, 5);
    var table = new Memtable(2);
    long before = threads.getCurrentThreadAllocatedBytes();
    apply(table, batch, 200);
    long perLine = (threads.getCurrentThreadAllocatedBytes() - before) / 200_000;
    long held = table.sizeBytes() / 200_000;
    assertTrue(perLine <= held + OTHER_BYTES_PER_LINE, perLine + " bytes for " + held);
  }

  private static void apply(Memtable table, LogBatch batch, int times) {
    for (int i = 1; i <= times; i++) {
      table.apply(batch, i, 0);
    }
  }

  @Test
  void pieces_areByTenantAndDay_rowsByStreamTimeAndArrival() {
    var table = new Memtable(1);
    var batch = new LogBatch();
    add(batch, job("b"), DAY_NS + 5, "b 5");
    add(batch, job("a"), DAY_NS + 7, "a 7");
    add(batch, job("a"), DAY_NS + TimeWindow.DAY_NS, "a next day");
    add(batch, job("a"), DAY_NS + 6, "a 6");
    add(batch, job("a"), DAY_NS + 6, "a 6 again");
    add(batch, job("a"), DAY_NS - 1, "a day before");
    table.apply(batch, 1, 0);
    batch.clear(new Tenant("another"));
    add(batch, job("a"), DAY_NS, "another's");
    table.apply(batch, 2, 0);
    var found = new ArrayList<String>();
    for (MemtablePieces.Piece piece : MemtablePieces.of(table)) {
      found.add(piece.tenant() + ": " + String.join(", ", lines(piece.rows())));
    }
    assertEquals(
        List.of(
            "another: another's",
            "default: a day before",
            "default: a 6, a 6 again, a 7, b 5",
            "default: a next day"),
        found);
    assertEquals(2, table.lastPosition());
  }

  private static List<String> lines(RowCursor rows) {
    var found = new ArrayList<String>();
    while (rows.next()) {
      found.add(
          new String(
              rows.bytes(), rows.lineOffset(), rows.lineLength(), StandardCharsets.ISO_8859_1));
    }
    return found;
  }

  @Test
  void aRowLargerThanAChunk_isKept() {
    var table = new Memtable(1);
    var batch = new LogBatch();
    String large = "y".repeat(32 * 1024);
    add(batch, job("a"), 1, "small");
    batch.begin(job("a"), 2);
    for (int f = 0; f < 200; f++) {
      batch.field("f" + f, large);
    }
    batch.end(new byte[0], 0, 0);
    add(batch, job("a"), 3, "small again");
    table.apply(batch, 1, 0);
    RowCursor rows = MemtablePieces.of(table).getFirst().rows();
    assertTrue(rows.next(), "the small row");
    assertTrue(rows.next(), "the large row");
    assertEquals(200, rows.fields());
    assertEquals(large.length(), rows.fieldLength(199));
    assertEquals("f199", rows.fieldName(199));
    assertTrue(table.sizeBytes() > 200L * large.length());
  }
}
