package dev.weir.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesCommandTest {
  @TempDir Path directory;

  private static String run(int code, String... arguments) {
    var out = new StringWriter();
    var line = Commands.line().setOut(new PrintWriter(out));
    assertEquals(code, line.execute(arguments));
    return out.toString();
  }

  @Test
  void check_soundFiles_areCounted() throws Exception {
    Path file = directory.resolve("r.yml");
    Files.writeString(
        file, "groups: [{name: g, rules: [{record: a, expr: b}, {alert: C, expr: b}]}]");
    assertEquals(
        file + ": 1 group, 2 rules" + System.lineSeparator(),
        run(0, "rules", "check", directory.resolve("*.yml").toString()));
  }

  @Test
  void check_mistakes_areAllListed() throws Exception {
    Path one = directory.resolve("one.yml");
    Path two = directory.resolve("two.yml");
    Files.writeString(one, "groups: [{name: g, rules: [{record: a}]}]");
    Files.writeString(two, "groups:\n- nam: g\n");
    String absent = directory.resolve("absent.yml").toString();
    assertEquals(
        String.join(
            System.lineSeparator(),
            absent + ": no such file",
            one + ":1:28: expr must be set in a rule",
            two + ":2:3: unknown key nam in a group, did you mean name?",
            two + ":2:3: a group must have a name",
            "4 mistakes",
            ""),
        run(1, "rules", "check", one.toString(), two.toString(), absent));
  }
}
