package dev.weir.storage.logs;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.Files;
import dev.weir.storage.logs.part.PartReader;
import dev.weir.storage.logs.part.PartSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads every byte of every log part back, as the manifest lists them. Changes nothing; safe
/// beside a running store, apart from parts that are merged away meanwhile.
public final class LogStoreVerifier {
  /// Something wrong.
  public record Problem(Path path, String message) {}

  /// What was found.
  ///
  /// @param parts number of parts read
  /// @param rows lines in them, as the manifest says
  /// @param bytes bytes of their files, as the manifest says
  public record Report(int parts, long rows, long bytes, List<Problem> problems) {
    public Report {
      problems = List.copyOf(problems);
    }
  }

  private LogStoreVerifier() {}

  /// Verifies the log store in `logsDir`; one that was never written to has nothing to verify.
  public static Report verify(Files files, Path logsDir) {
    Path file = logsDir.resolve(Manifest.NAME);
    var problems = new ArrayList<Problem>();
    if (!files.exists(file)) {
      return new Report(0, 0, 0, problems);
    }
    Manifest manifest;
    try {
      manifest = PartList.readManifest(files, logsDir);
    } catch (IOException e) {
      problems.add(new Problem(file, String.valueOf(e.getMessage())));
      return new Report(0, 0, 0, problems);
    }
    long rows = 0;
    long bytes = 0;
    for (PartEntry part : manifest.parts()) {
      Path directory = PartList.path(logsDir, part.number());
      rows += part.summary().rows();
      bytes += part.summary().diskBytes();
      verifyPart(files, directory, part.summary(), problems);
    }
    return new Report(manifest.parts().size(), rows, bytes, problems);
  }

  private static void verifyPart(
      Files files, Path directory, PartSummary listed, List<Problem> problems) {
    try {
      for (String problem : PartReader.verify(files, directory)) {
        problems.add(new Problem(directory, problem));
      }
      try (PartReader part = PartReader.open(files, directory)) {
        PartSummary found = part.summary();
        if (found.rows() != listed.rows()
            || found.minNs() != listed.minNs()
            || found.maxNs() != listed.maxNs()
            || !found.tenant().equals(listed.tenant())) {
          problems.add(new Problem(directory, "manifest lists " + listed + ", part is " + found));
        }
      }
    } catch (IOException | CorruptDataException e) {
      problems.add(new Problem(directory, e.toString()));
    }
  }
}
