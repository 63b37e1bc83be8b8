package dev.weir.storage.metrics.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What every [ChunkStore] does.
abstract class ChunkStoreContract {
  private static final BlobKey KEY = new BlobKey(-7200_000, 0, 1);

  abstract ChunkStore open() throws IOException;

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  static void put(ChunkStore store, BlobKey key, byte[] bytes) throws IOException {
    ChunkStore.Sink sink = store.create(key);
    int half = bytes.length / 2;
    sink.append(ByteBuffer.wrap(bytes, 0, half));
    sink.append(ByteBuffer.wrap(bytes, half, bytes.length - half));
    sink.commit();
  }

  @Test
  void commit_thenOpen_givesBackRanges() throws IOException {
    byte[] bytes = bytes(100_000);
    try (ChunkStore store = open()) {
      put(store, KEY, bytes);
      assertEquals(List.of(KEY), store.list());
      try (ChunkStore.Blob blob = store.open(KEY)) {
        assertEquals(bytes.length, blob.size());
        byte[] part = new byte[50];
        blob.read(777, part, 3, 40);
        for (int i = 0; i < 40; i++) {
          assertEquals(bytes[777 + i], part[3 + i]);
        }
        byte[] all = new byte[bytes.length];
        blob.view(0, bytes.length).get(all);
        assertArrayEquals(bytes, all);
        assertThrows(
            IndexOutOfBoundsException.class, () -> blob.read(bytes.length - 10, part, 0, 11));
        assertThrows(IndexOutOfBoundsException.class, () -> blob.read(-1, part, 0, 1));
      }
    }
  }

  @Test
  void uncommitted_isInvisible_andAborted() throws IOException {
    try (ChunkStore store = open()) {
      ChunkStore.Sink sink = store.create(KEY);
      sink.append(ByteBuffer.wrap(bytes(10)));
      assertEquals(List.of(), store.list());
      assertThrows(IOException.class, () -> store.open(KEY));
      sink.abort();
      put(store, KEY, bytes(20));
      assertEquals(List.of(KEY), store.list());
    }
  }

  @Test
  void drop_whileOpen_staysReadable() throws IOException {
    byte[] bytes = bytes(5000);
    try (ChunkStore store = open()) {
      put(store, KEY, bytes);
      ChunkStore.Blob blob = store.open(KEY);
      store.drop(KEY);
      store.drop(KEY);
      assertEquals(List.of(), store.list());
      byte[] read = new byte[5000];
      blob.read(0, read, 0, 5000);
      assertArrayEquals(bytes, read);
      blob.close();
      blob.close();
      assertThrows(IOException.class, () -> store.open(KEY));
    }
  }

  @Test
  void close_whileOpen_staysReadable() throws IOException {
    byte[] bytes = bytes(5000);
    ChunkStore store = open();
    put(store, KEY, bytes);
    ChunkStore.Blob blob = store.open(KEY);
    store.close();
    byte[] read = new byte[5000];
    blob.read(0, read, 0, 5000);
    assertArrayEquals(bytes, read);
    blob.close();
  }

  @Test
  void setAside_isNoLongerListed_keepCopyIs() throws IOException {
    try (ChunkStore store = open()) {
      put(store, KEY, bytes(10));
      store.keepCopy(KEY);
      assertEquals(List.of(KEY), store.list());
      store.keepCopy(KEY);
      store.setAside(KEY);
      assertEquals(List.of(), store.list());
    }
  }
}
