package dev.weir.query.logql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Of random pipelines over random lines: whatever a line holds, it comes out or it does not, and
/// the shortcuts (filters in the store, labels that nobody wants) change nothing.
final class LogPipelineProperties {
  private static final long SEED = Long.getLong("weir.seed", 20_260_102);

  private static final String[] FILTERS = {
    "|= \"a\"",
    "!= \"b\"",
    "|~ \"[0-9]+\"",
    "!~ \"x.y\"",
    "|> \"<_> <_>\"",
    "!> \"<_>=<_>\"",
    "|= \"a\" or \"1\"",
    "|= ip(\"10.0.0.0/8\")",
    "!= ip(\"::1\") or \"zzz\"",
    "| a=\"1\" or b=~\".+\"",
    "| a!=\"\" , b>=5 or c<10ms",
    "| __error__=\"\"",
    "| c=ip(\"10.1.1.1\") or d==1KB",
  };

  private static final String[] STAGES = {
    "| json",
    "| json a=\"b[0]\", b=\"c.d\"",
    "| logfmt",
    "| logfmt --strict --keep-empty",
    "| logfmt a, z=\"b\"",
    "| regexp \"(?P<a>\\\\w+)=(?P<q>\\\\w*)\"",
    "| pattern \"<a> <b>\"",
    "| pattern \"<_>=<c> \"",
    "| label_format e=a, f=`{{.b}}-{{.a}}`",
    "| drop a, b=\"1\"",
    "| keep a, b, c, app, stream, z=\"1\"",
  };

  private static final String[] CHANGES = {
    "| unpack", "| decolorize", "| line_format `{{.a}} {{__line__ | trunc 50}}`"
  };

  private static final String[] PIECES = {
    "a=1 ",
    "b=\"x y\" ",
    "c=5ms ",
    "d=1KB ",
    "a=",
    "=",
    "\"",
    "{\"a\":1,",
    "\"b\":[1,{\"d\":2}],",
    "\"c\":{\"d\":\"x\"}}",
    "{",
    "}",
    "10.1.1.1 ",
    "::1",
    " ",
    "\u001b[31m",
    "ü",
    "\\u00e9",
    "\\",
    "__error__=1 ",
    "app=2 ",
    "{\"_entry\":\"a b\",\"c\":\"d\"}",
    "0",
    "\u0000",
    "f=field "
  };

  private final Random random = new Random(SEED);

  @Test
  void process_anyLine_endsWell() {
    for (int i = 0; i < 150; i++) {
      String query = "{app=\"test\"} " + stages(true);
      var run = run(query);
      for (int j = 0; j < 40; j++) {
        byte[] line = line();
        try {
          if (run.keeps(line)) {
            checkViews(run.state);
          }
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(describe(query, line), e);
        }
      }
    }
  }

  /// What is merged is what the three kinds are together.
  private static void checkViews(LineState state) {
    var together = new LabelsBuilder();
    int count = 0;
    for (Labels part : List.of(state.stream(), state.structuredMetadata(), state.parsed())) {
      count += part.count();
      for (int i = 0; i < part.count(); i++) {
        together.set(part.name(i), part.value(i));
        assertEquals(part.value(i), state.label(part.name(i)));
      }
    }
    assertEquals(together.build(), state.merged());
    assertEquals(count, state.merged().count(), "no label is of two kinds");
  }

  @Test
  void pushedDown_filtersChangeNothing() {
    int kept = 0;
    for (int i = 0; i < 150; i++) {
      String stages = stages(false);
      var pushed = run("{app=\"test\"} " + stages);
      var local = run("{app=\"test\"} | decolorize " + stages);
      assertEquals(List.of(), local.pipeline.pushedDown());
      for (int j = 0; j < 40; j++) {
        byte[] line =
            new String(line(), StandardCharsets.UTF_8)
                .replace("\u001b", "")
                .getBytes(StandardCharsets.UTF_8);
        boolean isKept = pushed.keeps(line);
        assertEquals(local.keeps(line), isKept, () -> describe(stages, line));
        if (isKept) {
          kept++;
          assertEquals(local.state.merged(), pushed.state.merged(), () -> describe(stages, line));
        }
      }
    }
    assertTrue(kept > 100, "enough lines are kept: " + kept);
  }

  @Test
  void wantedLabels_areTheSameAsOfAll() {
    int kept = 0;
    Set<String> wanted = Set.of("a", "c", "f", "app", "app_extracted");
    for (int i = 0; i < 150; i++) {
      String query = "count_over_time({app=\"test\"} " + stages(true) + " [1m])";
      var all = new PipelineRun(query, null).fields("f", "field");
      var some = new PipelineRun(query, wanted).fields("f", "field");
      for (int j = 0; j < 40; j++) {
        byte[] line = line();
        boolean isKept = all.keeps(line);
        if (all.state.hasError()) {
          continue; // what is not parsed has no mistakes
        }
        assertEquals(isKept, some.keeps(line), () -> describe(query, line));
        if (isKept) {
          kept++;
          List<String> names = List.copyOf(wanted);
          assertEquals(
              all.state.select(names), some.state.select(names), () -> describe(query, line));
        }
      }
    }
    assertTrue(kept > 100, "enough lines are kept: " + kept);
  }

  private static PipelineRun run(String query) {
    return new PipelineRun(query).fields("f", "field", "stream", "x");
  }

  private String stages(boolean changes) {
    List<String> stages = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(changes ? 5 : 4);
      String[] of = kind < 2 ? FILTERS : kind < 4 ? STAGES : CHANGES;
      stages.add(of[random.nextInt(of.length)]);
    }
    return String.join(" ", stages);
  }

  private byte[] line() {
    if (random.nextInt(20) == 0) {
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      return noise;
    }
    var line = new StringBuilder();
    for (int i = random.nextInt(9); i >= 0; i--) {
      line.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String describe(String query, byte[] line) {
    return "seed " + SEED + ": " + query + ": " + new String(line, StandardCharsets.UTF_8);
  }
}
