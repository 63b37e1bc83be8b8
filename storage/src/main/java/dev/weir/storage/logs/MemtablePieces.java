package dev.weir.storage.logs;

import dev.weir.storage.logs.part.RowCursor;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A sealed memtable cut into what becomes parts: for each tenant one piece a UTC day, or a longer
/// window when its lines are scattered over more than [#PIECES_MAX] of them.
final class MemtablePieces {
  /// Most pieces of one tenant, unless even the longest windows do not bring it down.
  static final int PIECES_MAX = 16;

  /// Rows of one stream in a piece: `[from, to)` of the stream's rows by time, which `order` lists;
  /// null when they arrived in that order.
  private static final class Run {
    private final MemStream stream;
    private final int @Nullable [] order;
    private final int from;
    private final int to;

    Run(MemStream stream, int @Nullable [] order, int from, int to) {
      this.stream = stream;
      this.order = order;
      this.from = from;
      this.to = to;
    }

    int row(int at) {
      return order == null ? at : order[at];
    }

    long timestampNs(int at) {
      return stream.timestampNs(row(at));
    }

    Run part(int start, int end) {
      return new Run(stream, order, start, end);
    }
  }

  /// What becomes one part.
  static final class Piece {
    private final Memtable table;
    private final Tenant tenant;
    private final List<Run> runs = new ArrayList<>();

    Piece(Memtable table, Tenant tenant) {
      this.table = table;
      this.tenant = tenant;
    }

    Tenant tenant() {
      return tenant;
    }

    RowCursor rows() {
      return new Cursor(table.row(), runs);
    }
  }

  private MemtablePieces() {}

  /// The pieces of a memtable that nobody writes to any more.
  static List<Piece> of(Memtable table) {
    var pieces = new ArrayList<Piece>();
    for (Tenant tenant : table.tenants().stream().sorted(byName()).toList()) {
      List<Run> streams = sortedStreams(table, tenant);
      for (int days : TimeWindow.LENGTHS) {
        Map<Long, Piece> cut = cut(table, tenant, streams, days);
        if (cut.size() <= PIECES_MAX || days == 0) {
          pieces.addAll(cut.values());
          break;
        }
      }
    }
    return pieces;
  }

  private static Comparator<Tenant> byName() {
    return Comparator.comparing(Tenant::name);
  }

  /// All rows of each stream, streams by labels.
  private static List<Run> sortedStreams(Memtable table, Tenant tenant) {
    var runs = new ArrayList<Run>();
    Memtable.TenantRows rows = table.rowsOf(tenant);
    if (rows != null) {
      for (int i = 0; i < rows.streams().length(); i++) {
        MemStream stream = rows.streams().get(i);
        int length = stream.length();
        if (length > 0) {
          runs.add(new Run(stream, timeOrder(stream, length), 0, length));
        }
      }
    }
    runs.sort(Comparator.comparing(run -> run.stream.labels()));
    return runs;
  }

  private static int @Nullable [] timeOrder(MemStream stream, int length) {
    long[] times = new long[length];
    for (int i = 0; i < length; i++) {
      times[i] = stream.timestampNs(i);
    }
    return TimeOrder.isAscending(times, length) ? null : TimeOrder.sorted(times, length);
  }

  private static Map<Long, Piece> cut(Memtable table, Tenant tenant, List<Run> streams, int days) {
    var pieces = new TreeMap<Long, Piece>();
    for (Run all : streams) {
      int from = 0;
      while (from < all.to) {
        TimeWindow window = TimeWindow.of(days, all.timestampNs(from));
        int to = from + 1;
        while (to < all.to && all.timestampNs(to) < window.endNs()) {
          to++;
        }
        if (window.endNs() == Long.MAX_VALUE) {
          to = all.to;
        }
        pieces
            .computeIfAbsent(window.index(), index -> new Piece(table, tenant))
            .runs
            .add(all.part(from, to));
        from = to;
      }
    }
    return pieces;
  }

  /// Goes over the rows of a piece.
  private static final class Cursor implements RowCursor {
    private final MemRow row;
    private final List<Run> runs;
    private int next;
    private Run run;
    private int at;
    private long timestampNs;

    Cursor(MemRow row, List<Run> runs) {
      this.row = row;
      this.runs = runs;
      run = runs.getFirst();
      at = run.from - 1;
      next = 1;
    }

    @Override
    public boolean next() {
      at++;
      while (at == run.to) {
        if (next == runs.size()) {
          at--;
          return false;
        }
        run = runs.get(next++);
        at = run.from;
      }
      int number = run.row(at);
      timestampNs = run.stream.timestampNs(number);
      row.loadLine(run.stream.address(number));
      row.loadFields();
      return true;
    }

    @Override
    public Labels stream() {
      return run.stream.labels();
    }

    @Override
    public long timestampNs() {
      return timestampNs;
    }

    @Override
    public byte[] bytes() {
      return row.bytes();
    }

    @Override
    public int lineOffset() {
      return row.lineOffset();
    }

    @Override
    public int lineLength() {
      return row.lineLength();
    }

    @Override
    public int fields() {
      return row.fields();
    }

    @Override
    public String fieldName(int index) {
      return row.fieldName(index);
    }

    @Override
    public int fieldOffset(int index) {
      return row.fieldOffset(index);
    }

    @Override
    public int fieldLength(int index) {
      return row.fieldLength(index);
    }
  }
}
