package dev.weir.ingest.statsd;

import dev.weir.ingest.decode.KeyHash;
import dev.weir.storage.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The names of one kind (counters, timers, gauges or sets) of one tenant. A name has a slot, a
/// small number that indexes the columns here and in the subclass; slots of forgotten names are
/// used again. The labels a name is flushed under are built once and kept. One thread.
///
/// A name is found by the hash of its raw bytes, so a name seen before costs one look-up. Raw
/// spellings that sanitise to the same name share its slot; no more than twice as many spellings as
/// names are remembered, the others are sanitised anew each time.
abstract class Slots {
  private final KeyTable table = new KeyTable();
  private @Nullable String[] names = new @Nullable String[16];
  private @Nullable Labels[] @Nullable [] labels = new Labels[16][];
  private boolean[] seen = new boolean[16];
  private int[] idleFlushes = new int[16];
  private int[] free = new int[16];
  private int freeCount;
  private int end;
  private int live;

  /// The slot of a raw key, or -1 when it has not been met.
  final int find(long keyHigh, long keyLow) {
    return table.find(keyHigh, keyLow);
  }

  /// The slot of a sanitised name, or -1; remembers that the raw key means this name.
  final int findName(String name, long keyHigh, long keyLow) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int slot =
        table.find(KeyHash.high(bytes, 0, bytes.length), KeyHash.low(bytes, 0, bytes.length));
    if (slot >= 0) {
      alias(keyHigh, keyLow, slot);
    }
    return slot;
  }

  /// Gives a name that is not there yet a slot.
  final int define(String name) {
    int slot = freeCount > 0 ? free[--freeCount] : end++;
    if (slot >= names.length) {
      int capacity = names.length * 2;
      names = Arrays.copyOf(names, capacity);
      labels = Arrays.copyOf(labels, capacity);
      seen = Arrays.copyOf(seen, capacity);
      idleFlushes = Arrays.copyOf(idleFlushes, capacity);
      resize(capacity);
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    table.put(KeyHash.high(bytes, 0, bytes.length), KeyHash.low(bytes, 0, bytes.length), slot);
    names[slot] = name;
    idleFlushes[slot] = 0;
    live++;
    return slot;
  }

  /// Remembers another raw key of a slot, while there is room.
  final void alias(long keyHigh, long keyLow, int slot) {
    if (table.size() < 2 * live + 64 && table.find(keyHigh, keyLow) < 0) {
      table.put(keyHigh, keyLow, slot);
    }
  }

  /// Notes that something arrived for `slot` in this window.
  final void see(int slot) {
    seen[slot] = true;
  }

  final boolean isSeen(int slot) {
    return seen[slot];
  }

  /// Flushes that have passed since the one that last saw `slot`.
  final int idleFlushes(int slot) {
    return idleFlushes[slot];
  }

  /// One more than the highest slot; some below it may be free.
  final int end() {
    return end;
  }

  final boolean isLive(int slot) {
    return names[slot] != null;
  }

  final String name(int slot) {
    String name = names[slot];
    assert name != null : slot;
    return name;
  }

  /// Number of names.
  final int live() {
    return live;
  }

  /// The kept labels of a slot, or null when there are none yet.
  final @Nullable Labels @Nullable [] labels(int slot) {
    return labels[slot];
  }

  final void keepLabels(int slot, @Nullable Labels[] built) {
    labels[slot] = built;
  }

  /// Starts the next window: names become idle or stay fresh, values are reset.
  final void nextWindow() {
    for (int slot = 0; slot < end; slot++) {
      if (names[slot] != null) {
        idleFlushes[slot] = seen[slot] ? 0 : idleFlushes[slot] + 1;
        resetWindow(slot);
        seen[slot] = false;
      }
    }
  }

  /// Number of names idle for at least `flushes`.
  final int countIdle(int flushes) {
    int count = 0;
    for (int slot = 0; slot < end; slot++) {
      count += names[slot] != null && idleFlushes[slot] >= flushes ? 1 : 0;
    }
    return count;
  }

  /// Forgets names that have been idle for at least `flushes`; returns how many.
  final int forgetIdle(int flushes) {
    boolean[] isKept = new boolean[end];
    int forgotten = 0;
    for (int slot = 0; slot < end; slot++) {
      isKept[slot] = names[slot] != null && idleFlushes[slot] < flushes;
      if (names[slot] != null && !isKept[slot]) {
        forgotten++;
        names[slot] = null;
        labels[slot] = null;
        idleFlushes[slot] = 0;
        forget(slot);
        if (freeCount == free.length) {
          free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = slot;
      }
    }
    if (forgotten > 0) {
      live -= forgotten;
      table.retain(isKept);
    }
    return forgotten;
  }

  final void write(SnapshotWriter out) {
    out.putInt(live);
    for (int slot = 0; slot < end; slot++) {
      String name = names[slot];
      if (name != null) {
        out.putText(name);
        out.putInt(idleFlushes[slot]);
        out.putByte(seen[slot] ? 1 : 0);
        writeSlot(out, slot);
      }
    }
  }

  /// Takes in what [#write] wrote; this must be empty.
  final void read(SnapshotReader in) {
    int count = in.count(7); // no name takes less than 7 bytes
    for (int i = 0; i < count; i++) {
      String name = in.text();
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      int known =
          table.find(KeyHash.high(bytes, 0, bytes.length), KeyHash.low(bytes, 0, bytes.length));
      if (known >= 0) {
        throw in.damaged("name twice: " + name);
      }
      int slot = define(name);
      idleFlushes[slot] = in.int32();
      seen[slot] = in.uint8() != 0;
      readSlot(in, slot);
    }
  }

  /// Makes room for `capacity` slots.
  abstract void resize(int capacity);

  /// Empties what belongs to the window that ends.
  abstract void resetWindow(int slot);

  /// Empties the slot for another name.
  abstract void forget(int slot);

  abstract void writeSlot(SnapshotWriter out, int slot);

  abstract void readSlot(SnapshotReader in, int slot);
}
