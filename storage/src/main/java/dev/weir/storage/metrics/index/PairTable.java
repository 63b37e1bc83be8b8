package dev.weir.storage.metrics.index;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.weir.storage.bytes.VarInt;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/// The label pairs of one tenant, numbered densely in order of appearance, with the series each one
/// has. Names are numbers of the tenant's [LabelName]s; value texts are kept once, as UTF-8, in
/// pages. Found by open addressing over pair numbers, hashed under a seed of this process so that
/// nobody can aim for collisions.
///
/// A pair with one series, of which there are as many as series, costs no object: its entry is the
/// series id itself; with more it is `~n`, the n-th [Postings]. One writer; readers without locks.
final class PairTable {
  private static final Hasher64 HASHER = Hashing.xxh3_64(new SecureRandom().nextLong());
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle POSTINGS = MethodHandles.arrayElementVarHandle(Postings[].class);

  private final ByteLog texts = new ByteLog(); // per pair: name number, value length, value
  private final IntLog positions = new IntLog(); // pair -> its text
  private final IntLog series = new IntLog(); // pair -> series id, or ~n for the n-th postings
  private volatile Postings[] postings = new Postings[4];
  private int postingsCount; // the writer's
  private long postingsBytes; // what they had when last grown by one id each; a rough sum
  private volatile int[] slots = new int[16]; // pair + 1, 0 where free
  private byte[] record = new byte[64]; // the writer's scratch

  static long hash(int name, byte[] value, int offset, int length) {
    return HASHER.hashBytesToLong(value, offset, length) + name * 0x9E3779B97F4A7C15L;
  }

  int count() {
    return series.size();
  }

  /// The number of the pair, or -1. Any thread.
  int find(int name, byte[] value, int offset, int length) {
    return find(hash(name, value, offset, length), name, value, offset, length);
  }

  /// As above, with the pair's [#hash] known.
  int find(long hash, int name, byte[] value, int offset, int length) {
    int[] table = slots;
    int mask = table.length - 1;
    int at = slot(hash) & mask;
    while (true) {
      int entry = (int) SLOT.getAcquire(table, at);
      if (entry == 0) {
        return -1;
      }
      if (same(entry - 1, name, value, offset, length)) {
        return entry - 1;
      }
      at = (at + 1) & mask;
    }
  }

  /// Makes a pair that is not there yet, with its first series, and returns its number. Nobody
  /// finds it before [#publish]. The writer only.
  int create(int name, byte[] value, int offset, int length, int seriesId) {
    int needed = length + 2 * VarInt.MAX_BYTES;
    if (needed > record.length) {
      record = new byte[needed];
    }
    int end = VarInt.putUnsigned(record, 0, name);
    end = VarInt.putUnsigned(record, end, length);
    System.arraycopy(value, offset, record, end, length);
    positions.add(texts.append(record, 0, end + length));
    series.add(seriesId);
    return series.size() - 1;
  }

  /// Lets the pair be found. The writer only, in the order of creation.
  void publish(long hash, int pair) {
    if ((pair + 1) * 3L > slots.length * 2L) {
      slots = rehashed(pair);
    }
    insert(slots, slot(hash), pair);
  }

  /// Adds a series to a pair. The writer only.
  void addSeries(int pair, int seriesId) {
    int entry = series.get(pair);
    if (entry < 0) {
      postings[~entry].add(seriesId);
      postingsBytes += 3;
      return;
    }
    int at = postingsCount++;
    if (at == postings.length) {
      postings = Arrays.copyOf(postings, at * 2);
    }
    POSTINGS.setRelease(postings, at, new Postings(entry, seriesId));
    postingsBytes += 96;
    series.set(pair, ~at);
  }

  /// The name number of a pair.
  int name(int pair) {
    int position = positions.get(pair);
    return number(texts.page(position), ByteLog.offset(position));
  }

  /// The value of a pair.
  String value(int pair) {
    int position = positions.get(pair);
    byte[] page = texts.page(position);
    int at = afterNumber(page, ByteLog.offset(position));
    return new String(page, afterNumber(page, at), number(page, at), StandardCharsets.UTF_8);
  }

  /// Length of the value of a pair in bytes.
  int valueLength(int pair) {
    int position = positions.get(pair);
    byte[] page = texts.page(position);
    return number(page, afterNumber(page, ByteLog.offset(position)));
  }

  /// Copies the value of a pair to `into` at `to`; returns the index after it.
  int copyValue(int pair, byte[] into, int to) {
    int position = positions.get(pair);
    byte[] page = texts.page(position);
    int at = afterNumber(page, ByteLog.offset(position));
    int length = number(page, at);
    System.arraycopy(page, afterNumber(page, at), into, to, length);
    return to + length;
  }

