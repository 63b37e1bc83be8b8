package dev.weir.storage.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((x{1000}){1000}){1000}",
        "((x?){1000}){1000}",
        "((((a{30}){30}){30}){30})",
        "(?:(?:[a-z]{500}){500}){2,}",
        "(\\p{Greek}{600}){600}",
        "([]x]{600}){600}",
        "(\\Qabc\\E{1000}){1000}",
        "((a|b){1,1000}){0,1000}",
      })
  void compile_tooLarge_isRefusedBeforeItIsCompiled(String text) {
    var e = assertThrows(PatternSyntaxException.class, () -> Regex.compile(text));
    assertTrue(e.getDescription().startsWith("expression too large"), e.getDescription());
  }

  @Test
  void compile_tooDeep_isRefused() {
    String text = "(".repeat(100_000) + ")".repeat(100_000);
    assertThrows(PatternSyntaxException.class, () -> Regex.compile(text));
    assertTrue(Regex.compile("(".repeat(400) + "a" + ")".repeat(400)).matches("a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x{1000}",
        "(a{10}){10}",
        "a{",
        "{1}",
        "a{1,2,3}",
        "[{100}]{3}",
        "\\{1000}{2}",
        "a|b*c+?",
        "\\p{Greek}+",
        "[[:alpha:]]{3}",
        "(?i)x",
        "[]a]",
        "[^]a]",
        "\\Qa{100}\\E",
        "a{1000000}",
        ")",
        "[",
        "\\",
        "(",
        "\\Q",
        "x{2}{3}",
        "(?P<n>.)",
        "\\x{10FFFF}",
        "\\p",
        "[\\",
        "a{,5}",
      })
  void compile_others_areWhatTheLibrarySays(String text) {
    assertEquals(outcome(() -> Pattern.compile(text)), outcome(() -> Regex.compile(text)));
  }

  @Test
  void compile_manyNames_fit() {
    var names = new StringBuilder("none");
    for (int i = 0; i < 10_000; i++) {
      names.append("|host-").append(i).append(".example");
    }
    assertTrue(Regex.compile(names.toString()).matches("host-9999.example"));
  }

  private static String outcome(Supplier<Pattern> compile) {
    try {
      return "size " + compile.get().programSize();
    } catch (PatternSyntaxException e) {
      return "refused: " + e.getMessage();
    }
  }
}
