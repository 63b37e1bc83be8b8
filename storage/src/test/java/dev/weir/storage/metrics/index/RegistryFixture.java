package dev.weir.storage.metrics.index;

import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.io.Files;
import dev.weir.storage.io.StoreHeader;
import dev.weir.storage.metrics.AllShardsMine;
import dev.weir.storage.metrics.HashShardRouter;
import dev.weir.storage.model.Labels;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;

/// What the tests of this package open registries with.
final class RegistryFixture {
  static final StoreHeader STORE =
      new StoreHeader(
          new UUID(0x0123456789abcdefL, 0x8899aabbccddeeffL), 11, 22, 64, 1_700_000_000_000L);
  static final Path DIRECTORY = Path.of("/data/metrics");
  static final SeriesLimits SMALL = new SeriesLimits(2, 5, 7, Long.MAX_VALUE, 20_000, 4, 16, 24);

  private RegistryFixture() {}

  static FaultFiles faultFiles(long seed) {
    var files = new FaultFiles(new Random(seed));
    files.createDirectories(DIRECTORY);
    return files;
  }

  static StoreRegistry open(Files files) throws IOException {
    return open(files, DIRECTORY, onHeap());
  }

  static StoreRegistry open(Files files, Path directory, RegistryOptions options)
      throws IOException {
    return StoreRegistry.open(
        files,
        directory,
        STORE,
        new HashShardRouter(64),
        new AllShardsMine(64),
        options,
        new MetricRegistry());
  }

  static RegistryOptions onHeap() {
    return new RegistryOptions(SeriesLimits.DEFAULT, RegistryOptions.Dictionary.HEAP, false);
  }

  static RegistryOptions repairing() {
    return new RegistryOptions(SeriesLimits.DEFAULT, RegistryOptions.Dictionary.HEAP, true);
  }

  static Labels series(int number) {
    return Labels.of(
        "__name__",
        "requests_total",
        "host",
        "web-" + number % 10,
        "job",
        "front",
        "path",
        "/item/" + number);
  }

  /// What the pipeline would put into the journal.
  static ByteBuffer drain(StoreRegistry registry) {
    ByteBuffer out = ByteBuffer.allocate(registry.newDefinitionsSize());
    registry.drainNewDefinitions(out);
    return out.flip();
  }
}
