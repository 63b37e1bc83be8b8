package dev.weir.storage.metrics.head;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.weir.storage.metrics.SampleMerge;
import dev.weir.storage.metrics.SamplePart;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/// The samples of one engine in one aligned span of time, in memory.
///
/// **Layout.** Each series has a slot ([Slots]) and a chain of segments in slabs ([Slabs]): a
/// 4-byte pointer to the next segment, then encoded samples. Segments are 32, 64, 128, 256, then
/// always 512 bytes. A sample never crosses segments: when fewer than 12 bytes are left, writer and
/// reader both go on in the next one. One sample is
///
/// ```text
/// +--------+------------------+----------------------+
/// | TTVVVVVV | delta of delta, | payload of value     |   TT: bytes of the delta of delta, 0..3
/// | 1 byte   | 0..3 bytes      | code V, 0..8 bytes   |   V: see ValueCodec
/// +--------+------------------+----------------------+
/// ```
///
/// little-endian, so a regular gauge that stands still costs one byte and a walk in whole numbers
/// two. Stores are 4 or 8 bytes wide and spill into bytes not yet used, never into earlier ones.
///
/// **Order.** The main chain of a series ascends strictly. A sample at or before its last time goes
/// to a second chain, made on first need, in arrival order with plain deltas. Reading merges the
/// two; what arrived later wins, which for equal times is always the second chain. A sample with
/// the time and the bits of the one before is a duplicate and dropped at once.
///
/// **Threads.** One writer. A reader takes a reference ([#tryRetain()]), finds the slot and
/// acquires its committed count: everything before was stored before that count was released. No
/// locks, no retries. The memory goes when the owner and the last reader have released it; `sealed`
/// partitions are never written again.
final class HeadPartition implements SamplePart {
  /// Span of a partition: 2 h, the span of the smallest blocks.
  static final long SPAN_MS = 7_200_000;

  /// Most bytes one sample takes: control, delta of delta, value.
  static final int MAX_SAMPLE_BYTES = 1 + 3 + ValueCodec.MAX_BYTES;

  private static final int SEGMENT_HEADER = 4;
  private static final int FIRST_SEGMENT_BYTES = 32;
  private static final int MAX_SEGMENT_BYTES = 512;

  /// Outcomes of [#append].
  static final int APPENDED = 0;

  static final int OUT_OF_ORDER = 1;
  static final int DUPLICATE = 2;

  private final TimeRange range;
  private final long startMs;
  private final HeadMemory memory;
  private final Slots slots;
  private final Slabs slabs;
  private final AtomicInteger references = new AtomicInteger(1);

  // Bookkeeping of the writer, for the flush policy.
  private long samples;
  private long firstWriteNanos;
  private long lastWriteNanos;
  private volatile long sealedPosition = -1;

  HeadPartition(long startMs, HeadMemory memory, long nowNanos) {
    this.startMs = startMs;
    this.range = new TimeRange(startMs, startMs + SPAN_MS);
    this.memory = memory;
    this.slots = new Slots(memory);
    this.slabs = new Slabs(memory);
    this.firstWriteNanos = nowNanos;
    this.lastWriteNanos = nowNanos;
  }

  /// Start of the partition that `timestampMs` belongs to.
  static long startOf(long timestampMs) {
    return timestampMs - Math.floorMod(timestampMs, SPAN_MS);
  }

  @Override
  public TimeRange range() {
    return range;
  }

  long startMs() {
    return startMs;
  }

  /// Samples appended, duplicates left out. Writer only.
  long samples() {
    return samples;
  }

  long bytes() {
    return slots.bytes() + slabs.bytes();
  }

  Slots slots() {
    return slots;
  }

  Slabs slabs() {
    return slabs;
  }

  long firstWriteNanos() {
    return firstWriteNanos;
  }

  long lastWriteNanos() {
    return lastWriteNanos;
  }

  void writtenAt(long nowNanos) {
    lastWriteNanos = nowNanos;
  }

  // ---- writing

