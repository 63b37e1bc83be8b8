package dev.weir.storage.logs.part;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.logs.LineFilter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is said of a template must hold for every line of it.
class TemplateVerdictsProperties {
  private static final int ROUNDS = 30_000;

  private final Random random = new Random(20261121);

  private static TemplateVerdicts.Characters oneOf(String characters) {
    byte[] set = characters.getBytes(StandardCharsets.ISO_8859_1);
    return b -> {
      for (byte each : set) {
        if (each == b) {
          return true;
        }
      }
      return false;
    };
  }

  private String text(String alphabet, int longest) {
    var out = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      out.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return out.toString();
  }

  private LineFilter.Alternative alternative() {
    String literal = text("abcAB01 ", 4);
    return switch (random.nextInt(4)) {
      case 0 -> new LineFilter.Regex(literal);
      case 1 -> new LineFilter.Regex("(?i)" + literal + "[01]");
      default -> new LineFilter.Literal(literal);
    };
  }

  @Test
  void verdictsHoldForEveryLine() {
    int decided = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String[] alphabets = {"01", "abc01", "AB0"};
      var key = new ByteArrayOutputStream();
      var line = new ByteArrayOutputStream();
      var slots = new TemplateVerdicts.Characters[random.nextInt(4)];
      for (int i = 0; i <= slots.length; i++) {
        byte[] constant = text("abcAB ", 4).getBytes(StandardCharsets.ISO_8859_1);
        key.writeBytes(constant);
        line.writeBytes(constant);
        if (i < slots.length) {
          String alphabet = alphabets[random.nextInt(alphabets.length)];
          slots[i] = oneOf(alphabet);
          key.write(Slot.GENERIC);
          line.writeBytes(text(alphabet, 3).getBytes(StandardCharsets.ISO_8859_1));
        }
      }
      LineFilter[] filters = new LineFilter[1 + random.nextInt(2)];
      Arrays.setAll(
          filters,
          i ->
              new LineFilter(
                  random.nextInt(3) == 0,
                  random.nextBoolean()
                      ? List.of(alternative())
                      : List.of(alternative(), alternative())));
      byte verdict = new TemplateVerdicts(key.toByteArray(), slots).of(List.of(filters));
      byte[] text = line.toByteArray();
      boolean isAccepted =
          Arrays.stream(filters).allMatch(filter -> filter.accepts(text, 0, text.length));
      if (verdict != TemplateVerdicts.MAYBE) {
        decided++;
        assertEquals(
            verdict == TemplateVerdicts.ALL,
            isAccepted,
            () -> Arrays.toString(filters) + " of " + line + " in " + key);
      }
    }
    assertTrue(decided > ROUNDS / 5, "decided only " + decided);
  }

  @Test
  void aConstantWord_decidesAll_andAnImpossibleOneNone() {
    byte[] key =
        ("PacketResponder " + (char) Slot.GENERIC + " terminating")
            .getBytes(StandardCharsets.ISO_8859_1);
    var template =
        new TemplateVerdicts(key, new TemplateVerdicts.Characters[] {oneOf("0123456789")});
    assertEquals(TemplateVerdicts.ALL, template.of(List.of(LineFilter.contains("terminat"))));
    assertEquals(TemplateVerdicts.NONE, template.of(List.of(LineFilter.contains("failure"))));
    assertEquals(TemplateVerdicts.MAYBE, template.of(List.of(LineFilter.contains("er 7"))));
    assertEquals(TemplateVerdicts.NONE, template.of(List.of(LineFilter.contains("er x"))));
  }
}
