package dev.weir.query.promql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.query.engine.QueryException;
import org.junit.jupiter.api.Test;

final class DurationsTest {
  @Test
  void parseParameter_secondsOrDuration() {
    assertEquals(15_000, Durations.parseParameter("15"));
    assertEquals(500, Durations.parseParameter("0.5"));
    assertEquals(100_000, Durations.parseParameter("1e2"));
    assertEquals(5_400_000, Durations.parseParameter("1h30m"));
    assertThrows(QueryException.class, () -> Durations.parseParameter(""));
    assertThrows(QueryException.class, () -> Durations.parseParameter("soon"));
  }

  /// Java reads `1d` as the number 1.
  @Test
  void parseParameter_days_areNotSeconds() {
    assertEquals(86_400_000, Durations.parseParameter("1d"));
    assertThrows(QueryException.class, () -> Durations.parseParameter("1f"));
  }
}
