package dev.weir.storage.logs.part;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.logs.LineFilter;
import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever byte of a part is damaged, reading it ends in a [CorruptDataException] or gives what
/// was written.
final class PartDamageTest {
  @TempDir Path folder;
  private Path directory = Path.of("");
  private final List<PartRow> rows = new ArrayList<>();

  @BeforeEach
  void writePart() throws IOException {
    directory = folder.resolve("part");
    for (int i = 0; i < 30; i++) {
      Labels stream = Labels.of("app", "a" + i / 20);
      rows.add(PartRow.of(stream, i * 1_000_000L, "request %d took %d ms".formatted(i, i * i)));
    }
    PartWriter.write(MachineFiles.INSTANCE, directory, Tenant.DEFAULT, PartRow.cursor(rows));
  }

  /// Reads everything; false when damage was found.
  private boolean isReadable() throws IOException {
    LogPlan plan =
        LogPlan.of(Tenant.DEFAULT, List.of(), Long.MIN_VALUE, Long.MAX_VALUE)
            .withFilters(List.of(LineFilter.contains("took 441 ms")));
    try (PartReader part = PartReader.open(MachineFiles.INSTANCE, directory)) {
      assertEquals(rows, PartRow.drain(part.rows()));
      long[] found = new long[1];
      for (SearchUnit unit : part.units(plan, 0, QueryBudget.UNLIMITED)) {
        unit.visit(batch -> found[0] += batch.length(), QueryBudget.UNLIMITED);
      }
      assertEquals(1, found[0]);
      return true;
    } catch (CorruptDataException e) {
      return false;
    }
  }

  @Test
  void everyFlippedBit_isFoundOrHarmless() throws IOException {
    assertTrue(isReadable());
    assertEquals(List.of(), PartReader.verify(MachineFiles.INSTANCE, directory));
    for (String name : List.of(PartFile.LINES_NAME, PartFile.INDEX_NAME)) {
      Path file = directory.resolve(name);
      byte[] good = Files.readAllBytes(file);
      for (int i = 0; i < good.length; i++) {
        byte[] bad = good.clone();
        bad[i] ^= (byte) (1 << i % 8);
        Files.write(file, bad);
        assertFalse(isReadable(), name + ", byte " + i);
      }
      byte[] bad = good.clone();
      bad[good.length / 3] ^= 4;
      Files.write(file, bad);
      assertEquals(1, PartReader.verify(MachineFiles.INSTANCE, directory).size(), name);
      Files.write(file, good);
    }
    assertTrue(isReadable());
  }

  @Test
  void everyCutFile_isFound() throws IOException {
    for (String name : List.of(PartFile.LINES_NAME, PartFile.INDEX_NAME)) {
      Path file = directory.resolve(name);
      byte[] good = Files.readAllBytes(file);
      for (int length = 0; length < good.length; length += 7) {
        Files.write(file, Arrays.copyOf(good, length));
        assertFalse(isReadable(), name + ", " + length + " bytes");
      }
      Files.write(file, good);
    }
  }

  @Test
  void indexOfAnotherPart_isFound() throws IOException {
    Path other = folder.resolve("other");
    PartWriter.write(
        MachineFiles.INSTANCE, other, Tenant.DEFAULT, PartRow.cursor(rows.subList(3, 25)));
    Files.write(
        directory.resolve(PartFile.INDEX_NAME),
        Files.readAllBytes(other.resolve(PartFile.INDEX_NAME)));
    assertFalse(isReadable());
  }

  @Test
  void missingFile_isAnError() throws IOException {
    Files.delete(directory.resolve(PartFile.INDEX_NAME));
    assertThrows(
        IOException.class, () -> PartReader.open(MachineFiles.INSTANCE, directory).close());
  }
}
