package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.Files;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads every byte of a part back: checksums, that every line decodes, that rows are in order and
/// that the tables agree with them.
final class PartVerifier {
  private static final int PROBLEMS_MAX = 20;

  private final List<String> problems = new ArrayList<>();

  private PartVerifier() {}

  /// What is wrong, in words; nothing when all is well.
  static List<String> verify(Files files, Path directory) throws IOException {
    var verifier = new PartVerifier();
    try (PartReader part = PartReader.open(files, directory)) {
      part.verifyIndex();
      verifier.rows(part);
    } catch (CorruptDataException e) {
      verifier.problem(String.valueOf(e.getMessage()));
    }
    return verifier.problems;
  }

  private void rows(PartReader part) {
    PartFooter footer = part.footer();
    RowCursor rows = part.rows();
    for (PartFooter.Stream stream : footer.streams) {
      long bytes = 0;
      long last = stream.minNs();
      for (long row = 0; row < stream.rows() && rows.next(); row++) {
        bytes += rows.lineLength();
        long time = rows.timestampNs();
        if (time < last || time > stream.maxNs()) {
          problem("time out of order: " + time + " in " + stream.labels());
        }
        last = time;
        granule(part, stream.firstRow() + row, time);
      }
      if (bytes != stream.bytes()) {
        problem("lines of " + bytes + " bytes, not " + stream.bytes() + ": " + stream.labels());
      }
    }
  }

  private void granule(PartReader part, long row, long time) {
    int granule = (int) part.granuleOf(row);
    PartFooter footer = part.footer();
    if (time < footer.granuleMinNs[granule] || time > footer.granuleMaxNs[granule]) {
      problem("time outside its granule " + granule + ": " + time);
    }
  }

  private void problem(String text) {
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(text);
    }
  }
}
