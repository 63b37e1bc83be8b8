package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.Crc32C;
import dev.weir.storage.io.Files;
import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.logs.StreamSummary;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Reads one part. Any threads; nobody may be reading when it is closed.
///
/// Damage that is met, at opening or later, is a [CorruptDataException].
public final class PartReader implements AutoCloseable {
  private static final long OWN_MEMORY_BYTES = 8 << 20;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path directory;
  private final Arena arena;
  private final MemorySegment lines;
  private final PartFooter footer;
  private final PartSummary summary;
  private final PartMemory memory;

  private PartReader(
      Path directory, Arena arena, MemorySegment lines, PartFooter footer, PartMemory memory) {
    this.directory = directory;
    this.arena = arena;
    this.lines = lines;
    this.footer = footer;
    this.memory = memory;
    summary = footer.summary(lines.byteSize());
  }

  /// Opens a part with memory of its own.
  public static PartReader open(Files files, Path directory) throws IOException {
    return open(files, directory, new PartMemory(OWN_MEMORY_BYTES));
  }

  /// Opens a part that shares `memory` with others. Checks the tables, not the rows.
  public static PartReader open(Files files, Path directory, PartMemory memory) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment lines = files.map(directory.resolve(PartWriter.LINES_FILE), arena);
      return new PartReader(directory, arena, lines, readFooter(lines), memory);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static PartFooter readFooter(MemorySegment file) {
    long size = file.byteSize();
    if (size < PartWriter.HEADER_BYTES + PartWriter.TRAILER_BYTES) {
      throw new CorruptDataException("too short for a part: " + size + " bytes");
    }
    if (file.get(LONG, 0) != PartWriter.MAGIC
        || file.get(INT, 8) != PartWriter.VERSION
        || file.get(INT, 12) != Crc32C.of(file, 0, 12)) {
      throw new CorruptDataException("not a part of version " + PartWriter.VERSION);
    }
    long trailer = size - PartWriter.TRAILER_BYTES;
    if (file.get(INT, trailer + 16) != Crc32C.of(file, trailer, 16)
        || file.get(LONG, trailer + 20) != PartWriter.MAGIC) {
      throw new CorruptDataException("part does not end as one: " + size + " bytes");
    }
    var section =
        new Section(
            file.get(LONG, trailer), file.get(INT, trailer + 8), file.get(INT, trailer + 12));
    if (section.offset() + section.storedSize() != trailer) {
      throw new CorruptDataException("tables do not lie before the end: " + section.offset());
    }
    PartFooter footer = PartFooter.read(section.read(file), PartWriter.HEADER_BYTES);
    if (!footer.groups.isEmpty()) {
      Section last = footer.groups.getLast().sections().getLast();
      if (last.offset() + last.storedSize() != section.offset()) {
        throw new CorruptDataException("row groups do not end at the tables");
      }
    }
    return footer;
  }

  PartFooter footer() {
    return footer;
  }

  public Path directory() {
    return directory;
  }

  public PartSummary summary() {
    return summary;
  }

  StoredGroup group(int index) {
    return memory.group(this, index, lines);
  }

  /// The pieces that may hold rows of the plan: of each row group one, or under an order one for
  /// each granule, in the order of rows. `ordinalBase` is added to row numbers to make ordinals.
  public List<SearchUnit> units(LogPlan plan, long ordinalBase, QueryBudget budget) {
    BitSet granules = candidates(plan);
    var streams = Selected.of(footer, plan);
    var units = new ArrayList<SearchUnit>();
    for (int g = 0; g < footer.groups.size(); g++) {
      budget.check();
      PartFooter.Group group = footer.groups.get(g);
      int end = group.firstGranule() + granulesOf(group);
      int granule = nextWanted(granules, streams, group, group.firstGranule(), end);
      var run = new ArrayList<Integer>();
      while (granule < end) {
        run.add(granule);
        granule = nextWanted(granules, streams, group, granule + 1, end);
      }
      addUnits(plan, ordinalBase, g, run, streams, units);
    }
    return units;
  }

  private int granulesOf(PartFooter.Group group) {
    return (group.rows() + footer.granuleRows - 1) / footer.granuleRows;
  }

  private void addUnits(
      LogPlan plan,
      long ordinalBase,
      int group,
      List<Integer> granules,
      Selected streams,
      List<SearchUnit> units) {
    if (granules.isEmpty()) {
      return;
    }
    if (plan.order() == LogPlan.Order.ANY) {
      units.add(new PartUnit(this, memory, plan, ordinalBase, group, granules, streams));
      return;
    }
    for (int granule : granules) {
      units.add(new PartUnit(this, memory, plan, ordinalBase, group, List.of(granule), streams));
    }
  }

  /// First granule from `from` on that the index leaves and that has rows of the streams.
  private int nextWanted(
      BitSet granules, Selected streams, PartFooter.Group group, int from, int end) {
    for (int granule = granules.nextSetBit(from);
        granule >= 0 && granule < end;
        granule = granules.nextSetBit(granule + 1)) {
      long first = group.firstRow() + footer.granuleStart(group, granule);
      long last = group.firstRow() + footer.granuleEnd(group, granule);
      int stream = streams.firstFrom(first);
      if (stream < streams.length() && streams.firstRow(stream) < last) {
        return granule;
      }
    }
    return end;
  }

  /// Granules that overlap the plan's range and may have lines that satisfy its filters.
  private BitSet candidates(LogPlan plan) {
    var granules = new BitSet(footer.granules());
    for (int i = 0; i < footer.granules(); i++) {
      if (footer.granuleMinNs[i] < plan.endNs() && footer.granuleMaxNs[i] >= plan.startNs()) {
        granules.set(i);
      }
    }
    return granules;
  }

  /// All rows in order, for merging.
  public RowCursor rows() {
    return new PartRows(this, lines);
  }

  /// Streams that satisfy the plan's matchers and have lines in its range, by labels.
  public List<StreamSummary> streams(LogPlan plan) {
    var found = new ArrayList<StreamSummary>();
    for (PartFooter.Stream stream : footer.streams) {
      if (Selected.isIn(plan, stream) && matches(plan.streams(), stream.labels())) {
        long first = granuleOf(stream.firstRow());
        long last = granuleOf(stream.firstRow() + stream.rows() - 1);
        found.add(
            new StreamSummary(stream.labels(), stream.rows(), stream.bytes(), last - first + 1));
      }
    }
    return found;
  }

  private long granuleOf(long row) {
    int low = 0;
    int high = footer.groups.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (footer.groups.get(middle).firstRow() <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    PartFooter.Group group = footer.groups.get(low);
    return group.firstGranule() + (row - group.firstRow()) / footer.granuleRows;
  }

  /// True when the labels satisfy all the matchers.
  static boolean matches(List<Matcher> matchers, Labels labels) {
    for (Matcher matcher : matchers) {
      if (!matcher.matches(labels.valueOrEmpty(matcher.name()))) {
        return false;
      }
    }
    return true;
  }

  /// Reads every byte of the part in `directory` back; returns what is wrong with it, in words, or
  /// nothing.
  public static List<String> verify(Files files, Path directory) throws IOException {
    return PartVerifier.verify(files, directory);
  }

  @Override
  public void close() {
    memory.forget(this);
    arena.close();
  }
}
