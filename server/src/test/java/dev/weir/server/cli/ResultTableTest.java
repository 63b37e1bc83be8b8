package dev.weir.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTableTest {
  private static String print(String data) {
    Object envelope = new ApiClient.Answer(200, "{\"data\":" + data + "}").json();
    var text = new StringWriter();
    ResultTable.print(
        envelope instanceof Map<?, ?> map ? map.get("data") : null, new PrintWriter(text));
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  @Test
  void vector_isOneLineASeries() {
    String data =
        "{\"resultType\":\"vector\",\"result\":["
            + "{\"metric\":{\"__name__\":\"up\",\"job\":\"a\\u001bb\"},\"value\":[4.5,\"1\"]},"
            + "{\"metric\":{},\"value\":[4.5,\"NaN\"]}]}";
    assertEquals(
        """
        up{job="a?b"}  1970-01-01T00:00:04.500Z  1
        {}             1970-01-01T00:00:04.500Z  NaN
        """,
        print(data));
  }

  @Test
  void matrix_isOneLineAPoint() {
    String data =
        "{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"__name__\":\"x\"},"
            + "\"values\":[[1,\"2\"],[2,\"3\"]]}]}";
    assertEquals("x  1970-01-01T00:00:01Z  2\nx  1970-01-01T00:00:02Z  3\n", print(data));
  }

  @Test
  void scalarAndNothing() {
    assertEquals("2\n", print("{\"resultType\":\"scalar\",\"result\":[1,\"2\"]}"));
    assertEquals("no series\n", print("{\"resultType\":\"vector\",\"result\":[]}"));
  }

  @Test
  void error_isInTheServersWords() {
    var answer =
        new ApiClient.Answer(
            400, "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"1:1: no\"}");
    assertEquals("bad_data: 1:1: no", answer.errorText());
    assertEquals("the server answered 502: oops", new ApiClient.Answer(502, "oops\n").errorText());
  }
}
