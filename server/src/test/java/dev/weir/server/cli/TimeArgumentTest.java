package dev.weir.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TimeArgumentTest {
  private static final long NOW = 1_795_211_359_250L;

  @Test
  void parse_everyForm() {
    assertEquals("1795211359.250", TimeArgument.parse("now", NOW));
    assertEquals("12.5", TimeArgument.parse("12.5", NOW));
    assertEquals("1795211299.250", TimeArgument.parse("-1m", NOW));
    assertEquals("1795207699.250", TimeArgument.parse("-1h1m", NOW));
    assertEquals("1795124959.250", TimeArgument.parse("-1d", NOW));
    assertEquals("4.000", TimeArgument.parse("1970-01-01T00:00:04Z", NOW));
  }

  @Test
  void parse_nonsense_isRefused() {
    assertThrows(Commands.Failure.class, () -> TimeArgument.parse("yesterday", NOW));
    assertThrows(Commands.Failure.class, () -> TimeArgument.parse("-", NOW));
  }
}
