package dev.weir.storage.metrics.index;

import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;

class FileCatalogContractTest extends SeriesCatalogContract {
  private final FaultFiles files = RegistryFixture.faultFiles(3);

  @Override
  SeriesCatalog open() throws IOException {
    return FileCatalog.open(
        files,
        RegistryFixture.DIRECTORY,
        RegistryFixture.STORE,
        false,
        new RegistryMetrics(new MetricRegistry()));
  }
}
