package dev.weir.storage.journal;

import dev.weir.storage.io.Files;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads every record of a journal directory back, for `weir verify`. Changes nothing; the server
/// that owns the directory should be stopped, or the newest segment may look torn.
public final class JournalVerifier {
  /// Something that is not as it was written: in `file` (the directory when files are missing) at
  /// byte `offset`.
  public record Problem(Path file, long offset, String what) {}

  /// What was found. `tornBytes` at the very end are what a crash leaves, and no problem: they had
  /// not been acknowledged.
  public record Report(
      int segments, long records, long payloadBytes, long tornBytes, List<Problem> problems) {
    public Report {
      problems = List.copyOf(problems);
    }
  }

  /// Most problems listed; a journal as bad as that needs no longer list.
  private static final int MAX_PROBLEMS = 1000;

  private final Files files;
  private final Path directory;
  private final List<Problem> problems = new ArrayList<>();
  private long records;
  private long payloadBytes;
  private long tornBytes;

  private JournalVerifier(Files files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /// Reads everything in `directory`. Throws only when a file cannot be read at all.
  public static Report verify(Files files, Path directory) throws IOException {
    return new JournalVerifier(files, directory).run();
  }

  private Report run() throws IOException {
    List<Segment> segments =
        JournalDirectory.load(files, directory, JournalDirectory.ANY_STORE, this::damaged)
            .segments();
    for (int i = 0; i < segments.size(); i++) {
      readAll(segments, i);
    }
    return new Report(segments.size(), records, payloadBytes, tornBytes, problems);
  }

  private void readAll(List<Segment> segments, int index) throws IOException {
    try (SegmentReader reader =
        JournalDirectory.reader(files, segments, index, SegmentHeader.UNKNOWN, this::damaged)) {
      while (reader.next()) {
        if (reader.kind() != RecordFrame.CLOSE) {
          records++;
          payloadBytes += reader.payload().remaining();
        }
      }
      if (index == segments.size() - 1) {
        tornBytes = reader.tornBytes();
      }
    }
  }

  private void damaged(Segment segment, long position, long resumedAt, String problem) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(
          new Problem(
              segment.path(),
              segment.offset(position),
              problem + " (" + (resumedAt - position) + " bytes)"));
    }
  }
}
