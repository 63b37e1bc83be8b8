package dev.weir.storage.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {
  @TempDir Path temporary;

  @Test
  void open_createsHeader_andReadsItBack() throws IOException {
    Path path = temporary.resolve("a/b/data");
    StoreHeader first;
    try (var dir = DataDir.open(MachineFiles.INSTANCE, path, Clock.SYSTEM)) {
      first = dir.header();
      assertEquals(64, first.shardCount());
      assertTrue(MachineFiles.INSTANCE.exists(dir.part("journal/metrics")));
    }
    try (var dir = DataDir.open(MachineFiles.INSTANCE, path, Clock.SYSTEM)) {
      assertEquals(first, dir.header());
    }
    assertEquals(first, DataDir.readHeader(MachineFiles.INSTANCE, path));
    try (var other =
        DataDir.open(MachineFiles.INSTANCE, temporary.resolve("other"), Clock.SYSTEM)) {
      assertNotEquals(first.storeId(), other.header().storeId());
      assertNotEquals(first.hashSeed0(), other.header().hashSeed0());
    }
  }

  @Test
  void open_twice_isOneClearSentence() throws IOException {
    try (var dir = DataDir.open(MachineFiles.INSTANCE, temporary, Clock.SYSTEM)) {
      var e =
          assertThrows(
              IOException.class,
              () -> DataDir.open(MachineFiles.INSTANCE, temporary, Clock.SYSTEM));
      assertEquals(
          "storage.dir "
              + dir.path()
              + " is in use by another Weir server; stop it or choose another",
          e.getMessage());
    }
    DataDir.open(MachineFiles.INSTANCE, temporary, Clock.SYSTEM).close();
  }

  @Test
  void open_dataWithoutHeader_isRefused() throws IOException {
    DataDir.open(MachineFiles.INSTANCE, temporary, Clock.SYSTEM).close();
    MachineFiles.INSTANCE.createDirectories(temporary.resolve("metrics"));
    MachineFiles.INSTANCE.delete(temporary.resolve("weir.store"));
    var e =
        assertThrows(
            IOException.class, () -> DataDir.open(MachineFiles.INSTANCE, temporary, Clock.SYSTEM));
    assertTrue(e.toString().contains("holds data but no weir.store"), e.toString());
  }

  @Test
  void open_damagedHeader_isRefused_atEveryByte() throws IOException {
    var path = Path.of("/store");
    for (int at = 0; at < StoreHeader.SIZE_BYTES; at++) {
      var files = new FaultFiles(new SplittableRandom(at));
      DataDir.open(files, path, Clock.SYSTEM).close();
      byte[] content = files.content(path.resolve("weir.store"));
      content[at] ^= 1;
      files.overwrite(path.resolve("weir.store"), content);
      assertThrows(IOException.class, () -> DataDir.open(files, path, Clock.SYSTEM), "byte " + at);
    }
  }

  @Test
  void open_powerCutDuringCreation_opensNextTime() throws IOException {
    var path = Path.of("/store");
    for (long seed = 0; seed < 200; seed++) {
      var files = new FaultFiles(new SplittableRandom(seed));
      files.createDirectories(path);
      files.failAt(1 + seed % 6);
      try {
        DataDir.open(files, path, Clock.SYSTEM).close();
      } catch (IOException e) {
        // as injected
      }
      files.crash();
      DataDir.open(files, path, Clock.SYSTEM).close();
    }
  }
}
