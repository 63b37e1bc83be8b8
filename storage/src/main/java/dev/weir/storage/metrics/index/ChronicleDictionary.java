package dev.weir.storage.metrics.index;

import java.io.IOException;
import net.openhft.chronicle.map.ChronicleMap;

/// A dictionary in a memory-mapped Chronicle Map: 41 bytes an entry, none of them on the heap, and
/// opening takes the same time however many there are. Its budget is fixed when it is made; a full
/// one is copied into one of twice the budget.
final class ChronicleDictionary implements SeriesDictionary {
  private final ChronicleDictionaries store;
  private final HashKey key = new HashKey();
  private final IdValue value = new IdValue();
  private ChronicleMap<HashKey, IdValue> map;
  private long generation;
  private int capacity;
  private int size;
  private boolean closed;

  ChronicleDictionary(
      ChronicleDictionaries store,
      ChronicleMap<HashKey, IdValue> map,
      long generation,
      int capacity) {
    this.store = store;
    this.map = map;
    this.generation = generation;
    this.capacity = capacity;
    this.size = Math.toIntExact(map.longSize());
  }

  @Override
  public int find(long high, long low) {
    key.high = high;
    key.low = low;
    return map.getUsing(key, value) == null ? NONE : value.id;
  }

  /// Throws `IllegalStateException` when no larger map can be made; the dictionary is then of no
  /// further use.
  @Override
  public void put(long high, long low, int id) {
    assert id >= 0 : id;
    boolean isNew = find(high, low) == NONE;
    if (isNew && size == capacity) {
      grow();
    }
    key.high = high;
    key.low = low;
    value.id = id;
    map.put(key, value);
    if (isNew) {
      size++;
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      map.close();
      store.closedCleanly(new DictionaryMarker(generation, size, capacity));
    }
  }

  private void grow() {
    if (capacity > 1 << 29) {
      throw new IllegalStateException("series dictionary full: " + size);
    }
    try {
      ChronicleMap<HashKey, IdValue> larger = store.newMap(generation + 1, capacity * 2);
      map.forEach(larger::put);
      map.close();
      map = larger;
      generation++;
      capacity *= 2;
      store.deleteMap(generation - 1);
      store.countGrowth();
    } catch (IOException e) {
      throw new IllegalStateException("cannot make a larger series dictionary", e);
    }
  }
}
