package dev.weir.storage.meta;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

class FileMetaStoreContractTest extends MetaStoreContract {
  private final FaultFiles files = new FaultFiles(new SplittableRandom(1));

  @Override
  MetaStore open() throws IOException {
    files.crash(); // what a call returned from is durable
    return FileMetaStore.open(
        files, Path.of("/store/meta"), Clock.SYSTEM, new MetricRegistry(), false);
  }
}
