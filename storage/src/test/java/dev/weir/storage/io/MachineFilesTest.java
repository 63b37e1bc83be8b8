package dev.weir.storage.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineFilesTest {
  private final Files files = MachineFiles.INSTANCE;

  @TempDir Path dir;

  @Test
  void write_read_largerThanOneStep() throws IOException {
    byte[] bytes = new byte[1_000_003];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Path path = dir.resolve("x");
    try (Files.Handle file = files.create(path)) {
      file.write(ByteBuffer.wrap(bytes), 5);
      file.force();
      assertEquals(bytes.length + 5L, file.size());
      ByteBuffer back = ByteBuffer.allocate(bytes.length + 10);
      assertEquals(bytes.length, file.read(back, 5));
      assertEquals(ByteBuffer.wrap(bytes), back.flip());
      ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length);
      assertEquals(bytes.length, file.read(direct, 5));
      assertEquals(ByteBuffer.wrap(bytes), direct.flip());
      assertEquals(0, file.read(ByteBuffer.allocate(1), bytes.length + 5L));
    }
    assertThrows(FileAlreadyExistsException.class, () -> files.create(path));
    try (Arena arena = Arena.ofConfined()) {
      var mapped = files.map(path, arena);
      assertEquals(bytes.length + 5L, mapped.byteSize());
      assertEquals(bytes[77], mapped.get(ValueLayout.JAVA_BYTE, 82));
      assertTrue(mapped.isReadOnly());
    }
  }

  @Test
  void rename_link_delete_list() throws IOException {
    Path sub = dir.resolve("a/b");
    files.createDirectories(sub);
    files.create(sub.resolve("one")).close();
    files.link(sub.resolve("one"), sub.resolve("two"));
    files.rename(sub.resolve("one"), sub.resolve("zero"));
    files.forceDirectory(sub);
    assertEquals(List.of(Path.of("two"), Path.of("zero")), files.list(sub));
    files.delete(sub.resolve("zero"));
    files.delete(sub.resolve("zero"));
    assertEquals(List.of(Path.of("two")), files.list(sub));
    assertEquals(List.of(), files.list(sub.resolve("absent")));
    assertTrue(files.usableBytes(sub) > 0);
  }
}
