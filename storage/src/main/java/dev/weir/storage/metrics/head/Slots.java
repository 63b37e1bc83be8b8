package dev.weir.storage.metrics.head;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The state of a partition's series, one slot of five longs each, and the table that finds a slot
/// by series id.
///
/// ```text
/// word 0  series id << 32 | pointer of the first segment   fixed once the slot is published; id -1: an
///                                                          out-of-order chain, reached from its series
/// word 1  last time, ms from the partition's start << 32 | last delta      writer only
/// word 2  last value's bits                                                writer only
/// word 3  write pointer << 32 | segment bytes << 16 | bytes left in it     writer only
/// word 4  slot of the out-of-order chain + 1 << 32 | samples committed     release-stored
/// ```
///
/// Slots lie in pages of 128 (the first grows from 8), in order of first sight: senders repeat
/// their order, so the next sample's slot is mostly the next one in memory and is tried first,
/// before the table. The table is open addressing over slot numbers, at most half full; a slot
/// itself says whose it is.
///
/// One writer. Readers: [#find], [#page] and [#count()] from any thread; a slot's words 0 and 4
/// only. A slot is published by the release-store of its table entry (or, for out-of-order chains,
/// of its series' word 4).
final class Slots {
  static final int WORDS = 5;
  static final int ID_AND_FIRST = 0;
  static final int TIME = 1;
  static final int VALUE = 2;
  static final int WRITE = 3;
  static final int COMMITTED = 4;

