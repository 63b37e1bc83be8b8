package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.Files;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads every byte of a part back.
final class PartVerifier {
  private PartVerifier() {}

  static List<String> verify(Files files, Path directory) throws IOException {
    var problems = new ArrayList<String>();
    try (PartReader part = PartReader.open(files, directory)) {
      part.verifyIndex();
      RowCursor rows = part.rows();
      long count = 0;
      long bytes = 0;
      while (rows.next()) {
        count++;
        bytes += rows.lineLength();
      }
      if (bytes != part.summary().lineBytes()) {
        problems.add(
            "lines have " + bytes + " bytes, not " + part.summary().lineBytes() + ", in " + count);
      }
    } catch (CorruptDataException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return problems;
  }
}
