package dev.weir.storage.logs.part;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RegexLiteralsTest {
  private static Requirement text(String text) {
    return new Requirement.Literal(text, false);
  }

  private static Requirement oneOf(String... texts) {
    return new Requirement.OneOf(Arrays.stream(texts).map(RegexLiteralsTest::text).toList());
  }

  private static Requirement allOf(Requirement... parts) {
    return new Requirement.AllOf(List.of(parts));
  }

  @Test
  void literals_areRequired() {
    assertEquals(text("abc"), RegexLiterals.of("abc"));
    assertEquals(text("a.c"), RegexLiterals.of("a\\.c"));
    assertEquals(text("user=(x)"), RegexLiterals.of("user=\\(x\\)"));
    assertEquals(text("größe"), RegexLiterals.of("größe"));
  }

  @Test
  void fewVariants_areMultipliedOut() {
    assertEquals(oneOf("user=root", "user=admin"), RegexLiterals.of("user=(root|admin)"));
    assertEquals(oneOf("Time", "time"), RegexLiterals.of("[Tt]ime"));
    assertEquals(oneOf("colour", "color"), RegexLiterals.of("colou?r"));
    assertEquals(oneOf("ac", "bc"), RegexLiterals.of("(?:a|b)c"));
    assertEquals(oneOf("xa", "xb", "x"), RegexLiterals.of("x(?P<n>a|b)??"));
  }

  @Test
  void whatIsUnknown_breaksTheRun() {
    assertEquals(allOf(text("ab"), text("cd")), RegexLiterals.of("ab.*cd"));
    assertEquals(allOf(text("blk_"), text(" ok")), RegexLiterals.of("blk_-*\\d+ ok"));
    assertEquals(text("bc"), RegexLiterals.of("^\\wbc$"));
    assertEquals(allOf(text("a"), text("b"), text("c")), RegexLiterals.of("ab+c"));
    assertEquals(text("y"), RegexLiterals.of("x{0,3}y"));
    assertEquals(allOf(text("x"), text("y")), RegexLiterals.of("x{2}y"));
    assertEquals(text("x{y"), RegexLiterals.of("x{y"));
    assertEquals(text("z"), RegexLiterals.of("[[:alpha:]\\]a-f]z"));
    assertEquals(text("z"), RegexLiterals.of("[]^-]?[^a]z"));
  }

  @Test
  void capitalsIgnored_areSmallLetters() {
    assertEquals(new Requirement.Literal("error", true), RegexLiterals.of("(?i)ErroR"));
    // Kelvin sign and long s read as k and s.
    assertEquals(new Requirement.Literal("di", true), RegexLiterals.of("(?i)disk"));
  }

  @Test
  void whatIsNotUnderstood_saysNothing() {
    for (String regex :
        List.of(
            "", "a|", "x*", "a(?i)b", "\\Qa.b\\E", "\\x41", "\\pL", "(a|.)", "(?s:a)", "\uFFFD")) {
      assertEquals(Requirement.ANYTHING, RegexLiterals.of(regex), regex);
    }
  }
}
