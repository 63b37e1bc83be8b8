package dev.weir.storage.logs.part;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.bytes.FormatPage;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The bytes of a small part are those of the format's page, and are read as what the page says.
final class PartGoldenTest {
  private static final Labels STREAM = Labels.of("app", "web");

  @TempDir Path folder;

  private static List<PartRow> rows() {
    return List.of(
        row(1_700_000_000_000L, "GET /a 200 in 7ms", Map.of()),
        row(1_700_000_000_250L, "GET /a 404 in 12ms", Map.of("user", "u1")),
        row(1_700_000_001_000L, "GET /a 200 in 9ms", Map.of()),
        row(1_700_000_001_500L, "done", Map.of()));
  }

  private static PartRow row(long ms, String line, Map<String, String> fields) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return PartRow.of(STREAM, ms * 1_000_000, bytes, fields);
  }

  @Test
  void linesFile_isThatOfThePage() throws IOException {
    Path directory = folder.resolve("written");
    PartWriter.write(MachineFiles.INSTANCE, directory, Tenant.DEFAULT, PartRow.cursor(rows()));
    byte[] bytes = Files.readAllBytes(directory.resolve(PartFile.LINES_NAME));
    assertEquals(FormatPage.dump("log-part"), FormatPage.dump(bytes));
  }

  @Test
  void pagesBytes_areReadAsRows() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("read"));
    Files.write(directory.resolve(PartFile.LINES_NAME), FormatPage.bytes("log-part"));
    Files.write(directory.resolve(PartFile.INDEX_NAME), new byte[0]); // looked at by searches only
    try (PartReader part = PartReader.open(MachineFiles.INSTANCE, directory)) {
      assertEquals(rows(), PartRow.drain(part.rows()));
    }
  }
}
