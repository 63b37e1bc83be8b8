package dev.weir.storage.metrics.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// Ints by index, appended by one thread and read by any without locks. Kept in pages, so that
/// growth copies nothing but the first, small one.
///
/// An index below [#size()] is readable, and so is everything the writer did before it appended
/// there. [#set] is seen by whoever comes to know of it through a later release-store.
final class IntLog {
  private static final int PAGE_BITS = 14;
  private static final int PAGE_LENGTH = 1 << PAGE_BITS;
  private static final int MASK = PAGE_LENGTH - 1;
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle SIZE;

  static {
    try {
      SIZE = MethodHandles.lookup().findVarHandle(IntLog.class, "size", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int[][] pages = {new int[8]};
  private int size; // release-stored by the writer

  int size() {
    return (int) SIZE.getAcquire(this);
  }

  int get(int index) {
    return (int) ELEMENT.getAcquire(pages[index >>> PAGE_BITS], index & MASK);
  }

  /// Appends `value`. The writer only.
  void add(int value) {
    int at = size;
    pageWithRoom(at)[at & MASK] = value;
    SIZE.setRelease(this, at + 1);
  }

  /// Replaces the value at `index`. The writer only.
  void set(int index, int value) {
    ELEMENT.setRelease(pages[index >>> PAGE_BITS], index & MASK, value);
  }

  /// Bytes of memory, roughly.
  long memoryBytes() {
    int[][] now = pages;
    return now.length == 1 ? 24L + 4L * now[0].length : now.length * (24L + 4L * PAGE_LENGTH);
  }

  private int[] pageWithRoom(int at) {
    int[][] now = pages;
    int page = at >>> PAGE_BITS;
    if (page == now.length) {
      int[][] longer = Arrays.copyOf(now, page + 1);
      longer[page] = new int[PAGE_LENGTH];
      pages = longer;
      return longer[page];
    }
    if ((at & MASK) == now[page].length) {
      int[][] copy = now.clone();
      copy[page] = Arrays.copyOf(now[page], Math.min(PAGE_LENGTH, now[page].length * 2));
      pages = copy;
      return copy[page];
    }
    return now[page];
  }
}
