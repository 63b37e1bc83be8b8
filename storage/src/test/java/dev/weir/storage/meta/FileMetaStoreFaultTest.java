package dev.weir.storage.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FileMetaStoreFaultTest {
  private static final Path DIR = Path.of("/store/meta");

  @Test
  void failingCall_thenPowerCut_leavesOldOrNew_wholly() throws IOException {
    for (long seed = 0; seed < 300; seed++) {
      var files = new FaultFiles(new SplittableRandom(seed));
      MetaStore store = open(files, false);
      long version = store.put("rule", "x", MetaStore.ABSENT, MetaStoreContract.bytes("old"));
      files.failAt(1 + seed % 7);
      boolean done = true;
      try {
        store.put("rule", "x", version, MetaStoreContract.bytes("new value"));
      } catch (IOException e) {
        done = false;
        assertEquals("old", MetaStoreContract.text(store, "rule", "x"));
      }
      files.crash();
      String found = MetaStoreContract.text(open(files, false), "rule", "x");
      assertTrue(found.equals("new value") || (!done && found.equals("old")), "seed " + seed);
    }
  }

  @Test
  void flippedBit_isDetected_atEveryByte() throws IOException {
    var files = new FaultFiles(new SplittableRandom(1));
    open(files, false).put("rule", "x", MetaStore.ABSENT, MetaStoreContract.bytes("value"));
    Path file = DIR.resolve("rule/x.meta");
    byte[] whole = files.content(file);
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      files.overwrite(file, damaged);
      IOException e = assertThrows(IOException.class, () -> open(files, false), "byte " + at);
      assertTrue(e.toString().contains(file.toString()));
      assertEquals(1, FileMetaStore.verify(files, DIR).size());
    }
    MetaStore repaired = open(files, true);
    assertNull(repaired.find("rule", "x"));
    assertTrue(files.exists(DIR.resolve("rule/x.meta.damaged")));
    files.overwrite(DIR.resolve("rule/y.meta"), whole);
    assertThrows(IOException.class, () -> open(files, false), "a record under another's name");
  }

  @Test
  void fullStore_refusesNewRecords_andKeepsTheOld() throws IOException {
    var files = new FaultFiles(new SplittableRandom(1));
    MetaStore store = open(files, false);
    ByteBuffer large = ByteBuffer.allocate(MetaStore.MAX_VALUE_BYTES);
    for (int i = 0; i < FileMetaStore.MAX_TOTAL_BYTES / large.capacity(); i++) {
      store.put("dashboard", "d" + i, MetaStore.ABSENT, large);
    }
    assertThrows(
        IOException.class,
        () -> store.put("dashboard", "more", MetaStore.ABSENT, MetaStoreContract.bytes("x")));
    MetaRecord first = store.find("dashboard", "d0");
    assertNotNull(first);
    assertTrue(store.delete("dashboard", "d0", first.version()));
    store.put("dashboard", "more", MetaStore.ABSENT, MetaStoreContract.bytes("x"));
  }

  private static FileMetaStore open(FaultFiles files, boolean repair) throws IOException {
    return FileMetaStore.open(files, DIR, Clock.SYSTEM, new MetricRegistry(), repair);
  }
}
