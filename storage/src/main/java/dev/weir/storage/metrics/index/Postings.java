package dev.weir.storage.metrics.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.roaringbitmap.RoaringBitmap;

/// The set of series ids that share something (a label pair, a label name, a tenant): an immutable
/// bitmap and an appended tail of ids not yet folded into it. The tail may grow to a quarter of the
/// bitmap, so a bitmap is copied a constant number of times per id, however large it gets.
///
/// One writer; readers take no locks and see every id whose [#add] had returned when they began.
final class Postings {
  private static final int MIN_TAIL = 8;
  private static final int SMALL = 64; // up to here no bitmap at all
  private static final int MAX_TAIL = 8_192;
  private static final RoaringBitmap NONE = new RoaringBitmap();
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(State.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class State {
    final RoaringBitmap base; // never changed
    final int baseCount;
    final int[] tail;
    int count; // of the tail; release-stored by the writer

    State(RoaringBitmap base, int baseCount, int[] tail, int count) {
      this.base = base;
      this.baseCount = baseCount;
      this.tail = tail;
      this.count = count;
    }

    int tailCount() {
      return (int) COUNT.getAcquire(this);
    }
  }

  private volatile State state;

  Postings() {
    state = new State(NONE, 0, new int[MIN_TAIL], 0);
  }

  /// The set of the two ids.
  Postings(int first, int second) {
    int[] tail = {first, second, 0, 0};
    state = new State(NONE, 0, tail, 2);
  }

  /// Adds an id that is not in the set. The writer only.
  void add(int id) {
    State now = state;
    int at = now.count;
    if (at == now.tail.length) {
      now = withRoom(now);
      at = now.count;
      state = now;
    }
    now.tail[at] = id;
    COUNT.setRelease(now, at + 1);
  }

  int count() {
    State now = state;
    return now.baseCount + now.tailCount();
  }

  /// Adds all ids to `union`.
  void addTo(IdUnion union) {
    State now = state;
    union.addBitmap(now.base);
    union.addAll(now.tail, now.tailCount());
  }

  /// A bitmap of the ids that is the caller's own.
  RoaringBitmap toBitmap() {
    State now = state;
    return joined(now.base, now.tail, now.tailCount());
  }

  /// True when some id is in `ids`.
  boolean intersects(RoaringBitmap ids) {
    State now = state;
    int count = now.tailCount();
    for (int i = 0; i < count; i++) {
      if (ids.contains(now.tail[i])) {
        return true;
      }
    }
    return RoaringBitmap.intersects(now.base, ids);
  }

  long memoryBytes() {
    State now = state;
    return 72L + 4L * now.tail.length + (now.baseCount == 0 ? 0 : now.base.getLongSizeInBytes());
  }

  private static State withRoom(State now) {
    int count = now.count;
    int limit = Math.clamp(now.baseCount >> 2, SMALL, MAX_TAIL);
    if (count < limit) {
      int[] longer = Arrays.copyOf(now.tail, Math.min(limit, count * 2));
      return new State(now.base, now.baseCount, longer, count);
    }
    RoaringBitmap folded = joined(now.base, now.tail, count);
    folded.runOptimize();
    return new State(folded, now.baseCount + count, new int[MIN_TAIL], 0);
  }

  private static RoaringBitmap joined(RoaringBitmap base, int[] tail, int count) {
    RoaringBitmap out = base.clone();
    for (int i = 0; i < count; i++) {
      out.add(tail[i]);
    }
    return out;
  }
}
