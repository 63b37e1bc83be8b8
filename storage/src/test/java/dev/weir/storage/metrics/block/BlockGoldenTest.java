package dev.weir.storage.metrics.block;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.metrics.AnnotatedDump;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.TimeRange;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The block of the page `storage/docs/format/block.md`, byte for byte.
class BlockGoldenTest {
  private static final Path DIRECTORY = Path.of("/data/blocks");
  private static final long START =
      1_699_999_200_000L / BlockStore.PARTITION_MS * BlockStore.PARTITION_MS;

  @Test
  void block_isWrittenAsDocumented() throws IOException {
    var files = new FaultFiles(new Random(1));
    try (BlockStore store =
        BlockStore.open(
            files, DIRECTORY, Clock.SYSTEM, new MetricRegistry(), BlockSettings.DEFAULT)) {
      BlockWriter writer = store.newBlock(new TimeRange(START, START + BlockStore.PARTITION_MS));
      var samples = new SampleColumns();
      samples.add(START + 1000, 3);
      samples.add(START + 11_000, 3);
      writer.add(5, 7, samples);
      store.publish(writer, 4096);
    }
    Path path = files.list(DIRECTORY).getFirst();
    assertEquals(START + "-0-1.block", path.getFileName().toString());
    byte[] bytes = files.content(DIRECTORY.resolve(path.getFileName()));
    assertEquals(
        AnnotatedDump.read("block.md", "block"), HexFormat.ofDelimiter(" ").formatHex(bytes));
  }
}