  /// Takes one sample, whose time lies in this partition. Writer only. Allocates a segment per few
  /// dozen samples of a series, a slab per thousand segments, nothing on the Java heap per sample.
  int append(int seriesId, long timestampMs, double value) {
    int slot = slots.findForWrite(seriesId);
    if (slot < 0) {
      int segment = slabs.allocate(FIRST_SEGMENT_BYTES);
      slot = slots.add(seriesId, segment, writeWord(segment, FIRST_SEGMENT_BYTES));
    }
    long[] page = slots.page(slot);
    int base = Slots.base(slot);
    int offset = (int) (timestampMs - startMs);
    long bits = doubleToRawLongBits(value);
    long time = page[base + Slots.TIME];
    int last = (int) (time >>> 32);
    if (offset <= last) {
      return appendOlder(slot, offset, bits, last);
    }
    int delta = offset - last;
    write(page, base, delta - (int) time, bits);
    page[base + Slots.TIME] = ((long) offset << 32) | delta;
    Slots.commit(page, base, page[base + Slots.COMMITTED] + 1);
    samples++;
    return APPENDED;
  }

  /// A sample at or before the last time of its series.
  private int appendOlder(int slot, int offset, long bits, int last) {
    long[] page = slots.page(slot);
    int base = Slots.base(slot);
    int chain = (int) (page[base + Slots.COMMITTED] >>> 32) - 1;
    if (chain < 0) {
      if (offset == last && bits == page[base + Slots.VALUE]) {
        return DUPLICATE;
      }
      int segment = slabs.allocate(FIRST_SEGMENT_BYTES);
      chain = slots.addChain(segment, writeWord(segment, FIRST_SEGMENT_BYTES));
      appendToChain(chain, offset, bits);
      page = slots.page(slot); // adding a slot may have replaced the page
      long committed = page[base + Slots.COMMITTED];
      Slots.commit(page, base, ((long) (chain + 1) << 32) | (committed & 0xffffffffL));
      return OUT_OF_ORDER;
    }
    return appendToChain(chain, offset, bits);
  }

  /// Only what repeats the chain's last sample is a duplicate here: what repeats the main chain's
  /// may come back after something else had replaced it.
  private int appendToChain(int chain, int offset, long bits) {
    long[] page = slots.page(chain);
    int base = Slots.base(chain);
    int before = (int) (page[base + Slots.TIME] >>> 32);
    if (offset == before && bits == page[base + Slots.VALUE]) {
      return DUPLICATE;
    }
    write(page, base, offset - before, bits);
    page[base + Slots.TIME] = (long) offset << 32;
    Slots.commit(page, base, page[base + Slots.COMMITTED] + 1);
    samples++;
    return OUT_OF_ORDER;
  }

  /// Encodes one sample at the write pointer of a slot and moves that on.
  private void write(long[] page, int base, int deltaOfDelta, long bits) {
    long write = page[base + Slots.WRITE];
    int left = (int) write & 0xffff;
    if (left < MAX_SAMPLE_BYTES) {
      write = nextSegment(write);
      left = (int) write & 0xffff;
    }
    int pointer = (int) (write >>> 32);
    MemorySegment slab = slabs.slab(pointer);
    long at = Slabs.offset(pointer);
    int timeBytes = timeBytes(deltaOfDelta);
    slab.set(Slabs.INT, at, (deltaOfDelta << 8) | (timeBytes << 6));
    int code = ValueCodec.encode(slab, at + 1 + timeBytes, page[base + Slots.VALUE], bits);
    slab.set(JAVA_BYTE, at, (byte) ((timeBytes << 6) | code));
    int length = 1 + timeBytes + ValueCodec.LENGTH[code];
    page[base + Slots.VALUE] = bits;
    page[base + Slots.WRITE] = write + ((long) length << 32) - length;
  }

  private static int timeBytes(int deltaOfDelta) {
    if (deltaOfDelta == 0) {
      return 0;
    }
    return deltaOfDelta == (byte) deltaOfDelta ? 1 : deltaOfDelta == (short) deltaOfDelta ? 2 : 3;
  }

  /// Links a new segment behind the full one of `write` and returns the word for it.
  private long nextSegment(long write) {
    int pointer = (int) (write >>> 32);
    int size = (int) (write >>> 16) & 0xffff;
    int left = (int) write & 0xffff;
    int segmentStart = pointer + left - size;
    int nextSize = Math.min(size * 2, MAX_SEGMENT_BYTES);
    int next = slabs.allocate(nextSize);
    slabs.slab(segmentStart).set(Slabs.INT, Slabs.offset(segmentStart), next);
    return writeWord(next, nextSize);
  }

