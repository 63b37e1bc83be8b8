package dev.weir.storage.metrics.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.io.StoreHeader;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChronicleDictionaryContractTest extends SeriesDictionaryContract {
  @TempDir private Path directory;

  @Override
  SeriesDictionary create(int expected) {
    SeriesDictionary made = store(directory, RegistryFixture.STORE).create(expected);
    assertInstanceOf(ChronicleDictionary.class, made);
    return made;
  }

  @Test
  void open_afterClose_hasAllEntries() throws IOException {
    Path here = Files.createDirectory(directory.resolve("kept"));
    SeriesDictionary first = store(here, RegistryFixture.STORE).create(10);
    for (int i = 0; i < 5_000; i++) { // grows once on the way
      first.put(i, -i, i);
    }
    first.close();
    SeriesDictionary second = store(here, RegistryFixture.STORE).open();
    assertNotNull(second);
    assertEquals(5_000, second.size());
    for (int i = 0; i < 5_000; i++) {
      assertEquals(i, second.find(i, -i));
    }
    second.put(-1, -1, 5_000);
    second.close();
    SeriesDictionary third = store(here, RegistryFixture.STORE).open();
    assertNotNull(third);
    assertEquals(5_000, third.find(-1, -1));
    third.close();
  }

  @Test
  void open_notClosed_isNotTrusted() throws IOException {
    Path here = Files.createDirectory(directory.resolve("left"));
    SeriesDictionary left = store(here, RegistryFixture.STORE).create(10);
    left.put(1, 2, 3);
    assertNull(store(here, RegistryFixture.STORE).open());
    left.close();
  }

  @Test
  void open_twice_isNotTrustedTheSecondTime() throws IOException {
    Path here = Files.createDirectory(directory.resolve("twice"));
    store(here, RegistryFixture.STORE).create(10).close();
    SeriesDictionary open = store(here, RegistryFixture.STORE).open();
    assertNotNull(open);
    assertNull(store(here, RegistryFixture.STORE).open());
    open.close();
  }

  @Test
  void open_otherStoreOrSeed_isNotTrusted() throws IOException {
    StoreHeader mine = RegistryFixture.STORE;
    for (StoreHeader other :
        new StoreHeader[] {
          new StoreHeader(new UUID(1, 2), mine.hashSeed0(), mine.hashSeed1(), 64, 0),
          new StoreHeader(mine.storeId(), mine.hashSeed0(), 99, 64, 0)
        }) {
      Path here = Files.createTempDirectory(directory, "other");
      store(here, mine).create(10).close();
      assertNull(store(here, other).open());
    }
  }

  @Test
  void open_damagedMarker_isNotTrusted() throws IOException {
    Path here = Files.createDirectory(directory.resolve("damaged"));
    store(here, RegistryFixture.STORE).create(10).close();
    Path marker = here.resolve(ChronicleDictionaries.MARKER_NAME);
    byte[] bytes = Files.readAllBytes(marker);
    bytes[13] ^= 1;
    Files.write(marker, bytes);
    assertNull(store(here, RegistryFixture.STORE).open());
  }

  @Test
  void marker_damagedOrCut_isRefused_atEveryByte() {
    for (int i = 0; i < DictionaryMarker.SIZE_BYTES; i++) {
      byte[] bytes = new DictionaryMarker(1, 2, 3).encode(RegistryFixture.STORE).array();
      var cut = ByteBuffer.wrap(bytes, 0, i);
      assertThrows(
          CorruptDataException.class, () -> DictionaryMarker.decode(cut, RegistryFixture.STORE));
      byte[] bad = bytes.clone();
      bad[i] ^= 1;
      assertThrows(
          CorruptDataException.class,
          () -> DictionaryMarker.decode(ByteBuffer.wrap(bad), RegistryFixture.STORE));
    }
  }

  @Test
  void create_deletesFormerMaps() throws IOException {
    Path here = Files.createDirectory(directory.resolve("former"));
    var store = store(here, RegistryFixture.STORE);
    store.create(10).close();
    store.create(10).close();
    try (var names = Files.list(here)) {
      assertEquals(2, names.count()); // one map, one marker
    }
  }

  @Test
  void generatedState_isOnTheClassPath_andWhatTheLibraryWouldGenerate() throws Exception {
    String name = "net.openhft.chronicle.hash.VanillaGlobalMutableState$$Native";
    Class<?> used = Class.forName(name);
    assertEquals(
        StoreRegistry.class.getProtectionDomain().getCodeSource().getLocation(),
        used.getProtectionDomain().getCodeSource().getLocation());
    Class<?> generators = Class.forName("net.openhft.chronicle.values.Generators");
    Class<?> modelType = Class.forName("net.openhft.chronicle.values.ValueModel");
    var acquire = modelType.getMethod("acquire", Class.class);
    Object model =
        acquire.invoke(null, Class.forName("net.openhft.chronicle.hash.VanillaGlobalMutableState"));
    var generate = generators.getDeclaredMethod("generateNativeClass", modelType, String.class);
    generate.setAccessible(true);
    String generated = (String) generate.invoke(null, model, "VanillaGlobalMutableState$$Native");
    String ours =
        Files.readString(
            Path.of(
                "src/main/java/net/openhft/chronicle/hash/VanillaGlobalMutableState$$Native.java"));
    assertEquals(body(generated), body(ours));
  }

  @Test
  void analytics_areNotThere() {
    assertThrows(
        ClassNotFoundException.class,
        () -> Class.forName("net.openhft.chronicle.analytics.Analytics"));
  }

  /// The class from its first field on, layout aside.
  private static String body(String source) {
    return source.substring(source.indexOf("private BytesStore")).replaceAll("\\s+|[{}]", "");
  }

  private static ChronicleDictionaries store(Path directory, StoreHeader header) {
    return new ChronicleDictionaries(
        MachineFiles.INSTANCE, directory, header, new RegistryMetrics(new MetricRegistry()));
  }
}
