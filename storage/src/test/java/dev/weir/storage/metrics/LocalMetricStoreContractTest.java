package dev.weir.storage.metrics;

import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class LocalMetricStoreContractTest extends MetricStoreContract {
  private final FaultFiles files = new FaultFiles(new Random(1));
  private final TestClock clock = new TestClock(StoreFixture.START_MS);
  private final ManualScheduler scheduler = new ManualScheduler();
  private @Nullable DataDir data;

  @Override
  protected MetricStore open() throws IOException {
    closeData();
    DataDir opened = DataDir.open(files, Path.of("/data"), clock, new Random(1));
    data = opened;
    return LocalMetricStore.open(
        StoreFixture.settings(), opened, clock, scheduler, new MetricRegistry());
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
  protected long nowMs() {
    return clock.wallMillis();
  }
}
