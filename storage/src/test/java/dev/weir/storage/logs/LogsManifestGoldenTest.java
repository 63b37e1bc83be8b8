package dev.weir.storage.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.FormatPage;
import dev.weir.storage.logs.part.PartSummary;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogsManifestGoldenTest {
  private static final long START = 1_795_219_200_000_000_000L;
  private static final Manifest MANIFEST =
      new Manifest(
          1_000_000,
          8,
          List.of(
              new PartEntry(
                  3,
                  1,
                  new PartSummary(
                      Tenant.DEFAULT, 1000, 12, START, START + 60_000_000_000L, 120_000, 9000)),
              new PartEntry(7, 4, new PartSummary(new Tenant("t2"), 2, 1, -1, 1, 11, 700))));

  @Test
  void encoded_isWhatThePageShows() throws IOException {
    ByteBuffer encoded = MANIFEST.encode();
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    assertEquals(FormatPage.dump("logs-manifest"), FormatPage.dump(bytes));
  }

  @Test
  void page_isReadable() throws IOException {
    assertEquals(MANIFEST, Manifest.decode(ByteBuffer.wrap(FormatPage.bytes("logs-manifest"))));
  }

  @Test
  void damage_ofAnyByte_isFound() throws IOException {
    byte[] bytes = FormatPage.bytes("logs-manifest");
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 0x10;
      assertThrows(
          CorruptDataException.class, () -> Manifest.decode(ByteBuffer.wrap(damaged)), "byte " + i);
    }
    for (int length = 0; length < bytes.length; length++) {
      var cut = ByteBuffer.wrap(bytes, 0, length);
      assertThrows(CorruptDataException.class, () -> Manifest.decode(cut));
    }
  }
}
