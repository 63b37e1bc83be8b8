package dev.weir.storage.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.bytes.FormatPage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StoreHeaderGoldenTest {
  private static final StoreHeader HEADER =
      new StoreHeader(
          UUID.fromString("6f2b1c4e-9a3d-4f58-8c07-d1e25ab39f60"),
          0x0123456789abcdefL,
          0xfedcba9876543210L,
          64,
          1_795_219_200_000L);

  @Test
  void encoded_isWhatThePageShows() throws IOException {
    assertEquals(FormatPage.dump("store-header"), FormatPage.dump(HEADER.encode().array()));
  }

  @Test
  void page_isReadable() throws IOException {
    assertEquals(HEADER, StoreHeader.decode(ByteBuffer.wrap(FormatPage.bytes("store-header"))));
  }
}
