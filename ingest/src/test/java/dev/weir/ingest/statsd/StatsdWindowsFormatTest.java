package dev.weir.ingest.statsd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The dump in `docs/format/statsd-windows.md` is what the code reads and writes.
final class StatsdWindowsFormatTest {
  private static byte[] documented() throws IOException {
    String page = Files.readString(Path.of("docs/format/statsd-windows.md"));
    String dump = page.substring(page.indexOf("```hex\n") + 7);
    var hex = new StringBuilder();
    for (String line : dump.substring(0, dump.indexOf("```")).split("\n")) {
      hex.append(line.substring(0, line.indexOf('|')).replace(" ", ""));
    }
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void dump_isReadAndWritten() throws IOException {
    var windows = new Windows();
    windows.aggregator.restore(ByteBuffer.wrap(documented()));
    ByteBuffer written = windows.aggregator.snapshot();
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    assertArrayEquals(documented(), bytes);
    windows.apply("s:u1|s\ns:u2|s");
    Map<String, Double> values =
        Windows.values(windows.aggregator.flush(1_700_000_010_000L).getFirst());
    assertEquals(2.0, values.get("stats_counts.a"));
    assertEquals(2.25, values.get("stats.timers.t.mean"));
    assertEquals(-7.0, values.get("stats.gauges.g"));
    assertEquals(2.0, values.get("stats.sets.s.count"));
    assertEquals(3.0, values.get("stats_counts.statsd.packets_received"));
  }
}
