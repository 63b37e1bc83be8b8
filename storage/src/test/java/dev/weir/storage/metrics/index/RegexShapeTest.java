package dev.weir.storage.metrics.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegexShapeTest {
  @Test
  void of_alternationOfLiterals_isAList() {
    assertEquals(List.of("a", "b", "c"), RegexShape.of("a|b|c").literals());
    assertEquals(List.of("a", "b"), RegexShape.of("(a|b)").literals());
    assertEquals(List.of("a", "b"), RegexShape.of("(?:a|b)").literals());
    assertEquals(List.of("a.b", ""), RegexShape.of("a\\.b|").literals());
    assertEquals(List.of("web-1"), RegexShape.of("web-1").literals());
    assertEquals(List.of(""), RegexShape.of("").literals());
  }

  @Test
  void of_literalPrefix_isCut() {
    assertPrefix("prefix", ".*", "prefix.*");
    assertPrefix("stats.timers.", "[^.]*", "stats\\.timers\\.[^.]*");
    assertPrefix("stats.", "(a|b)\\.x", "stats\\.(a|b)\\.x");
    assertPrefix("a", "b*", "ab*");
    assertPrefix("", "a?b", "a?b");
    assertPrefix("", ".*", ".*");
    assertPrefix("", ".+", ".+");
    assertTrue(RegexShape.of("p.*").isPrefixAndAnything());
  }

  @Test
  void of_whatIsHardToSay_isNotSaid() {
    for (String regex : List.of("(?i)abc", "\\Qa|b\\E", "[a|b]c", "a|b.*", "\\d+", "^a", "(a)|b")) {
      assertPrefix("", regex, regex);
    }
  }

  private static void assertPrefix(String prefix, String rest, String regex) {
    RegexShape shape = RegexShape.of(regex);
    assertNull(shape.literals(), regex);
    assertEquals(prefix, shape.prefix(), regex);
    assertEquals(rest, shape.rest(), regex);
  }
}