  /// Word 3 of a slot whose empty segment lies at `segment`.
  private static long writeWord(int segment, int size) {
    return ((long) (segment + SEGMENT_HEADER) << 32)
        | ((long) size << 16)
        | (size - SEGMENT_HEADER);
  }

  // ---- reading

  @Override
  public boolean mayContain(int seriesId) {
    return slots.find(seriesId) >= 0;
  }

  @Override
  public void read(int seriesId, TimeRange wanted, SampleColumns out) {
    int slot = slots.find(seriesId);
    if (slot < 0) {
      return;
    }
    long[] page = slots.page(slot);
    int base = Slots.base(slot);
    long committed = Slots.committed(page, base);
    int chain = (int) (committed >>> 32) - 1;
    int first = (int) page[base + Slots.ID_AND_FIRST];
    int from = out.length();
    decode(first, (int) committed, true, wanted, out);
    if (chain >= 0) {
      long[] chainPage = slots.page(chain);
      int chainBase = Slots.base(chain);
      int chainCount = (int) Slots.committed(chainPage, chainBase);
      var older = new SampleColumns(Math.max(1, chainCount));
      decode((int) chainPage[chainBase + Slots.ID_AND_FIRST], chainCount, false, wanted, older);
      SampleMerge.sortLastWins(older);
      SampleMerge.mergeInto(out, from, older);
    }
  }

  /// Appends the samples of a chain that lie in `wanted` to `out`. The first `count` samples from
  /// segment `first` on are committed.
  private void decode(
      int first, int count, boolean ascending, TimeRange wanted, SampleColumns out) {
    long fromMs = wanted.startMs();
    long endMs = wanted.endMs();
    int segment = first;
    int segmentSize = FIRST_SEGMENT_BYTES;
    MemorySegment slab = slabs.slab(segment);
    long at = Slabs.offset(segment) + SEGMENT_HEADER;
    long end = Slabs.offset(segment) + segmentSize;
    long time = startMs - 1;
    int delta = 0;
    long bits = 0;
    out.reserve(Math.min(count, 1 << 16));
    for (int i = 0; i < count; i++) {
      if (end - at < MAX_SAMPLE_BYTES) {
        segment = slab.get(Slabs.INT, Slabs.offset(segment));
        segmentSize = Math.min(segmentSize * 2, MAX_SEGMENT_BYTES);
        slab = slabs.slab(segment);
        at = Slabs.offset(segment) + SEGMENT_HEADER;
        end = Slabs.offset(segment) + segmentSize;
      }
      int word = slab.get(Slabs.INT, at);
      int timeBytes = (word >>> 6) & 3;
      int step = timeBytes == 0 ? 0 : (word << (24 - 8 * timeBytes)) >> (32 - 8 * timeBytes);
      if (ascending) {
        delta += step;
        time += delta;
      } else {
        time += step;
      }
      int code = word & 63;
      if (code != ValueCodec.SAME) {
        bits = ValueCodec.decode(code, slab.get(Slabs.LONG, at + 1 + timeBytes), bits);
      }
      at += 1 + timeBytes + ValueCodec.LENGTH[code];
      if (time >= fromMs && time < endMs) {
        out.add(time, longBitsToDouble(bits));
      } else if (ascending && time >= endMs) {
        return;
      }
    }
  }

  // ---- life

  /// Marks the end of writing: everything journalled up to `position` for this span is here or was
  /// sealed before.
  void seal(long position) {
    assert sealedPosition < 0 : sealedPosition;
    sealedPosition = position;
    memory.addSealed(bytes());
  }

  /// Position it was sealed at, or -1 while it is open.
  long sealedPosition() {
    return sealedPosition;
  }

  /// Takes a reference unless the memory is gone already.
  boolean tryRetain() {
    while (true) {
      int held = references.get();
      if (held == 0) {
        return false;
      }
      if (references.compareAndSet(held, held + 1)) {
        return true;
      }
    }
  }

  /// Gives a reference back; the last one frees the memory.
  void release() {
    int left = references.decrementAndGet();
    if (left == 0) {
      if (sealedPosition >= 0) {
        memory.addSealed(-bytes());
      }
      slots.free();
      slabs.free();
    }
    assert left >= 0 : left;
  }

  /// Takes the counters back from a checkpoint.
  void restoreCounters(long sampleCount, long position) {
    samples = sampleCount;
    if (position >= 0) {
      seal(position);
    }
  }
}
