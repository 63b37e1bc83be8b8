package dev.weir.storage.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.storage.bytes.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AtomicFileFaultTest {
  private static final Path DIR = Path.of("/store");
  private static final Path FILE = DIR.resolve("state");

  @Test
  void write_failingAtEachCall_thenPowerCut_leavesOldOrNew() throws IOException {
    for (long seed = 0; seed < 300; seed++) {
      for (int call = 1; call <= 7; call++) {
        var files = new FaultFiles(new SplittableRandom(seed));
        files.createDirectories(DIR);
        AtomicFile.write(files, FILE, text("old content"));
        boolean failed = false;
        files.failAt(call);
        try {
          AtomicFile.write(files, FILE, text("new "), text("content, longer"));
        } catch (IOException e) {
          failed = true;
        }
        files.crash();
        String found = read(files);
        String expected = failed && found.startsWith("old") ? "old content" : "new content, longer";
        assertEquals(expected, found, "seed " + seed + " call " + call);
      }
    }
  }

  @Test
  void write_aborted_canBeRepeated() throws IOException {
    var files = new FaultFiles(new SplittableRandom(3));
    files.createDirectories(DIR);
    files.failWhen((op, path) -> op == FaultFiles.Op.FORCE || op == FaultFiles.Op.DELETE);
    assertThrows(IOException.class, () -> AtomicFile.write(files, FILE, text("x")));
    files.heal();
    AtomicFile.write(files, FILE, text("y"));
    assertEquals("y", read(files));
  }

  @Test
  void read_overLimit_isRefused() throws IOException {
    var files = new FaultFiles(new SplittableRandom(3));
    files.createDirectories(DIR);
    AtomicFile.write(files, FILE, text("12345"));
    assertThrows(CorruptDataException.class, () -> AtomicFile.read(files, FILE, 4));
  }

  private static String read(Files files) throws IOException {
    return StandardCharsets.UTF_8.decode(AtomicFile.read(files, FILE, 1000)).toString();
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
