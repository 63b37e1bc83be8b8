package dev.weir.storage.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.bytes.FormatPage;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.io.ManualClock;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MetaFileGoldenTest {
  private static final Path DIR = Path.of("/store/meta");
  private static final Path FILE = DIR.resolve("silence/%44%42-1.meta");

  private final FaultFiles files = new FaultFiles(new SplittableRandom(1));

  @Test
  void written_isWhatThePageShows() throws IOException {
    open()
        .put("silence", "DB-1", MetaStore.ABSENT, MetaStoreContract.bytes("{\"until\":\"2027\"}"));
    assertEquals(FormatPage.dump("meta"), FormatPage.dump(files.content(FILE)));
  }

  @Test
  void page_isReadable() throws IOException {
    files.createDirectories(DIR.resolve("silence"));
    files.overwrite(FILE, FormatPage.bytes("meta"));
    MetaStore store = open();
    assertEquals("{\"until\":\"2027\"}", MetaStoreContract.text(store, "silence", "DB-1"));
  }

  private MetaStore open() throws IOException {
    return FileMetaStore.open(
        files, DIR, new ManualClock(1_795_219_200_000L), new MetricRegistry(), false);
  }
}
