package dev.weir.alerting.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.MachineFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rules that the documentation shows are rules.
class ExampleRulesTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern YAML = Pattern.compile("(?s)```yaml\\n(groups:.*?)```");

  @TempDir Path directory;

  private static String promtool(Path file) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder("promtool", "check", "rules", file.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("promtool is not installed: nothing to compare with");
      throw e;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }

  @Test
  void examples_rulesFile_isSound() {
    String file = DOCS.resolve("examples/rules.yml").toString();
    RuleSet rules = new RuleLoader(MachineFiles.INSTANCE, List.of(file)).load();
    assertEquals(List.of(), rules.problems());
    assertTrue(rules.files().getFirst().ruleCount() >= 8);
  }

  @Test
  void examples_rulesFile_passesPromtool() throws Exception {
    String said = promtool(DOCS.resolve("examples/rules.yml"));
    assertTrue(said.startsWith("0 "), said);
  }

  @Test
  void documentation_everyExample_isSound() throws IOException {
    String page = Files.readString(DOCS.resolve("alerting.md"));
    var examples = new ArrayList<String>();
    YAML.matcher(page).results().forEach(found -> examples.add(found.group(1)));
    assertTrue(examples.size() >= 2, "examples: " + examples.size());
    for (String example : examples) {
      assertEquals(List.of(), RuleFileParser.parse("alerting.md", example).problems(), example);
    }
  }

  /// What promtool refuses is refused here, and what it takes is taken.
  @Test
  void mistakes_areThoseOfPromtool() throws Exception {
    String sound = "groups: [{name: g, rules: [{alert: A, expr: x, for: 5m}]}]";
    List<String> files =
        List.of(
            sound,
            sound.replace("alert: A, ", ""),
            sound.replace("for: 5m", "fro: 5m"),
            sound.replace("for: 5m", "for: 5"),
            sound.replace("alert: A", "record: A"),
            sound.replace("expr: x", "expr: 'sum(x'"),
            sound.replace("expr: x", "expr: ''"),
            sound.replace("for: 5m", "labels: {1a: b}"),
            sound.replace("for: 5m", "labels: {a: 1, b: true}"),
            sound.replace("for: 5m", "annotations: {a-b: c}"),
            sound.replace("for: 5m", "annotations: {a: '{{ $valu }}'}"),
            sound.replace("for: 5m", "annotations: {a: '{{ .Labels.x | humanize }}'}"),
            sound.replace("name: g", "name: ''"),
            sound.replace("groups: [", "groups: [{name: g, rules: []}, "),
            "groups: []",
            "rules: []");
    for (int i = 0; i < files.size(); i++) {
      Path file = directory.resolve(i + ".yml");
      Files.writeString(file, files.get(i));
      boolean isSound = RuleFileParser.parse("x", files.get(i)).isSound();
      String said = promtool(file);
      assertEquals(said.startsWith("0 "), isSound, files.get(i) + ": " + said);
    }
  }
}
