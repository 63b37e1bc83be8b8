package dev.weir.alerting.eval;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// `promtool` as it is installed; what needs it is left out, with a message, where it is not.
final class Promtool {
  /// What it did.
  record Ran(int code, String said) {}

  private Promtool() {}

  /// `promtool test rules FILES`.
  static Ran testRules(List<Path> files) throws Exception {
    var command = new ArrayList<>(List.of("promtool", "test", "rules"));
    files.forEach(file -> command.add(file.toString()));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      Assumptions.abort("promtool is not installed: nothing to compare with");
      throw e;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), said);
  }
}
