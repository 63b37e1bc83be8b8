package dev.weir.storage.metrics.block;

import dev.weir.storage.metrics.chunk.ChunkFormatException;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Merges blocks into one: series by series, later blocks winning on equal timestamps. One thread,
/// used once.
///
/// The chunks of a series are taken in time order. A chunk that overlaps no other and is long
/// already is copied as it is; the others are decoded, merged and encoded anew in long chunks. In
/// memory at a time: the chunks of one series that overlap each other, and eight chunks of output.
final class BlockMerger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BlockMerger.class);

  private final BlockStore store;
  private final List<Block> group;
  private final List<SeriesCursor> cursors = new ArrayList<>();
  private final List<Block> held = new ArrayList<>();
  private final int chunkSamples;
  private boolean[] open = {};
  private ChunkRefs refs = new ChunkRefs();

  /// Samples on their way into the block.
  private SampleColumns pending = new SampleColumns();

  private SampleColumns overlap = new SampleColumns();
  private SampleColumns incoming = new SampleColumns();
  private SampleColumns merged = new SampleColumns();
  private long duplicates;

  /// `group` is in ascending precedence.
  BlockMerger(BlockStore store, List<Block> group) {
    this.store = store;
    this.group = group;
    this.chunkSamples = store.settings().chunkSamples();
  }

  /// Holds and opens all inputs. False when one of them has gone or turned out unusable meanwhile,
  /// so that the group has to be chosen anew.
  boolean open() throws IOException {
    for (Block block : group) {
      if (!block.retain()) {
        return false;
      }
      held.add(block);
      try {
        ChunkStore.Blob blob = store.chunkStore().open(block.key());
        cursors.add(new SeriesCursor(block, blob, (e, offset) -> damaged(block, e, offset)));
        BlockReader.check(blob, block);
      } catch (ChunkFormatException | IndexOutOfBoundsException e) {
        store.damagedBlock(block, e);
        return false;
      }
    }
    open = new boolean[cursors.size()];
    for (int i = 0; i < open.length; i++) {
      open[i] = cursors.get(i).advance();
    }
    return true;
  }

  /// Writes the merged block and makes it durable; the caller puts it into the list.
  Block merge() throws IOException {
    long startMs = Long.MAX_VALUE;
    long endMs = Long.MIN_VALUE;
    long order = 0;
    var positions = new TreeMap<Long, Long>();
    for (Block block : group) {
      BlockLayout layout = block.layout();
      startMs = Math.min(startMs, layout.meta.range().startMs());
      endMs = Math.max(endMs, layout.meta.range().endMs());
      order = Math.max(order, layout.meta.order());
      for (int p = 0; p < layout.partitions.length; p++) {
        positions.merge(layout.partitions[p], layout.positions[p], Math::max);
      }
    }
    var range = new TimeRange(startMs, endMs);
    BlockWriter writer = store.newBlock(range, Compactor.level(startMs, endMs));
    try {
      mergeSeries(writer);
      BlockLayout layout =
          writer.finish(
              order,
              positions.keySet().stream().mapToLong(Long::longValue).toArray(),
              positions.values().stream().mapToLong(Long::longValue).toArray(),
              replacedVersions());
      store.metrics().duplicates.add(duplicates);
      return new Block(writer.key(), layout);
    } catch (IOException | RuntimeException e) {
      writer.abort();
      throw e;
    }
  }

  /// The inputs, and what they replaced in their time and could not be deleted yet: a reader holds
  /// it or the deletion failed. Without them it would come back once the inputs are gone.
  private long[] replacedVersions() throws IOException {
    Set<Long> present = new HashSet<>();
    for (BlobKey key : store.chunkStore().list()) {
      present.add(key.version());
    }
    var versions = new TreeSet<Long>();
    for (Block block : group) {
      versions.add(block.key().version());
      for (long version : block.layout().replaces) {
        if (present.contains(version)) {
          versions.add(version);
        }
      }
    }
    return versions.stream().mapToLong(Long::longValue).toArray();
  }

  /// Data is about to be left out: the block it was in is kept beside the others.
  private void damaged(Block block, RuntimeException e, long offset) {
    store.damagedChunk(block, offset, e);
    try {
      store.chunkStore().keepCopy(block.key());
    } catch (IOException copyFailed) {
      LOG.error("block_copy_failed path={}", store.chunkStore().describe(block.key()), copyFailed);
    }
  }

  private void mergeSeries(BlockWriter writer) throws IOException {
    int first = firstCursor();
    while (first >= 0) {
      int shard = cursors.get(first).shard();
      int seriesId = cursors.get(first).seriesId();
      refs.clear();
      for (int i = 0; i < open.length; i++) {
        gather(i, shard, seriesId);
      }
      if (refs.count > 0) {
        writer.begin(shard, seriesId);
        writeSeries(writer);
        writer.end();
      }
      first = firstCursor();
    }
  }

  /// The cursor at the lowest series; -1 when all are at their end.
  private int firstCursor() {
    int first = -1;
    for (int i = 0; i < open.length; i++) {
      if (open[i] && (first < 0 || isBefore(cursors.get(i), cursors.get(first)))) {
        first = i;
      }
    }
    return first;
  }

  private static boolean isBefore(SeriesCursor a, SeriesCursor b) {
    return a.shard() != b.shard() ? a.shard() < b.shard() : a.seriesId() < b.seriesId();
  }

  /// Notes the chunks of the series and moves the cursor past it.
  private void gather(int input, int shard, int seriesId) {
    SeriesCursor cursor = cursors.get(input);
    while (open[input] && cursor.shard() == shard && cursor.seriesId() == seriesId) {
      RecordReader record = cursor.currentRecord();
      for (int c = 0; c < record.chunkCount(); c++) {
        refs.add(input, cursor.recordOffset(), c, record.firstMs(c), record.lastMs(c));
      }
      open[input] = cursor.advance();
    }
  }

  private void writeSeries(BlockWriter writer) throws IOException {
    int[] byTime = refs.byFirst();
    pending.clear();
    int from = 0;
    while (from < byTime.length) {
      long lastMs = refs.lasts[byTime[from]];
      int to = from + 1;
      while (to < byTime.length && refs.firsts[byTime[to]] <= lastMs) {
        lastMs = Math.max(lastMs, refs.lasts[byTime[to]]);
        to++;
      }
      if (to - from == 1) {
        takeAlone(byTime[from], writer);
      } else {
        takeOverlapping(byTime, from, to);
      }
      drainPending(writer, chunkSamples * 8);
      from = to;
    }
    drainPending(writer, 1);
  }

  private void takeAlone(int ref, BlockWriter writer) throws IOException {
    SeriesCursor cursor = cursors.get(refs.inputs[ref]);
    int chunk = refs.chunks[ref];
    if (!cursor.load(refs.records[ref], chunk)) {
      return;
    }
    RecordReader record = cursor.record();
    int samples;
    try {
      samples = cursor.decoder().sampleCount(record.bytes(), record.at(), record.size(chunk));
    } catch (ChunkFormatException e) {
      cursor.report(e);
      return;
    }
    if (samples < chunkSamples / 2) {
      decode(ref, pending);
      return;
    }
    drainPending(writer, 1);
    writer.appendChunk(
        record.bytes(),
        record.at(),
        record.size(chunk),
        samples,
        refs.firsts[ref],
        refs.lasts[ref]);
  }

  /// Appends the samples of a chunk to `out`; nothing when it is damaged.
  private void decode(int ref, SampleColumns out) {
    SeriesCursor cursor = cursors.get(refs.inputs[ref]);
    if (!cursor.load(refs.records[ref], refs.chunks[ref])) {
      return;
    }
    int before = out.length();
    RecordReader record = cursor.record();
    try {
      int size = record.size(refs.chunks[ref]);
      cursor.decoder().decode(record.bytes(), record.at(), size, TimeRange.ALL, out);
    } catch (ChunkFormatException e) {
      out.setLength(before);
      cursor.report(e);
    }
  }

  /// Merges chunks `byTime[from .. to-1]`, input by input so that later ones win.
  private void takeOverlapping(int[] byTime, int from, int to) {
    overlap.clear();
    for (int input = 0; input < cursors.size(); input++) {
      incoming.clear();
      for (int i = from; i < to; i++) {
        if (refs.inputs[byTime[i]] == input) {
          decode(byTime[i], incoming);
        }
      }
      if (incoming.length() > 0) {
        mergeIncoming();
      }
    }
    pending.reserve(overlap.length());
    for (int i = 0; i < overlap.length(); i++) {
      pending.add(overlap.timestamps()[i], overlap.values()[i]);
    }
  }

  /// `overlap` and `incoming` become `overlap`; on equal timestamps `incoming` wins.
  private void mergeIncoming() {
    if (overlap.length() == 0) {
      SampleColumns swap = overlap;
      overlap = incoming;
      incoming = swap;
      return;
    }
    merged.clear();
    merged.reserve(overlap.length() + incoming.length());
    int a = 0;
    int b = 0;
    while (a < overlap.length() || b < incoming.length()) {
      long timeA = a < overlap.length() ? overlap.timestamps()[a] : Long.MAX_VALUE;
      long timeB = b < incoming.length() ? incoming.timestamps()[b] : Long.MAX_VALUE;
      if (timeA < timeB) {
        merged.add(timeA, overlap.values()[a++]);
      } else {
        merged.add(timeB, incoming.values()[b++]);
        if (timeA == timeB) {
          a++;
          duplicates++;
        }
      }
    }
    SampleColumns swap = overlap;
    overlap = merged;
    merged = swap;
  }

  /// Writes all pending samples when there are at least `least`.
  private void drainPending(BlockWriter writer, int least) throws IOException {
    if (pending.length() >= least) {
      writer.append(pending, 0, pending.length());
      pending.clear();
    }
  }

  @Override
  public void close() {
    cursors.forEach(SeriesCursor::close);
    held.forEach(store::release);
  }

  /// The chunks of one series in all inputs, as parallel arrays.
  private static final class ChunkRefs {
    int count;
    int[] inputs = new int[16];
    long[] records = new long[16];
    int[] chunks = new int[16];
    long[] firsts = new long[16];
    long[] lasts = new long[16];

    void clear() {
      count = 0;
    }

    void add(int input, long record, int chunk, long firstMs, long lastMs) {
      if (count == inputs.length) {
        inputs = Arrays.copyOf(inputs, count * 2);
        records = Arrays.copyOf(records, count * 2);
        chunks = Arrays.copyOf(chunks, count * 2);
        firsts = Arrays.copyOf(firsts, count * 2);
        lasts = Arrays.copyOf(lasts, count * 2);
      }
      inputs[count] = input;
      records[count] = record;
      chunks[count] = chunk;
      firsts[count] = firstMs;
      lasts[count++] = lastMs;
    }

    /// Indexes in ascending order of first timestamp, those of one input in their own order.
    int[] byFirst() {
      Integer[] boxed = new Integer[count];
      boolean sorted = true;
      for (int i = 0; i < count; i++) {
        boxed[i] = i;
        sorted &= i == 0 || firsts[i - 1] <= firsts[i];
      }
      if (!sorted) {
        Arrays.sort(boxed, (x, y) -> Long.compare(firsts[x], firsts[y]));
      }
      int[] order = new int[count];
      for (int i = 0; i < count; i++) {
        order[i] = boxed[i];
      }
      return order;
    }
  }
}
