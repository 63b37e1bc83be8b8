package dev.weir.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.bytes.FormatPage;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.io.ManualClock;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SegmentGoldenTest {
  private static final Path DIR = Path.of("/store/journal");
  private static final Path FILE = DIR.resolve("0000000000001000.journal");

  private final FaultFiles files = new FaultFiles(new SplittableRandom(1));

  @Test
  void written_isWhatThePageShows() throws IOException {
    SegmentedLog log = open();
    log.append(RecordKind.SAMPLES, IngestLogContract.bytes("first"));
    log.append(RecordKind.STATSD, IngestLogContract.bytes("second"));
    log.close();
    assertEquals(FormatPage.dump("journal"), FormatPage.dump(files.content(FILE)));
  }

  @Test
  void page_isReadable() throws IOException {
    files.createDirectories(DIR);
    files.overwrite(FILE, FormatPage.bytes("journal"));
    assertEquals(
        List.of("4096 4121 SAMPLES first", "4121 4147 STATSD second"),
        IngestLogContract.replay(open(), 4096));
  }

  private SegmentedLog open() throws IOException {
    return SegmentedLog.open(
        files,
        DIR,
        UUID.fromString("6f2b1c4e-9a3d-4f58-8c07-d1e25ab39f60"),
        new ManualClock(1_795_219_200_000L),
        new MetricRegistry(),
        JournalSettings.of("test", 4096, false));
  }
}
