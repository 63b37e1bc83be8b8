package dev.weir.perf.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes sample logs of some twenty kinds of systems, one file each, from the templates beside
/// this class: what corpus generators of log benchmarks scale up. The same seed gives the same
/// files.
///
/// ```
/// java -cp ... dev.weir.perf.load.SampleLogs FOLDER [LINES [SEED]]
/// ```
public final class SampleLogs {
  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+)");

  private record Template(int weight, String text) {}

  private final SplittableRandom random;

  private SampleLogs(long seed) {
    random = new SplittableRandom(seed);
  }

  /// Writes `FOLDER/SOURCE.log` for each source.
  public static void main(String[] args) throws IOException {
    if (args.length < 1) {
      System.err.println("usage: SampleLogs FOLDER [LINES [SEED]]");
      System.exit(2);
    }
    Path folder = Path.of(args[0]);
    int lines = args.length > 1 ? Integer.parseInt(args[1]) : 2000;
    var samples = new SampleLogs(args.length > 2 ? Long.parseLong(args[2]) : 42);
    Files.createDirectories(folder);
    for (Map.Entry<String, List<Template>> source : templates().entrySet()) {
      Files.write(
          folder.resolve(source.getKey() + ".log"), samples.lines(source.getValue(), lines));
    }
  }

  private static Map<String, List<Template>> templates() throws IOException {
    var sources = new LinkedHashMap<String, List<Template>>();
    try (InputStream in = SampleLogs.class.getResourceAsStream("sample-lines.txt")) {
      if (in == null) {
        throw new IOException("sample-lines.txt is missing");
      }
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!line.startsWith("#")) {
          String[] parts = line.split(" ", 3);
          sources
              .computeIfAbsent(parts[0], name -> new ArrayList<>())
              .add(new Template(Integer.parseInt(parts[1]), parts[2]));
        }
      }
    }
    return sources;
  }

  private List<String> lines(List<Template> templates, int count) {
    int weights = templates.stream().mapToInt(Template::weight).sum();
    var lines = new ArrayList<String>(count);
    for (int i = 0; i < count; i++) {
      int at = random.nextInt(weights);
      int chosen = 0;
      while (at >= templates.get(chosen).weight()) {
        at -= templates.get(chosen++).weight();
      }
      lines.add(fill(templates.get(chosen).text()));
    }
    return lines;
  }

  /// Replaces variables from the innermost outwards.
  private String fill(String template) {
    String text = template;
    for (Matcher found = VARIABLE.matcher(text); found.find(); found = VARIABLE.matcher(text)) {
      text = text.substring(0, found.start()) + value(found.group(1)) + text.substring(found.end());
    }
    return text;
  }

  private String value(String variable) {
    if (variable.startsWith("hex:")) {
      return hex(Integer.parseInt(variable.substring(4)));
    }
    return switch (variable) {
      case "ip" -> "10.251." + random.nextInt(64) + "." + random.nextInt(1, 255);
      case "blk" -> "blk_" + random.nextLong();
      case "uuid" -> String.join("-", hex(8), hex(4), hex(4), hex(4), hex(12));
      default -> {
        Matcher range = RANGE.matcher(variable);
        if (range.matches()) {
          yield Long.toString(
              random.nextLong(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)) + 1));
        }
        String[] choices = variable.split("\\|");
        yield choices[random.nextInt(choices.length)];
      }
    };
  }

  private String hex(int digits) {
    var out = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      out.append(Character.forDigit(random.nextInt(16), 16));
    }
    return out.toString();
  }
}
