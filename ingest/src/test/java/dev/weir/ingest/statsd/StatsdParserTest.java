package dev.weir.ingest.statsd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.ingest.decode.Decimals;
import dev.weir.ingest.decode.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class StatsdParserTest {
  /// Writes down what the parser says.
  private static final class Recorder implements StatsdParser.Sink {
    private final byte[] bytes;
    private final StringBuilder said = new StringBuilder();

    Recorder(byte[] bytes) {
      this.bytes = bytes;
    }

    private String text(int offset, int length) {
      return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    @Override
    public void line(int nameOffset, int nameLength, int tagsOffset, int tagsLength) {
      said.append(said.isEmpty() ? "" : " ; ").append(text(nameOffset, nameLength));
      if (tagsLength > 0) {
        said.append('#').append(text(tagsOffset, tagsLength));
      }
    }

    @Override
    public void counter(double amount) {
      said.append(" c").append(amount);
    }

    @Override
    public void timer(double value, double weight) {
      said.append(" ms").append(value).append('*').append(weight);
    }

    @Override
    public void gauge(double value, boolean isSigned) {
      said.append(" g").append(value).append(isSigned ? "+" : "");
    }

    @Override
    public void member(int offset, int length) {
      said.append(" s<").append(text(offset, length)).append('>');
    }

    @Override
    public void bad(Malformed reason) {
      said.append(" !").append(reason.toString().toLowerCase(Locale.ROOT));
    }
  }

  private static String parse(String lines) {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    var recorder = new Recorder(bytes);
    StatsdParser.parse(bytes, 0, bytes.length, recorder);
    return recorder.said.toString();
  }

  private static void check(String[][] cases) {
    for (String[] c : cases) {
      assertEquals(c[1], parse(c[0]), c[0]);
    }
  }

  @Test
  void parse_workedEdgeCases_areThoseOfTheReference() {
    check(
        new String[][] {
          {"a", "a !syntax"},
          {"a:1", "a !syntax"},
          {"a:abc|c", "a !bad_value"},
          {"a:|c", "a !bad_value"},
          {"a:-5|ms", "a !bad_value"},
          {"a:1|c|0.1", "a !bad_rate"},
          {"a:1|c|@-1", "a !bad_rate"},
          {"e:1:2:3|c", "e !syntax !syntax c3.0"},
          {"a:1|c:2|c:5|ms", "a c1.0 c2.0 ms5.0*1.0"},
          {"a:1|c|c:abc", "a !bad_rate !syntax"},
          {"b:1|c|@1e-1", "b c1.0"},
          {"c:1|c|@0", "c !bad_rate"},
          {"d:1|g|T17|#x:y", "d#x:y !bad_rate"},
          {"_sc|x|0", "_sc|x|0 !syntax"},
          {"_e{1,1}:a|b", "_e{1,1} !bad_value"},
          {"z:1|c|@ 1", "z !bad_rate"},
          {"k:1|c|", "k !bad_rate"},
          {"k:1|", "k c1.0"},
        });
  }

  @Test
  void parse_types_areJudgedRawAndSwitchedTrimmed() {
    check(
        new String[][] {
          {"a:1| ms", "a ms1.0*1.0"},
          {"a:-1| ms", "a ms-1.0*1.0"},
          {"a:4|c\r", "a c4.0"},
          {"a:4|ms\r", "a ms4.0*1.0"},
          {"a:-4|g\r", "a g-4.0+"},
          {"a:x|s\r", "a !bad_value"},
          {"a:5| s", "a s<5>"},
          {"a:x|s", "a s<x>"},
          {"a:|s", "a s<>"},
          {"a:7|zz", "a c7.0"},
          {"a:7|h", "a c7.0"},
          {"a:7|\u00a0g\ufeff", "a g7.0"},
          {"a:1|mss", "a c1.0"},
          {"a:1|c|@0.5|what|ever", "a c2.0"},
          {"a:3|g|@0.5", "a g3.0"},
          {"a:+3|g", "a g3.0+"},
          {"a: +3|g", "a g3.0"},
        });
  }

  @Test
  void parse_rates_useTheLeadingDigits() {
    check(
        new String[][] {
          {"a:1|c|@0.1", "a c10.0"},
          {"a:1|c|@2", "a c0.5"},
          {"a:1|c|@.5", "a c2.0"},
          {"a:1|c|@1.", "a c1.0"},
          {"a:1|c|@0.5\r", "a c2.0"},
          {"a:1|ms|@0.5", "a ms1.0*2.0"},
          {"a:1|c|@", "a !bad_rate"},
          {"a:1|c|@0.0", "a !bad_rate"},
          {"a:1|c|@0x10", "a !bad_rate"},
          {"a:1|c|@1.2.3", "a !bad_rate"},
          {"a:1|c|@+1", "a !bad_rate"},
          {"a:1|c|@Infinity", "a !bad_rate"},
          {"a:1|c|@1x", "a !bad_rate"},
        });
  }

  @Test
  void parse_tags_areTheFirstPartAfterTheMark() {
    check(
        new String[][] {
          {"a:1|c|#x:y,z", "a#x:y,z c1.0"},
          {"a:1|c|@0.5|#x:y", "a#x:y c2.0"},
          {"a:1|c|#", "a c1.0"},
          {"a:1|c|#x|#y", "a#x c1.0"},
          {"a|#x:1|c", "a#x:1|c !syntax"},
          {"|#x", "#x !syntax"},
          {":1|c", " c1.0"},
          {"a:1|c|#x:y\nb:2|c", "a#x:y c1.0 ; b c2.0"},
        });
  }

  @Test
  void parse_emptyLines_areSkipped() {
    assertEquals("", parse("\n\n"));
    assertEquals("a c1.0 ; b c2.0", parse("\na:1|c\n\n\nb:2|c\n\n"));
    assertEquals("\r !syntax", parse("\r\n"));
  }

  @Test
  void numbers_areJavaScripts() {
    Object[][] good = {
      {"5", 5.0},
      {" 5 ", 5.0},
      {"-1.5", -1.5},
      {"1e3", 1000.0},
      {"0x10", 16.0},
      {"0XfF", 255.0},
      {"0b101", 5.0},
      {"0o17", 15.0},
      {"Infinity", Double.POSITIVE_INFINITY},
      {"-Infinity", Double.NEGATIVE_INFINITY},
      {"+Infinity", Double.POSITIVE_INFINITY},
      {" ", 0.0},
      {"\t\u3000", 0.0},
      {".5", 0.5},
      {"5.", 5.0},
      {"+7", 7.0},
      {"1e999", Double.POSITIVE_INFINITY},
      {"0x" + "f".repeat(20), 0x1p80},
      {"0x0000000000000000000001", 1.0},
      {"\r5\n", 5.0}
    };
    for (Object[] c : good) {
      byte[] bytes = ((String) c[0]).getBytes(StandardCharsets.UTF_8);
      assertEquals(c[1], JsNumbers.parse(bytes, 0, bytes.length), (String) c[0]);
    }
    for (String bad :
        new String[] {
          "1,2",
          "-0x10",
          "1_000",
          "infinity",
          "NaN",
          "1 2",
          "0x",
          "0b2",
          "0xg",
          "5n",
          "--1",
          "e5",
          ".",
          "1e",
          "\u00e95",
          "Infinity5",
          "0o8"
        }) {
      byte[] bytes = bad.getBytes(StandardCharsets.UTF_8);
      assertEquals(true, Decimals.isInvalid(JsNumbers.parse(bytes, 0, bytes.length)), bad);
    }
  }
}
