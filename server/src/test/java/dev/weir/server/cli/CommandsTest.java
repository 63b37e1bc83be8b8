package dev.weir.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class CommandsTest {
  @Test
  void help_isAnsweredAtTheTop() {
    for (String option : new String[] {"--help", "-h", "help"}) {
      var out = new StringWriter();
      var line = Commands.line();
      line.setOut(new PrintWriter(out, true));
      assertEquals(0, line.execute(option), option);
      assertTrue(out.toString().contains("serve"), out.toString());
      assertTrue(out.toString().contains("logs"), out.toString());
    }
  }
}
