package dev.weir.storage.logs;

import dev.weir.storage.logs.part.SearchUnit;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.Tenant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The newest lines, in memory: bytes in an arena, and for each stream of each tenant the times and
/// addresses of its rows in order of arrival.
///
/// One thread applies batches (the store's apply lock says which); any thread reads, without locks:
/// rows are published stream by stream at the end of a batch, by one store of each stream's length.
/// No objects per row: a row costs its bytes and 16 more.
final class Memtable {
  /// One tenant's streams.
  static final class TenantRows {
    private final Map<Labels, MemStream> byLabels = new HashMap<>(); // the writer's
    private final AppendList<MemStream> streams = new AppendList<>();

    AppendList<MemStream> streams() {
      return streams;
    }
  }

  private static final int NAME_OVERHEAD_BYTES = 100;

  private final long order;
  private final Map<Tenant, TenantRows> tenants = new ConcurrentHashMap<>();
  private final RowArena arena = new RowArena();
  private final Map<String, Integer> nameNumbers = new HashMap<>(); // the writer's
  private final AppendList<String> names = new AppendList<>();

  // Of the batch being applied; numbered as the batch numbers them.
  private MemStream[] batchStreams = new MemStream[16];
  private int batchStreamCount;
  private int[] batchNames = new int[16];
  private int batchNameCount;
  private MemStream[] touched = new MemStream[16];
  private int touchedCount;

  private long rows;
  private long lineBytes;
  private long overheadBytes;
  private long lastPosition;
  private volatile long sizeBytes;
  private volatile long firstRowNanos = Long.MIN_VALUE;

  /// @param order the memtable's place among memtables and parts: rows of equal time in a source of
  ///   lower order arrived earlier
  Memtable(long order) {
    this.order = order;
  }

  // ---- writing

  /// Takes in the batch's records, which readers see when this returns. `nowNanos` is the clock's.
  /// A damaged record ends it with a `CorruptDataException`; those before it are in.
  void apply(LogBatch batch, long position, long nowNanos) {
    lastPosition = position;
    if (batch.records() == 0) {
      return;
    }
    if (rows == 0) {
      firstRowNanos = nowNanos;
    }
    TenantRows tenant = tenants.computeIfAbsent(batch.tenant(), t -> new TenantRows());
    LogBatch.Reader reader = batch.reader();
    batchStreamCount = 0;
    batchNameCount = 0;
    try {
      while (reader.next()) {
        append(tenant, reader);
      }
    } finally {
      commit();
    }
  }

  private void append(TenantRows tenant, LogBatch.Reader reader) {
    int number = reader.streamIndex();
    MemStream stream =
        number < batchStreamCount ? batchStreams[number] : nextStream(tenant, reader.stream());
    for (int i = 0; i < reader.fields(); i++) {
      if (reader.fieldNameIndex(i) == batchNameCount) {
        nextName(reader.fieldName(i));
      }
    }
    long address = arena.append(reader, batchNames);
    if (stream.add(reader.timestampNs(), address)) {
      if (touchedCount == touched.length) {
        touched = Arrays.copyOf(touched, touchedCount * 2);
      }
      touched[touchedCount++] = stream;
    }
    rows++;
    lineBytes += reader.lineLength();
  }

  private MemStream nextStream(TenantRows tenant, Labels labels) {
    MemStream stream = tenant.byLabels.get(labels);
    if (stream == null) {
      stream = new MemStream(labels);
      tenant.byLabels.put(labels, stream);
      tenant.streams.add(stream);
      overheadBytes += MemStream.OVERHEAD_BYTES;
      for (int i = 0; i < labels.count(); i++) {
        overheadBytes += NAME_OVERHEAD_BYTES + labels.name(i).length() + labels.value(i).length();
      }
    }
    if (batchStreamCount == batchStreams.length) {
      batchStreams = Arrays.copyOf(batchStreams, batchStreamCount * 2);
    }
    batchStreams[batchStreamCount++] = stream;
    return stream;
  }

  private void nextName(String name) {
    Integer known = nameNumbers.get(name);
    if (known == null) {
      known = names.add(name);
      nameNumbers.put(name, known);
      overheadBytes += NAME_OVERHEAD_BYTES + name.length();
    }
    if (batchNameCount == batchNames.length) {
      batchNames = Arrays.copyOf(batchNames, batchNameCount * 2);
    }
    batchNames[batchNameCount++] = known;
  }

  private void commit() {
    for (int i = 0; i < touchedCount; i++) {
      touched[i].commit();
    }
    touchedCount = 0;
    sizeBytes = arena.sizeBytes() + overheadBytes + rows * 16;
  }

  // ---- what it holds

  long order() {
    return order;
  }

  /// Journal position of the last batch. The writer's, or anyone's once sealed.
  long lastPosition() {
    return lastPosition;
  }

  /// Bytes of its lines. The writer's.
  long lineBytes() {
    return lineBytes;
  }

  /// Memory it takes, in bytes, roughly.
  long sizeBytes() {
    return sizeBytes;
  }

  boolean isEmpty() {
    return sizeBytes == 0;
  }

  /// The clock's nanoseconds when the first row came; only when not empty.
  long firstRowNanos() {
    return firstRowNanos;
  }

  Collection<Tenant> tenants() {
    return tenants.keySet();
  }

  /// Null when the tenant has no rows.
  @Nullable TenantRows rowsOf(Tenant tenant) {
    return tenants.get(tenant);
  }

  /// A reader of single rows.
  MemRow row() {
    return new MemRow(arena, names);
  }

  // ---- reading

  /// What may hold rows that `plan` asks for; all streams that match, in `matched`.
  List<SearchUnit> units(LogPlan plan, Consumer<Labels> matched) {
    var units = new ArrayList<SearchUnit>();
    var search = new MemtableSearch(this, plan);
    forEachMatch(
        plan,
        stream -> {
          int before = units.size();
          search.addUnits(stream, units);
          if (units.size() > before) {
            matched.accept(stream.labels());
          }
        });
    return units;
  }

  /// Summaries of the streams that `plan` selects, exact.
  void streams(LogPlan plan, Consumer<StreamSummary> sink) {
    MemRow row = row();
    forEachMatch(
        plan,
        stream -> {
          long entries = 0;
          long bytes = 0;
          int length = stream.length();
          for (int i = 0; i < length; i++) {
            long time = stream.timestampNs(i);
            if (time >= plan.startNs() && time < plan.endNs()) {
              entries++;
              row.loadLine(stream.address(i));
              bytes += row.lineLength();
            }
          }
          if (entries > 0) {
            int blocks = Math.ceilDiv(length, MemStream.BLOCK_ROWS);
            sink.accept(new StreamSummary(stream.labels(), entries, bytes, blocks));
          }
        });
  }

  private void forEachMatch(LogPlan plan, Consumer<MemStream> sink) {
    TenantRows tenant = tenants.get(plan.tenant());
    if (tenant == null) {
      return;
    }
    AppendList<MemStream> streams = tenant.streams;
    int length = streams.length();
    for (int i = 0; i < length; i++) {
      MemStream stream = streams.get(i);
      if (matches(plan.streams(), stream.labels())) {
        sink.accept(stream);
      }
    }
  }

  private static boolean matches(List<Matcher> matchers, Labels labels) {
    for (Matcher matcher : matchers) {
      if (!matcher.matches(labels.valueOrEmpty(matcher.name()))) {
        return false;
      }
    }
    return true;
  }
}
