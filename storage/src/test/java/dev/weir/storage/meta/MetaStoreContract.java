package dev.weir.storage.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What every [MetaStore] promises.
abstract class MetaStoreContract {
  /// Opens the one store of this test, again after it was closed.
  abstract MetaStore open() throws IOException;

  @Test
  void put_find_list_delete_surviveReopening() throws IOException {
    long version;
    try (MetaStore store = open()) {
      assertNull(store.find("rule", "a"));
      assertEquals(List.of(), store.list("rule"));
      version = store.put("rule", "b", MetaStore.ABSENT, bytes("two"));
      store.put("rule", "a", MetaStore.ABSENT, bytes("one"));
      store.put("rules", "c", MetaStore.ABSENT, bytes("three"));
      assertTrue(version > 0);
    }
    try (MetaStore store = open()) {
      assertEquals("one", text(store, "rule", "a"));
      assertEquals(List.of("a", "b"), store.list("rule").stream().map(MetaRecord::id).toList());
      long newer = store.put("rule", "b", version, bytes("zwei"));
      assertTrue(newer > version);
      assertFalse(store.delete("rule", "b", version));
      assertTrue(store.delete("rule", "b", newer));
      assertFalse(store.delete("rule", "b", newer));
    }
    try (MetaStore store = open()) {
      assertNull(store.find("rule", "b"));
      assertEquals("three", text(store, "rules", "c"));
      assertTrue(store.put("rule", "b", MetaStore.ABSENT, bytes("again")) > version);
    }
  }

  @Test
  void put_withAnotherVersion_isAConflict_andChangesNothing() throws IOException {
    try (MetaStore store = open()) {
      long version = store.put("lease", "x", MetaStore.ABSENT, bytes("1"));
      assertEquals(MetaStore.CONFLICT, store.put("lease", "x", MetaStore.ABSENT, bytes("2")));
      assertEquals(MetaStore.CONFLICT, store.put("lease", "x", version + 1, bytes("2")));
      assertEquals(MetaStore.CONFLICT, store.put("lease", "y", version, bytes("2")));
      assertEquals("1", text(store, "lease", "x"));
      assertNull(store.find("lease", "y"));
    }
  }

  @Test
  void ids_areAnyText_kindsAreNot() throws IOException {
    List<String> ids =
        List.of(
            "../../etc/passwd", "a/b", "A", "a", "A.tmp", "%41", ".", "ü\u0000\n", "x".repeat(80));
    try (MetaStore store = open()) {
      for (String id : ids) {
        store.put("dashboard", id, MetaStore.ABSENT, bytes(id));
      }
      for (String bad : List.of("", "x".repeat(81), "ü".repeat(41))) {
        assertThrows(
            IllegalArgumentException.class,
            () -> store.put("dashboard", bad, MetaStore.ABSENT, bytes("x")));
      }
      for (String bad : List.of("", "A", "a/b", "..", "x".repeat(33))) {
        assertThrows(IllegalArgumentException.class, () -> store.list(bad));
      }
      ByteBuffer tooLong = ByteBuffer.allocate(MetaStore.MAX_VALUE_BYTES + 1);
      assertThrows(
          IllegalArgumentException.class,
          () -> store.put("dashboard", "long", MetaStore.ABSENT, tooLong));
    }
    try (MetaStore store = open()) {
      for (String id : ids) {
        assertEquals(id, text(store, "dashboard", id));
      }
      assertEquals(ids.size(), store.list("dashboard").size());
    }
  }

  @Test
  void value_isCopied_andMayBeEmptyOrLarge() throws IOException {
    try (MetaStore store = open()) {
      ByteBuffer value = bytes("before");
      long version = store.put("rule", "x", MetaStore.ABSENT, value);
      assertEquals(6, value.remaining());
      value.put(0, (byte) 'X');
      assertEquals("before", text(store, "rule", "x"));
      version = store.put("rule", "x", version, ByteBuffer.allocate(0));
      assertEquals("", text(store, "rule", "x"));
      store.put("rule", "x", version, ByteBuffer.allocateDirect(MetaStore.MAX_VALUE_BYTES));
    }
    try (MetaStore store = open()) {
      assertEquals(MetaStore.MAX_VALUE_BYTES, text(store, "rule", "x").length());
    }
  }

  @Test
  void racingChanges_oneWinsEachRound() throws Exception {
    try (MetaStore store = open()) {
      store.put("lease", "x", MetaStore.ABSENT, bytes("0"));
      var wins = new AtomicInteger();
      var start = new CountDownLatch(1);
      var threads = new Thread[4];
      for (int i = 0; i < threads.length; i++) {
        threads[i] =
            Thread.ofPlatform()
                .start(() -> {
                  for (int round = 0; round < 50; round++) {
                    increment(store, start, wins);
                  }
                });
      }
      start.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(String.valueOf(wins.get()), text(store, "lease", "x"));
      assertTrue(wins.get() >= 50);
    }
  }

  private static void increment(MetaStore store, CountDownLatch start, AtomicInteger wins) {
    try {
      start.await();
      MetaRecord found = store.find("lease", "x");
      assertNotNull(found);
      int value = Integer.parseInt(found.text()) + 1;
      if (store.put("lease", "x", found.version(), bytes("" + value)) != MetaStore.CONFLICT) {
        wins.incrementAndGet();
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static String text(MetaStore store, String kind, String id) throws IOException {
    MetaRecord found = store.find(kind, id);
    assertNotNull(found);
    assertEquals(kind, found.kind());
    assertEquals(id, found.id());
    return found.text();
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
