package dev.weir.alerting.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.FormatPage;
import dev.weir.alerting.eval.SavedGroup.SavedRule;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.model.Labels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertStateStoreTest {
  @TempDir Path directory;

  private static AlertInstance alert(int number, String filler) {
    return AlertInstance.pending(
            Labels.of("alertname", "A", "n", Integer.toString(number)),
            new TreeMap<>(Map.of("summary", filler)),
            number / 3.0,
            1_700_000_000_000L + number)
        .firing(1_700_000_100_000L);
  }

  private static SavedGroup group(int alerts, String filler) {
    var all = new ArrayList<AlertInstance>();
    for (int i = 0; i < alerts; i++) {
      all.add(alert(i, filler));
    }
    return new SavedGroup("f.yml", "g", false, List.of(new SavedRule("id", "A", "x > 1", all)));
  }

  @Test
  void codec_everyField_comesBack() {
    AlertInstance pending = alert(1, "").keptFiring(7).resolved(9);
    var group =
        new SavedGroup(
            "f.yml",
            "g",
            true,
            List.of(
                new SavedRule("i", "n", "e", List.of(pending, alert(2, "ü"))),
                new SavedRule("i2", "n", "e", List.of())));
    assertEquals(group, SavedGroupCodec.decode(ByteBuffer.wrap(SavedGroupCodec.encode(group))));
  }

  /// `docs/format/alert-state.md`, byte for byte.
  @Test
  void save_exampleOfThePage_isThePage() throws IOException {
    AlertInstance alert =
        AlertInstance.pending(
                Labels.of("alertname", "A"),
                new TreeMap<>(Map.of("summary", "full")),
                1.5,
                1_700_000_000_000L)
            .firing(1_700_000_060_000L);
    var rule = new SavedRule("alert\nA\nx > 1\n", "A", "x > 1", List.of(alert));
    var meta = new MemoryMeta(directory, new Steps());
    var store = new AlertStateStore(meta);
    store.save(new SavedGroup("f.yml", "g", false, List.of(rule)));
    store.evaluated(1_700_000_060_000L);
    List<byte[]> dumps = FormatPage.dumps("alert-state.md");
    assertEquals(2, dumps.size());
    for (int i = 0; i < dumps.size(); i++) {
      String kind = i == 0 ? AlertStateStore.GROUPS : AlertStateStore.CLOCK;
      assertEquals(ByteBuffer.wrap(dumps.get(i)), meta.list(kind).getFirst().value(), kind);
    }
  }

  @Test
  void codec_cutAnywhere_isCorrupt() {
    byte[] bytes = SavedGroupCodec.encode(group(2, "text"));
    for (int length = 0; length < bytes.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
      assertThrows(CorruptDataException.class, () -> SavedGroupCodec.decode(cut), "" + length);
    }
  }

  @Test
  void save_moreThanOneRecord_comesBackWhole() throws IOException {
    var meta = new MemoryMeta(directory, new Steps());
    var store = new AlertStateStore(meta);
    SavedGroup large = group(5_000, "x".repeat(600));
    store.save(large);
    assertEquals(3, meta.list(AlertStateStore.PARTS).size());
    assertEquals(List.of(large), store.load());
    store.save(group(4_000, "y".repeat(600)));
    assertEquals(List.of(group(4_000, "y".repeat(600))), store.load());
    assertEquals(2, meta.list(AlertStateStore.PARTS).size());
    store.save(group(0, ""));
    assertEquals(List.of(), store.load());
    assertEquals(List.of(), meta.list(AlertStateStore.PARTS));
  }

  @Test
  void save_tooLarge_saysSoAndChangesNothing() throws IOException {
    var store = new AlertStateStore(new MemoryMeta(directory, new Steps()));
    store.save(group(1, ""));
    IOException refused =
        assertThrows(IOException.class, () -> store.save(group(30_000, "x".repeat(1_000))));
    assertTrue(String.valueOf(refused.getMessage()).contains("limit"), refused::toString);
    assertEquals(List.of(group(1, "")), store.load());
  }

  @Test
  void save_diedAtAnyStep_leavesOldOrNew() throws IOException {
    SavedGroup before = group(4_000, "x".repeat(600));
    SavedGroup after = group(4_500, "y".repeat(600));
    for (long last = 1; ; last++) {
      var steps = new Steps();
      Path own = directory.resolve("at-" + last);
      var store = new AlertStateStore(new MemoryMeta(own, steps));
      store.save(before);
      steps.last = steps.taken + last;
      try {
        store.save(after);
        assertTrue(last > 6, "steps: " + last);
        return;
      } catch (Steps.Death e) {
        List<SavedGroup> left = new AlertStateStore(new MemoryMeta(own, new Steps())).load();
        assertTrue(left.equals(List.of(before)) || left.equals(List.of(after)), "died at " + last);
      }
    }
  }

  @Test
  void evaluated_isRemembered() throws IOException {
    assertEquals(0, new AlertStateStore(new MemoryMeta(directory, new Steps())).evaluatedMs());
    new AlertStateStore(new MemoryMeta(directory, new Steps())).evaluated(77);
    assertEquals(77, new AlertStateStore(new MemoryMeta(directory, new Steps())).evaluatedMs());
  }
}