  static final int PAGE_BITS = 7;
  static final int PAGE_SLOTS = 1 << PAGE_BITS;
  private static final int FIRST_PAGE_SLOTS = 8;
  private static final int FIRST_TABLE_SIZE = 16;
  private static final int GOLDEN = 0x9E3779B9;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(Slots.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final HeadMemory memory;
  private long[][] pages = new long[0][]; // replaced by copies; visible with the slots in it
  private volatile int[] table = new int[FIRST_TABLE_SIZE]; // slot + 1; 0: empty
  private int tabled; // slots in the table
  private int count; // release-stored
  private int hint; // the slot found last
  private long bytes;

  Slots(HeadMemory memory) {
    this.memory = memory;
    account(4L * FIRST_TABLE_SIZE);
  }

  /// The page that holds `slot`; its words begin at [#base(int)].
  long[] page(int slot) {
    return pages[slot >>> PAGE_BITS];
  }

  static int base(int slot) {
    return (slot & (PAGE_SLOTS - 1)) * WORDS;
  }

  /// Slots so far, out-of-order chains included.
  int count() {
    return (int) COUNT.getAcquire(this);
  }

  long bytes() {
    return bytes;
  }

  /// The series a slot belongs to, or -1 for an out-of-order chain.
  int seriesId(int slot) {
    return (int) (page(slot)[base(slot)] >>> 32);
  }

  static long committed(long[] page, int base) {
    return (long) LONGS.getAcquire(page, base + COMMITTED);
  }

  static void commit(long[] page, int base, long committed) {
    LONGS.setRelease(page, base + COMMITTED, committed);
  }

  /// The slot of a series, or -1. Writer only: tries the neighbourhood of the last find first.
  int findForWrite(int seriesId) {
    int slot = hint;
    int slots = count;
    if (slot < slots) {
      if (seriesId(slot) == seriesId) {
        return slot;
      }
      slot++;
      if (slot < slots && seriesId(slot) == seriesId) {
        hint = slot;
        return slot;
      }
    }
    slot = find(seriesId);
    if (slot >= 0) {
      hint = slot;
    }
    return slot;
  }

  /// The slot of a series, or -1. Any thread.
  int find(int seriesId) {
    int[] entries = table;
    int mask = entries.length - 1;
    int at = home(seriesId, entries.length);
    while (true) {
      int slot = (int) INTS.getAcquire(entries, at) - 1;
      if (slot < 0 || seriesId(slot) == seriesId) {
        return slot;
      }
      at = (at + 1) & mask;
    }
  }

  /// Makes the slot of a series seen for the first time. `write` is its word 3.
  int add(int seriesId, int firstPointer, long write) {
    assert seriesId >= 0 && find(seriesId) < 0 : seriesId;
    int slot = newSlot(((long) seriesId << 32) | (firstPointer & 0xffffffffL), write);
    if (2 * (tabled + 1) > table.length) {
      growTable();
    }
    enter(table, slot);
    tabled++;
    COUNT.setRelease(this, slot + 1);
    hint = slot;
    return slot;
  }

  /// Makes a slot for an out-of-order chain; the caller publishes it through its series' slot.
  int addChain(int firstPointer, long write) {
    int slot = newSlot((-1L << 32) | (firstPointer & 0xffffffffL), write);
    COUNT.setRelease(this, slot + 1);
    return slot;
  }

  private int newSlot(long idAndFirst, long write) {
    int slot = count;
    ensurePage(slot);
    long[] page = page(slot);
    int base = base(slot);
    page[base + ID_AND_FIRST] = idAndFirst;
    page[base + TIME] = -1L << 32; // so that the first delta is at least 1
    page[base + VALUE] = 0;
    page[base + WRITE] = write;
    page[base + COMMITTED] = 0;
    return slot;
  }

  private void ensurePage(int slot) {
    int index = slot >>> PAGE_BITS;
    int needed = (slot & (PAGE_SLOTS - 1)) + 1;
    long @Nullable [] page = index < pages.length ? pages[index] : null;
    int have = page == null ? 0 : page.length / WORDS;
    if (needed <= have) {
      return;
    }
    int size = index > 0 ? PAGE_SLOTS : Math.max(FIRST_PAGE_SLOTS, Math.min(have * 4, PAGE_SLOTS));
    int directorySize = index < pages.length ? pages.length : Math.max(1, pages.length * 2);
    account(8L * (directorySize - pages.length) + 8L * WORDS * (size - have));
    long[][] directory = Arrays.copyOf(pages, directorySize);
    // A reader may still hold the smaller page: it sees its counts as of now.
    directory[index] = page == null ? new long[size * WORDS] : Arrays.copyOf(page, size * WORDS);
    pages = directory;
  }

  private void growTable() {
    int[] old = table;
    int[] grown = new int[old.length * 2];
    for (int entry : old) {
      if (entry != 0) {
        enter(grown, entry - 1);
      }
    }
    account(4L * (grown.length - old.length));
    table = grown;
  }

  private void enter(int[] entries, int slot) {
    int at = home(seriesId(slot), entries.length);
    while (entries[at] != 0) {
      at = (at + 1) & (entries.length - 1);
    }
    INTS.setRelease(entries, at, slot + 1);
  }

  /// Upper bits of the product: neighbouring ids spread evenly over a table of a power of two.
  private static int home(int seriesId, int tableSize) {
    return (seriesId * GOLDEN) >>> (Integer.numberOfLeadingZeros(tableSize) + 1);
  }

  /// Takes slots back from a checkpoint: `words` holds `slotCount` slots. Only when empty.
  void restore(long[] words, int slotCount) {
    assert count == 0 : count;
    for (int slot = 0; slot < slotCount; slot++) {
      ensurePage(slot);
      System.arraycopy(words, slot * WORDS, page(slot), base(slot), WORDS);
      if (seriesId(slot) >= 0) {
        if (2 * (tabled + 1) > table.length) {
          growTable();
        }
        enter(table, slot);
        tabled++;
      }
    }
    COUNT.setRelease(this, slotCount);
  }

  /// A copy of the first `slotCount` slots' words. Writer only.
  long[] copy(int slotCount) {
    long[] words = new long[slotCount * WORDS];
    for (int slot = 0; slot < slotCount; slot += PAGE_SLOTS) {
      int length = Math.min(PAGE_SLOTS, slotCount - slot) * WORDS;
      System.arraycopy(page(slot), 0, words, slot * WORDS, length);
    }
    return words;
  }

  /// Forgets the accounting; the arrays go with the partition.
  void free() {
    account(-bytes);
  }

  private void account(long more) {
    bytes += more;
    memory.add(more);
  }
}
