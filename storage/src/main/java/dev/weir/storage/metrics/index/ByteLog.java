package dev.weir.storage.metrics.index;

import java.util.Arrays;

/// Byte records appended by one thread and read by any without locks. A record never spans pages;
/// its position is an `int` taken as unsigned, so 4 GiB fit. Position 0 is never given out.
///
/// The writer publishes a position by a release-store elsewhere (an [IntLog], a slot of a table);
/// whoever acquired it may read the record.
final class ByteLog {
  static final int MAX_RECORD_BYTES = 1 << 17;

  private static final int PAGE_BITS = 17;
  private static final int PAGE_BYTES = 1 << PAGE_BITS;
  private static final int MASK = PAGE_BYTES - 1;
  private static final int MAX_PAGES = 1 << (Integer.SIZE - PAGE_BITS);

  private volatile byte[][] pages = {new byte[128]};
  private int lastPage; // the writer's
  private int used = 1; // bytes used of the last page; the writer's

  /// The page in which `position` lies.
  byte[] page(int position) {
    return pages[position >>> PAGE_BITS];
  }

  /// Index of `position` in its page.
  static int offset(int position) {
    return position & MASK;
  }

  /// True when another page can be had: checked before a series is taken in.
  boolean hasRoom() {
    return lastPage < MAX_PAGES - 2;
  }

  /// Appends a record and returns its position. The writer only.
  int append(byte[] from, int offset, int length) {
    assert length <= MAX_RECORD_BYTES : length;
    byte[] page = pageWithRoom(length);
    System.arraycopy(from, offset, page, used, length);
    int position = (lastPage << PAGE_BITS) | used;
    used += length;
    return position;
  }

  long memoryBytes() {
    byte[][] now = pages;
    return now.length == 1 ? 24L + now[0].length : now.length * (24L + PAGE_BYTES);
  }

  private byte[] pageWithRoom(int length) {
    byte[][] now = pages;
    int needed = used + length;
    if (needed <= now[lastPage].length) {
      return now[lastPage];
    }
    if (needed <= PAGE_BYTES) { // only the first page is ever shorter
      byte[][] copy = now.clone();
      int grown = Math.max(needed, now[lastPage].length * 2);
      copy[lastPage] = Arrays.copyOf(now[lastPage], Math.min(PAGE_BYTES, grown));
      pages = copy;
      return copy[lastPage];
    }
    if (now.length == MAX_PAGES) {
      throw new IllegalStateException("series index text full: 4 GiB");
    }
    byte[][] longer = Arrays.copyOf(now, now.length + 1);
    longer[++lastPage] = new byte[PAGE_BYTES];
    used = 0;
    pages = longer;
    return longer[lastPage];
  }
}
