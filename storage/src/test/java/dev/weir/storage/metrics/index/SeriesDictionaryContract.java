package dev.weir.storage.metrics.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every series dictionary does.
abstract class SeriesDictionaryContract {
  private SeriesDictionary dictionary;

  /// An empty dictionary with room for `expected` entries.
  abstract SeriesDictionary create(int expected) throws Exception;

  @BeforeEach
  void createDictionary() throws Exception {
    dictionary = create(10);
  }

  @AfterEach
  void closeDictionary() {
    dictionary.close();
    dictionary.close(); // again: nothing
  }

  @Test
  void find_unknown_isNone() {
    assertEquals(SeriesDictionary.NONE, dictionary.find(0, 0));
    dictionary.put(1, 2, 3);
    assertEquals(SeriesDictionary.NONE, dictionary.find(2, 1));
    assertEquals(SeriesDictionary.NONE, dictionary.find(1, 3));
    assertEquals(SeriesDictionary.NONE, dictionary.find(2, 2));
  }

  @Test
  void find_zeroHashAndZeroId_areOrdinary() {
    dictionary.put(0, 0, 0);
    assertEquals(0, dictionary.find(0, 0));
    assertEquals(1, dictionary.size());
  }

  @Test
  void put_again_replaces() {
    dictionary.put(1, 2, 3);
    dictionary.put(1, 2, Integer.MAX_VALUE - 8);
    assertEquals(Integer.MAX_VALUE - 8, dictionary.find(1, 2));
    assertEquals(1, dictionary.size());
  }

  @Test
  void put_farMoreThanExpected_keepsAll() {
    long seed = 42;
    var random = new Random(seed);
    record Hash(long high, long low) {}
    Map<Hash, Integer> expected = new HashMap<>();
    for (int id = 0; id < 20_000; id++) {
      var hash = new Hash(random.nextLong(), id % 3 == 0 ? id : random.nextLong());
      dictionary.put(hash.high, hash.low, id);
      expected.put(hash, id);
    }
    assertEquals(expected.size(), dictionary.size());
    expected.forEach((hash, id) -> assertEquals(id, dictionary.find(hash.high, hash.low)));
  }

  @Test
  void find_allocatesNothing() {
    for (int i = 0; i < 1_000; i++) {
      dictionary.put(i * 31L, i * 17L, i);
    }
    long found = 0;
    for (int i = 0; i < 30_000; i++) {
      found += dictionary.find(i % 2_000 * 31L, i % 2_000 * 17L);
    }
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      found += dictionary.find(i % 2_000 * 31L, i % 2_000 * 17L);
    }
    long used = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(used < 20_000, "bytes for 10,000 look-ups: " + used + " " + found);
  }
}