  /// Appends the value of a pair to `key`.
  void appendValueTo(SeriesKey key, int pair) {
    int position = positions.get(pair);
    byte[] page = texts.page(position);
    int at = afterNumber(page, ByteLog.offset(position));
    key.append(page, afterNumber(page, at), number(page, at));
  }

  /// Compares the value of a pair with `text`, bytes as unsigned: the order of Unicode.
  int compareValue(int pair, byte[] text) {
    int position = positions.get(pair);
    byte[] page = texts.page(position);
    int at = afterNumber(page, ByteLog.offset(position));
    int from = afterNumber(page, at);
    return Arrays.compareUnsigned(page, from, from + number(page, at), text, 0, text.length);
  }

  /// Compares the values of two pairs.
  int compareValues(int pair, int other) {
    int position = positions.get(other);
    byte[] page = texts.page(position);
    int at = afterNumber(page, ByteLog.offset(position));
    int from = afterNumber(page, at);
    int mine = positions.get(pair);
    byte[] minePage = texts.page(mine);
    int mineAt = afterNumber(minePage, ByteLog.offset(mine));
    int mineFrom = afterNumber(minePage, mineAt);
    return Arrays.compareUnsigned(
        minePage,
        mineFrom,
        mineFrom + number(minePage, mineAt),
        page,
        from,
        from + number(page, at));
  }

  /// True when the value of a pair begins with `prefix`.
  boolean valueStartsWith(int pair, byte[] prefix) {
    int position = positions.get(pair);
    byte[] page = texts.page(position);
    int at = afterNumber(page, ByteLog.offset(position));
    int from = afterNumber(page, at);
    return number(page, at) >= prefix.length
        && Arrays.equals(page, from, from + prefix.length, prefix, 0, prefix.length);
  }

  /// Adds the series of a pair to `union`.
  void addTo(IdUnion union, int pair) {
    int entry = series.get(pair);
    if (entry >= 0) {
      union.add(entry);
    } else {
      postings(entry).addTo(union);
    }
  }

  /// True when a series of the pair is in `ids`.
  boolean intersects(int pair, org.roaringbitmap.RoaringBitmap ids) {
    int entry = series.get(pair);
    return entry >= 0 ? ids.contains(entry) : postings(entry).intersects(ids);
  }

  /// Number of series of a pair.
  int seriesCount(int pair) {
    int entry = series.get(pair);
    return entry >= 0 ? 1 : postings(entry).count();
  }

  boolean hasRoom() {
    return texts.hasRoom();
  }

  long memoryBytes() {
    return texts.memoryBytes()
        + positions.memoryBytes()
        + series.memoryBytes()
        + 4L * slots.length
        + 4L * postings.length
        + postingsBytes;
  }

  private Postings postings(int entry) {
    return (Postings) POSTINGS.getAcquire(postings, ~entry);
  }

  private boolean same(int pair, int name, byte[] value, int offset, int length) {
    int position = positions.get(pair);
    byte[] page = texts.page(position);
    int at = ByteLog.offset(position);
    if (number(page, at) != name) {
      return false;
    }
    at = afterNumber(page, at);
    if (number(page, at) != length) {
      return false;
    }
    int from = afterNumber(page, at);
    return Arrays.equals(page, from, from + length, value, offset, offset + length);
  }

  private int[] rehashed(int count) {
    int[] larger = new int[slots.length * 2];
    for (int pair = 0; pair < count; pair++) {
      int position = positions.get(pair);
      byte[] page = texts.page(position);
      int at = ByteLog.offset(position);
      int name = number(page, at);
      at = afterNumber(page, at);
      insert(larger, slot(hash(name, page, afterNumber(page, at), number(page, at))), pair);
    }
    return larger;
  }

  private static void insert(int[] table, int slot, int pair) {
    int mask = table.length - 1;
    int at = slot & mask;
    while (table[at] != 0) {
      at = (at + 1) & mask;
    }
    SLOT.setRelease(table, at, pair + 1);
  }

  private static int slot(long hash) {
    return (int) (hash >>> 32);
  }

  // Numbers were written by this class: three bytes at most, no checks needed.

  private static int number(byte[] page, int at) {
    int first = page[at];
    if (first >= 0) {
      return first;
    }
    int second = page[at + 1];
    int value = (first & 0x7f) | ((second & 0x7f) << 7);
    return second >= 0 ? value : value | (page[at + 2] << 14);
  }

  private static int afterNumber(byte[] page, int at) {
    return page[at] >= 0 ? at + 1 : page[at + 1] >= 0 ? at + 2 : at + 3;
  }
}
