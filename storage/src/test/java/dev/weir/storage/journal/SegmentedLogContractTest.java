package dev.weir.storage.journal;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class SegmentedLogContractTest extends IngestLogContract {
  @TempDir Path dir;

  @Override
  IngestLog open() throws IOException {
    return SegmentedLog.open(
        MachineFiles.INSTANCE,
        dir.resolve("journal"),
        new UUID(1, 2),
        Clock.SYSTEM,
        new MetricRegistry(),
        new JournalSettings("test", 500, 0, false));
  }
}
