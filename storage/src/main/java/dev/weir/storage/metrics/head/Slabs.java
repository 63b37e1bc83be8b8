package dev.weir.storage.metrics.head;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Off-heap memory of one partition: handed out by moving a mark, freed as a whole.
///
/// A pointer is an `int`: slab number in the upper 12 bits, offset in the lower 20; 0 is no
/// pointer. Slabs grow from 1 KiB by factors of four to 1 MiB, so that a partition with a handful
/// of samples stays small. At most 4096 slabs.
///
/// Written by one thread. A reader may follow a pointer once it was published to it by an acquire
/// of something released after the allocation; the slab array is then in place.
final class Slabs {
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static final int OFFSET_BITS = 20;
  private static final int OFFSET_MASK = (1 << OFFSET_BITS) - 1;
  static final int MAX_SLABS = 4096;

  private static final int FIRST_SLAB_BYTES = 1024;
  private static final int MAX_SLAB_BYTES = 1 << OFFSET_BITS;

  /// Never handed out, so that 0 can mean "none".
  private static final int RESERVED = 8;

  private final Arena arena = Arena.ofShared();
  private final HeadMemory memory;
  private MemorySegment[] slabs = new MemorySegment[0]; // grown by copy, see the class comment
  private int mark; // offset of the next allocation in the last slab
  private long bytes;

  Slabs(HeadMemory memory) {
    this.memory = memory;
  }

  /// Bytes of slab `index`.
  static int slabBytes(int index) {
    return index >= 5 ? MAX_SLAB_BYTES : FIRST_SLAB_BYTES << (2 * index);
  }

  /// Pointer to `size` zeroed bytes in one piece. Allocates a slab now and then.
  int allocate(int size) {
    int last = slabs.length - 1;
    if (last < 0 || mark + size > slabBytes(last)) {
      last++;
      addSlab();
    }
    int at = mark;
    mark = at + size;
    return (last << OFFSET_BITS) | at;
  }

  private void addSlab() {
    int index = slabs.length;
    if (index == MAX_SLABS) {
      throw new IllegalStateException("BUG: head partition over " + MAX_SLABS + " slabs");
    }
    int size = slabBytes(index);
    MemorySegment[] grown = Arrays.copyOf(slabs, index + 1);
    grown[index] = arena.allocate(size, 8);
    slabs = grown;
    mark = index == 0 ? RESERVED : 0;
    bytes += size;
    memory.add(size);
  }

  /// Where in its slab `pointer` points.
  static long offset(int pointer) {
    return pointer & OFFSET_MASK;
  }

  /// The slab `pointer` points into.
  MemorySegment slab(int pointer) {
    return slabs[pointer >>> OFFSET_BITS];
  }

  MemorySegment slabAt(int index) {
    return slabs[index];
  }

  int slabCount() {
    return slabs.length;
  }

  /// Offset of the next allocation in the last slab.
  int mark() {
    return mark;
  }

  long bytes() {
    return bytes;
  }

  /// Makes `slabCount` slabs with the mark where it was: restoring a checkpoint. Only when empty.
  void restore(int slabCount, int markInLast) {
    assert slabs.length == 0 : slabs.length;
    for (int i = 0; i < slabCount; i++) {
      addSlab();
    }
    if (slabCount > 0) {
      mark = markInLast;
    }
  }

  /// Gives the memory back. No thread may be reading or come to read.
  void free() {
    arena.close();
    memory.add(-bytes);
    bytes = 0;
  }
}
