package dev.weir.storage.metrics.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.metrics.HashShardRouter;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The bytes of the format pages, byte for byte. A change here makes existing stores unreadable.
class IndexGoldenTest {
  private static final Path CATALOG = RegistryFixture.DIRECTORY.resolve(FileCatalog.NAME);
  private static final Labels A = Labels.of("__name__", "up", "job", "a");
  private static final Labels B = Labels.of("__name__", "up", "job", "b");

  @Test
  void catalog_isWrittenAsOnItsPage() throws IOException {
    FaultFiles files = RegistryFixture.faultFiles(1);
    try (StoreRegistry registry = RegistryFixture.open(files)) {
      registry.resolve(Tenant.DEFAULT, A);
      registry.resolve(Tenant.DEFAULT, B);
      RegistryFixture.drain(registry);
    }
    assertArrayEquals(fixture("series-catalog-v1.hex", 0x1039), files.content(CATALOG));
  }

  @Test
  void catalog_isReadAsOnItsPage() throws IOException {
    FaultFiles files = RegistryFixture.faultFiles(1);
    files.overwrite(CATALOG, fixture("series-catalog-v1.hex", 0x1039));
    try (StoreRegistry registry = RegistryFixture.open(files)) {
      assertEquals(2, registry.seriesCount());
      assertEquals(A, registry.labels(0));
      assertEquals(B, registry.labels(1));
      assertEquals(27, registry.shard(0));
      assertEquals(1, registry.shard(1));
    }
  }

  @Test
  void key_shardAndHash_neverChange() {
    var key = new SeriesKey();
    key.encode(Tenant.DEFAULT, A);
    assertEquals(
        "070064656661756c74" + "08005f5f6e616d655f5f" + "02007570" + "03006a6f62" + "010061",
        HexFormat.of().formatHex(key.bytes(), 0, key.length()));
    assertEquals(27, new HashShardRouter(64).shard(key.bytes(), 0, key.length()));
    var hash = new SeriesHash(11, 22);
    assertEquals("7a804f90ad5b62fd", Long.toHexString(hash.high(key)));
    assertEquals("52a222216739518c", Long.toHexString(hash.low(key)));
  }

  @Test
  void key_textsBeyondAscii_areUtf8() {
    var key = new SeriesKey();
    String text = "a\u00fc\u20ac\uD83D\uDE00z";
    key.encode(Tenant.DEFAULT, Labels.of("__name__", text));
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] found = new byte[key.valueLength(0)];
    ByteBuffer.wrap(key.bytes()).position(key.valueStart(0)).get(found);
    assertArrayEquals(utf8, found);
  }

  @Test
  void marker_isAsOnItsPage() throws IOException {
    byte[] page = fixture("dictionary-marker-v1.hex", DictionaryMarker.SIZE_BYTES);
    var marker = new DictionaryMarker(3, 2, 2_048);
    assertArrayEquals(page, marker.encode(RegistryFixture.STORE).array());
    assertEquals(marker, DictionaryMarker.decode(ByteBuffer.wrap(page), RegistryFixture.STORE));
  }

  /// Lines of an offset and the bytes there, both in hexadecimal; the rest is zeros.
  private static byte[] fixture(String name, int size) throws IOException {
    byte[] out = new byte[size];
    try (var in = IndexGoldenTest.class.getResourceAsStream("/format/" + name)) {
      if (in == null) {
        throw new IOException("no fixture " + name);
      }
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        int space = line.indexOf(' ');
        byte[] bytes = HexFormat.of().parseHex(line.substring(space + 1));
        System.arraycopy(
            bytes, 0, out, Integer.parseInt(line.substring(0, space), 16), bytes.length);
      }
    }
    return out;
  }
}
