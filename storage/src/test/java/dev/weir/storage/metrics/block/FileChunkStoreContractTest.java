package dev.weir.storage.metrics.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weir.storage.io.MachineFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChunkStoreContractTest extends ChunkStoreContract {
  @TempDir Path directory;

  @Override
  FileChunkStore open() throws IOException {
    var store = new FileChunkStore(MachineFiles.INSTANCE, directory, 2);
    store.prepare();
    return store;
  }

  @Test
  void mappings_stayWithinTheBound_onceReleased() throws IOException {
    try (FileChunkStore store = open()) {
      var blobs = new ArrayList<ChunkStore.Blob>();
      for (int i = 0; i < 10; i++) {
        var key = new BlobKey(0, 0, i);
        put(store, key, bytes(100));
        blobs.add(store.open(key));
      }
      assertEquals(10, store.mappedCount());
      blobs.forEach(ChunkStore.Blob::close);
      assertEquals(2, store.mappedCount());
    }
  }

  @Test
  void fileNames_leadBackToKeys() {
    var key = new BlobKey(-7200_000, 2, 99);
    assertEquals(key, BlobKey.ofFileName(key.fileName()));
    assertNull(BlobKey.ofFileName("0-0-1.block.tmp"));
    assertNull(BlobKey.ofFileName("0-0-1.block.damaged"));
    assertNull(BlobKey.ofFileName("meta.json"));
  }
}
