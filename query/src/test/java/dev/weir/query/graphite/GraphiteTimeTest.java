package dev.weir.query.graphite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphiteTimeTest {
  private static final long NOW =
      Instant.parse("2026-11-20T21:40:30Z").getEpochSecond(); // a Friday

  private static String at(String text) {
    return Instant.ofEpochSecond(GraphiteTime.parse(text, ZoneOffset.UTC, NOW)).toString();
  }

  @Test
  void words() {
    assertEquals("2026-11-20T21:40:30Z", at("now"));
    assertEquals("2026-11-20T20:40:30Z", at("-1h"));
    assertEquals("2026-11-20T21:35:30Z", at("now-5min"));
    assertEquals("2026-11-19T15:40:30Z", at("-1d6h"));
    assertEquals("2026-10-21T21:40:30Z", at("-1mon"));
    assertEquals("2026-11-19T12:00:00Z", at("noon yesterday"));
    assertEquals("2026-11-20T00:00:00Z", at("midnight"));
    assertEquals("2026-11-21T16:00:00Z", at("teatime tomorrow"));
    assertEquals("2026-11-16T00:00:00Z", at("monday"));
    assertEquals("2026-01-05T00:00:00Z", at("january 5"));
    assertEquals("2026-11-20T17:30:00Z", at("5:30pm today"));
    assertEquals("2026-11-20T18:00:00Z", at("6pm today"));
    assertEquals("2014-03-08T00:00:00Z", at("20140308"));
    assertEquals("2014-03-08T04:05:00Z", at("04:05_20140308"));
    assertEquals("2014-03-08T00:00:00Z", at("03/08/14"));
    assertEquals("2023-11-14T22:13:20Z", at("1700000000"));
    assertEquals("2014-03-07T23:00:00Z", at("20140308-1h"));
  }

  @Test
  void nonsense_isRefused() {
    for (String bad :
        List.of("soon", "-1", "-h", "-1parsec", "25:99_20140308", "jan", "99/99/99")) {
      assertThrows(
          GraphiteException.class, () -> GraphiteTime.parse(bad, ZoneOffset.UTC, NOW), bad);
    }
  }
}
