package dev.weir.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogPrinterTest {
  private static final LogLine LINE =
      new LogLine(
          1_700_000_000_123_456_789L,
          Map.of("job", "x", "app", "a\"b"),
          Map.of("detected_level", "warning"),
          "one\u001b[2J\ttwo\r\nthree\u202e");

  private static String printed(LogPrinter.Layout layout, boolean isTerminal) {
    var out = new StringWriter();
    var writer = new PrintWriter(out);
    new LogPrinter(writer, layout, isTerminal).print(LINE);
    writer.flush();
    return out.toString();
  }

  @Test
  void print_forPeople_showsLevelAndLabelsAndHarmlessText() {
    String plain = "{app=\"a\\\"b\", job=\"x\"} one?[2J\ttwo\n    three?\n";
    assertEquals(
        "2023-11-14T22:13:20.123Z WARN  " + plain, printed(LogPrinter.Layout.DEFAULT, false));
    assertEquals(
        "2023-11-14T22:13:20.123Z \u001b[33mWARN \u001b[0m " + plain,
        printed(LogPrinter.Layout.DEFAULT, true));
  }

  @Test
  void print_raw_isTheLineUnlessOnATerminal() {
    assertEquals(LINE.text() + "\n", printed(LogPrinter.Layout.RAW, false));
    assertEquals("one?[2J\ttwo\nthree?\n", printed(LogPrinter.Layout.RAW, true));
  }

  @Test
  void print_jsonl_isOneObjectALine() {
    String json = printed(LogPrinter.Layout.JSONL, true);
    assertTrue(json.contains("\"fields\":{\"detected_level\":\"warning\"}"), json);
    assertTrue(json.contains("\"line\":\"one\\u001B[2J\\ttwo\\r\\nthree"), json);
    assertTrue(json.endsWith("\"timestamp\":\"2023-11-14T22:13:20.123456789Z\"}\n"), json);
  }

  @Test
  void lines_ofAnAnswer_keepLabelsApart() {
    String body =
        "{\"status\":\"success\",\"data\":{\"resultType\":\"streams\",\"result\":[{\"stream\":"
            + "{\"app\":\"a\"},\"values\":[[\"5\",\"text\",{\"structuredMetadata\":{\"m\":\"1\"},"
            + "\"parsed\":{\"p\":\"2\"}}],[\"6\",\"more\",{}]]}]}}";
    assertEquals(
        List.of(
            new LogLine(5, Map.of("app", "a"), Map.of("m", "1", "p", "2"), "text"),
            new LogLine(6, Map.of("app", "a"), Map.of(), "more")),
        LogAnswer.lines(new ApiClient.Answer(200, body).json()));
    String numbers = "{\"data\":{\"resultType\":\"matrix\",\"result\":[]}}";
    assertThrows(
        Commands.Failure.class, () -> LogAnswer.lines(new ApiClient.Answer(200, numbers).json()));
  }
}
