package dev.weir.storage.logs;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A list that one thread appends to while any thread reads, without locks: the length is published
/// after the item, the array before the length.
final class AppendList<T> {
  private volatile @Nullable Object[] items = new @Nullable Object[8];
  private volatile int length;

  /// Called by the one writer only. Returns the item's index.
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  int add(T item) {
    int at = length;
    @Nullable Object[] array = items;
    if (at == array.length) {
      array = Arrays.copyOf(array, at * 2);
      array[at] = item;
      items = array;
    } else {
      array[at] = item;
    }
    length = at + 1;
    return at;
  }

  int length() {
    return length;
  }

  /// The item at `index`, below a [#length()] that was read before.
  @SuppressWarnings({"unchecked", "NullAway"}) // only items were stored, and below the length
  T get(int index) {
    return (T) items[index];
  }
}
