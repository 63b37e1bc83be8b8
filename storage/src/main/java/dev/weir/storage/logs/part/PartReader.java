package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.Files;
import dev.weir.storage.logs.LineFilter;
import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.logs.StreamSummary;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Reads one part. Any threads; nobody may be reading when it is closed.
///
/// Damage that is met, at opening or later, is a [CorruptDataException].
public final class PartReader implements AutoCloseable {
  private static final long OWN_MEMORY_BYTES = 8 << 20;
  private final Path directory;
  private final Arena arena;
  private final MemorySegment lines;
  private final GranuleIndex index;
  private final PartFooter footer;
  private final PartSummary summary;
  private final PartMemory memory;

  private PartReader(
      Path directory,
      Arena arena,
      MemorySegment lines,
      GranuleIndex index,
      PartFooter footer,
      PartMemory memory) {
    this.directory = directory;
    this.arena = arena;
    this.lines = lines;
    this.index = index;
    this.footer = footer;
    this.memory = memory;
    summary = footer.summary(lines.byteSize() + footer.indexSize);
  }

  /// Opens a part with memory of its own.
  public static PartReader open(Files files, Path directory) throws IOException {
    return open(files, directory, new PartMemory(OWN_MEMORY_BYTES));
  }

  /// Opens a part that shares `memory` with others. Checks the tables, not the rows.
  public static PartReader open(Files files, Path directory, PartMemory memory) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment lines = files.map(directory.resolve(PartFile.LINES_NAME), arena);
      MemorySegment index = files.map(directory.resolve(PartFile.INDEX_NAME), arena);
      PartFooter footer = readFooter(lines);
      var granules = new GranuleIndex(index, footer);
      return new PartReader(directory, arena, lines, granules, footer, memory);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static PartFooter readFooter(MemorySegment file) {
    Section tables = PartFile.tables(file, PartFile.LINES_MAGIC);
    PartFooter footer = PartFooter.read(tables.read(file), PartFile.HEADER_BYTES);
    if (footer.groupsEnd(PartFile.HEADER_BYTES) != tables.offset()) {
      throw new CorruptDataException("row groups do not end at the tables");
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

  /// Checks all bytes of the index.
  void verifyIndex() {
    index.verify();
  }

  StoredGroup group(int number) {
    return memory.group(this, number, lines);
  }

  /// The pieces that may hold rows of the plan: of each row group one, or under an order one for
  /// each granule, in the order of rows. `ordinalBase` is added to row numbers to make ordinals.
  public List<SearchUnit> units(LogPlan plan, long ordinalBase, QueryBudget budget) {
    var streams = Selected.of(footer, plan);
    if (streams.length() == 0) {
      return List.of();
    }
    BitSet granules = candidates(plan, streams);
    for (LineFilter filter : plan.filters()) {
      index.narrow(Requirement.of(filter), granules, budget);
    }
    var selection = new LineSelection(plan.filters());
    var units = new ArrayList<SearchUnit>();
    for (int g = 0; g < footer.groups.size(); g++) {
      budget.check();
      PartFooter.Group group = footer.groups.get(g);
      int end = group.firstGranule() + granulesOf(group);
      var run = new ArrayList<Integer>();
      for (int granule = granules.nextSetBit(group.firstGranule());
          granule >= 0 && granule < end;
          granule = granules.nextSetBit(granule + 1)) {
        run.add(granule);
      }
      addUnits(plan, selection, ordinalBase, g, run, streams, units);
    }
    return units;
  }

  private int granulesOf(PartFooter.Group group) {
    return (group.rows() + footer.granuleRows - 1) / footer.granuleRows;
  }

  private void addUnits(
      LogPlan plan,
      LineSelection selection,
      long ordinalBase,
      int group,
      List<Integer> granules,
      Selected streams,
      List<SearchUnit> units) {
    if (granules.isEmpty()) {
      return;
    }
    if (plan.order() == LogPlan.Order.ANY) {
      units.add(new PartUnit(this, memory, plan, selection, ordinalBase, group, granules, streams));
      return;
    }
    for (int granule : granules) {
      units.add(
          new PartUnit(
              this, memory, plan, selection, ordinalBase, group, List.of(granule), streams));
    }
  }

  /// Granules that overlap the plan's range and have rows of the streams.
  private BitSet candidates(LogPlan plan, Selected streams) {
    var granules = new BitSet(footer.granules());
    for (PartFooter.Group group : footer.groups) {
      int end = group.firstGranule() + granulesOf(group);
      for (int granule = group.firstGranule(); granule < end; granule++) {
        long first = group.firstRow() + footer.granuleStart(group, granule);
        int stream = streams.firstFrom(first);
        if (stream < streams.length()
            && streams.firstRow(stream) < group.firstRow() + footer.granuleEnd(group, granule)
            && footer.granuleMinNs[granule] < plan.endNs()
            && footer.granuleMaxNs[granule] >= plan.startNs()) {
          granules.set(granule);
        }
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

  /// Number of the granule that holds `row`.
  long granuleOf(long row) {
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
    index.close();
    arena.close();
  }
}
