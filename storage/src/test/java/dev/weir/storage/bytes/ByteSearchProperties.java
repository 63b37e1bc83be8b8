package dev.weir.storage.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ByteSearchProperties {
  @Test
  void place_isThatOfIndexOf() {
    var random = new SplittableRandom(3);
    for (int run = 0; run < 20_000; run++) {
      String text = random(random, random.nextInt(60), 3);
      String wanted = random(random, random.nextInt(5), 3);
      int from = random.nextInt(text.length() + 1);
      int to = from + random.nextInt(text.length() - from + 1);
      int place = text.substring(from, to).indexOf(wanted);
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      byte[] wantedBytes = wanted.getBytes(StandardCharsets.ISO_8859_1);
      int expected = place < 0 ? -1 : from + place;
      String what = "run " + run;
      assertEquals(expected, new ByteSearch(wantedBytes).indexIn(bytes, from, to), what);
      byte[] capitals = text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
      assertEquals(expected, ByteSearch.indexIgnoringCase(capitals, from, to, wantedBytes), what);
    }
  }

  private static String random(SplittableRandom random, int length, int letters) {
    var out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      out.append((char) ('a' + random.nextInt(letters)));
    }
    return out.toString();
  }
}
