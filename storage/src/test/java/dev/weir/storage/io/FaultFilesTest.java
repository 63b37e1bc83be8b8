package dev.weir.storage.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FaultFilesTest {
  private static final Path DIR = Path.of("/store");
  private static final Path FILE = DIR.resolve("a");

  @Test
  void crash_keepsForcedBytes_losesSomeOfTheRest() throws IOException {
    Set<Integer> sizes = new HashSet<>();
    boolean zeroed = false;
    for (long seed = 0; seed < 200; seed++) {
      var files = new FaultFiles(new SplittableRandom(seed));
      files.createDirectories(DIR);
      Files.Handle handle = files.create(FILE);
      handle.write(bytes(1, 2, 3), 0);
      handle.force();
      files.forceDirectory(DIR);
      handle.write(bytes(4, 5, 6, 7), 3);
      files.crash();
      byte[] left = files.content(FILE);
      assertTrue(left.length >= 3 && left[0] == 1 && left[1] == 2 && left[2] == 3, "seed " + seed);
      sizes.add(left.length);
      zeroed |= left.length > 3 && left[3] == 0;
      assertThrows(IOException.class, () -> handle.write(bytes(1), 0));
    }
    assertEquals(Set.of(3, 4, 5, 6, 7), sizes);
    assertTrue(zeroed);
  }

  @Test
  void crash_losesUnforcedCreation() throws IOException {
    int present = 0;
    for (long seed = 0; seed < 100; seed++) {
      var files = new FaultFiles(new SplittableRandom(seed));
      files.createDirectories(DIR);
      files.create(FILE).force();
      files.crash();
      present += files.exists(FILE) ? 1 : 0;
    }
    assertTrue(present > 10 && present < 90, "present " + present);
  }

  @Test
  void failedForce_leavesBytesInDoubtForEver() throws IOException {
    int lost = 0;
    for (long seed = 0; seed < 100; seed++) {
      var files = new FaultFiles(new SplittableRandom(seed));
      files.createDirectories(DIR);
      Files.Handle handle = files.create(FILE);
      files.forceDirectory(DIR);
      handle.write(bytes(1, 2, 3), 0);
      files.failWhen((op, path) -> op == FaultFiles.Op.FORCE);
      assertThrows(IOException.class, handle::force);
      files.heal();
      handle.force(); // succeeds and means nothing for the first three bytes
      files.crash();
      lost += files.size(FILE) < 3 ? 1 : 0;
    }
    assertTrue(lost > 20, "lost " + lost);
  }

  @Test
  void capacity_storesWhatFitsAndThrows() throws IOException {
    var files = new FaultFiles(new SplittableRandom(1));
    files.createDirectories(DIR);
    files.capacity(5);
    Files.Handle handle = files.create(FILE);
    handle.write(bytes(1, 2, 3), 0);
    assertThrows(IOException.class, () -> handle.write(bytes(4, 5, 6), 3));
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, files.content(FILE));
    assertEquals(0, files.usableBytes(DIR));
  }

  @Test
  void failAt_failsOneCall() throws IOException {
    var files = new FaultFiles(new SplittableRandom(1));
    files.createDirectories(DIR);
    files.failAt(2);
    Files.Handle handle = files.create(FILE);
    assertThrows(IOException.class, handle::force);
    handle.force();
    assertEquals(3, files.calls());
  }

  @Test
  void rename_replacesDurablyOnlyAfterForceDirectory() throws IOException {
    var files = new FaultFiles(new SplittableRandom(7));
    files.createDirectories(DIR);
    files.overwrite(FILE, new byte[] {1});
    AtomicFile.write(files, FILE, bytes(2));
    files.crash();
    assertArrayEquals(new byte[] {2}, files.content(FILE));
    assertFalse(files.exists(DIR.resolve("a.tmp")));
  }

  private static ByteBuffer bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteBuffer.wrap(bytes);
  }
}
