package dev.weir.storage.logs.part;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written comes back byte for byte, whatever the lines are.
final class PartProperties {
  @TempDir Path folder;

  @Test
  void rows_ofAnyBytes_comeBack() throws IOException {
    for (int seed = 0; seed < 10; seed++) {
      var random = new SplittableRandom(seed);
      List<PartRow> rows = new ArrayList<>();
      int streams = 1 + random.nextInt(5);
      for (int s = 0; s < streams; s++) {
        Labels labels = Labels.of("app", "a" + s);
        long time = random.nextLong(1L << 60);
        int count = random.nextInt(seed < 2 ? 6_000 : 500);
        for (int i = 0; i < count; i++) {
          time += random.nextInt(3) * random.nextLong(5_000_000_000L);
          rows.add(PartRow.of(labels, time, line(random), fields(random)));
        }
      }
      Path directory = folder.resolve("part" + seed);
      PartSummary summary =
          PartWriter.write(MachineFiles.INSTANCE, directory, Tenant.DEFAULT, PartRow.cursor(rows));
      assertEquals(rows.size(), summary.rows());
      try (PartReader part = PartReader.open(MachineFiles.INSTANCE, directory)) {
        assertEquals(summary, part.summary());
        assertRows("seed " + seed, rows, PartRow.drain(part.rows()));
      }
      assertEquals(List.of(), PartReader.verify(MachineFiles.INSTANCE, directory));
    }
  }

  private static void assertRows(String what, List<PartRow> expected, List<PartRow> actual) {
    assertEquals(expected.size(), actual.size(), what);
    for (int i = 0; i < expected.size(); i++) {
      if (!expected.get(i).equals(actual.get(i))) {
        assertEquals(expected.get(i), actual.get(i), what + ", row " + i);
      }
    }
  }

  private static Map<String, String> fields(SplittableRandom random) {
    var fields = new TreeMap<String, String>();
    for (int i = random.nextInt(8); i > 4; i--) {
      fields.put("f" + random.nextInt(6), new String(line(random), StandardCharsets.ISO_8859_1));
    }
    return fields;
  }

  static byte[] line(SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0 -> new byte[0];
      case 1 -> bytes(random, random.nextInt(60));
      case 2 -> ascii("007 took 0" + random.nextInt(100) + " of 00012345678901234567890123 ms");
      case 3 ->
          ascii("id=%016x at 10.0.%d.%d".formatted(random.nextLong(), random.nextInt(300), 7));
      case 4 -> ascii("%d %d".formatted(random.nextLong(), random.nextInt()));
      case 5 -> random.nextInt(300) == 0 ? bytes(random, 256 * 1024) : ascii("\0\0 1\0 2");
      case 6 -> ascii("12:34:5" + random.nextInt(10) + "." + random.nextInt(1000) + " done");
      case 7 ->
          ascii(
              "0x"
                  + Integer.toHexString(random.nextInt())
                  + " a1b2 99 DEADbeef"
                  + random.nextInt(5));
      case 8 -> "größe 5µs ½ 世界 %d".formatted(random.nextInt(50)).getBytes(StandardCharsets.UTF_8);
      case 9 -> ascii("a" + "1 ".repeat(random.nextInt(400)));
      case 10 -> ascii("user" + random.nextInt(40) + " logged in 25:61:99 999.1.2.256 1.2.3.04");
      default -> ascii("constant line without any number");
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
