package dev.weir.storage.logs;

import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.io.ManualClock;
import dev.weir.storage.metrics.ManualScheduler;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class LocalLogStoreContractTest extends LogStoreContract {
  private final FaultFiles files = new FaultFiles(new Random(1));
  private final ManualClock clock = new ManualClock(LogFixture.DAY_NS / 1_000_000);
  private final ManualScheduler scheduler = new ManualScheduler();
  private @Nullable DataDir data;

  @Override
  protected LogStore open() throws IOException {
    closeData();
    DataDir opened = DataDir.open(files, Path.of("/data"), clock, new Random(1));
    data = opened;
    return LocalLogStore.open(
        LogStoreSettings.DEFAULT, opened, clock, scheduler, new MetricRegistry());
  }

  @AfterEach
  void closeData() throws IOException {
    if (data != null) {
      data.close();
    }
  }

  @Override
  protected void awaitBackground() {
    scheduler.runPending();
  }

  @Override
  protected void advanceMs(long ms) {
    clock.advanceMillis(ms);
  }

  @Override
  protected long nowMs() {
    return clock.wallMillis();
  }
}
