package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.Annotations;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.MemoryLeaf;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.engine.QueryWorkers;
import dev.weir.query.engine.Steps;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs scripts in the language of Prometheus' `promqltest`: `load`, `clear`, `eval instant`, `eval
/// range`, `expect`. Native histograms are not loaded; a case that touches one is skipped. Every
/// instant case is evaluated once more as the middle step of a range query.
final class PromqlScript {
  /// What became of one case; `problem` is null when it passed.
  record Outcome(String id, String expression, boolean skipped, @Nullable String problem) {}

  private static final Pattern INSTANT =
      Pattern.compile("eval(?:_(fail|warn|ordered|info))?\\s+instant\\s+(?:at\\s+(\\S+))?\\s+(.+)");
  private static final Pattern RANGE =
      Pattern.compile(
          "eval(?:_(fail|warn|info))?\\s+range\\s+from\\s+(\\S+)\\s+to\\s+(\\S+)\\s+step\\s+(\\S+?)\\s+(.+)");
  private static final Pattern LOAD = Pattern.compile("load(_with_nhcb)?\\s+(\\S+)\\s*");
  private static final Pattern VALUE_OF_TEXT = Pattern.compile("expect string\\s+(.+)");
  private static final double EPSILON = 1e-6;

  private final String file;
  private final List<String> lines;
  private final MemoryLeaf leaf = new MemoryLeaf();
  private final Set<String> nativeNames = new HashSet<>();
  private final PromqlEngine engine = new PromqlEngine(leaf, new QueryWorkers(1));
  private final List<Outcome> outcomes = new ArrayList<>();
  private int at;

  private PromqlScript(String file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  static List<Outcome> run(Path path) {
    try {
      return run(path.getFileName().toString(), Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Outcome> run(String name, String text) {
    List<String> lines =
        text.lines().map(String::strip).map(l -> l.startsWith("#") ? "" : l).toList();
    var script = new PromqlScript(name, lines);
    script.run();
    return script.outcomes;
  }

  private void run() {
    while (at < lines.size()) {
      String line = lines.get(at);
      if (line.equals("clear")) {
        leaf.clear();
        nativeNames.clear();
        at++;
      } else if (line.startsWith("load")) {
        load(line);
      } else if (line.startsWith("eval")) {
        eval(line);
      } else if (line.isEmpty()) {
        at++;
      } else {
        throw new IllegalArgumentException(file + ":" + (at + 1) + ": bad command " + line);
      }
    }
  }

  private void load(String line) {
    Matcher m = LOAD.matcher(line);
    if (!m.matches()) {
      throw new IllegalArgumentException(file + ":" + (at + 1) + ": bad load " + line);
    }
    long step = Durations.parse(m.group(2));
    at++;
    for (; at < lines.size() && !lines.get(at).isEmpty(); at++) {
      if (lines.get(at).contains("@st")) {
        continue;
      }
      ScriptValues series = ScriptValues.parse(lines.get(at));
      String name = series.labels().metricName();
      if (series.hasNative()) {
        nativeNames.add(name);
        continue;
      }
      if (m.group(1) != null) {
        nativeNames.add(name.replaceFirst("_(bucket|count|sum)$", ""));
      }
      for (int i = 0; i < series.values().size(); i++) {
        Double value = series.values().get(i);
        if (value != null) {
          leaf.add(series.labels(), i * step, value);
        }
      }
    }
  }

  /// One eval with what is expected of it.
  private static final class Case {
    String expression = "";
    boolean instant;
    long startMs;
    long endMs;
    long stepMs = 1;
    boolean fails;
    @Nullable Pattern failure;
    @Nullable String failureText;
    boolean ordered;
    boolean wantsWarning;
    boolean wantsInfo;
    boolean noWarning;
    boolean noInfo;
    boolean rangeVector;
    @Nullable String text;
    @Nullable Double scalar;
    boolean hasNative;
    final Map<Labels, List<@Nullable Double>> expected = new LinkedHashMap<>();
  }

  private void eval(String line) {
    String id = file + ":" + (at + 1);
    Case c = head(line);
    at++;
    for (; at < lines.size() && !lines.get(at).isEmpty(); at++) {
      expectation(c, lines.get(at));
    }
    if (touchesNative(c)) {
      outcomes.add(new Outcome(id, c.expression, true, null));
      return;
    }
    String problem;
    try {
      problem = check(c);
    } catch (RuntimeException | AssertionError e) {
      problem = "unexpected " + e;
    }
    outcomes.add(new Outcome(id, c.expression, false, problem));
  }

  private Case head(String line) {
    var c = new Case();
    Matcher m = INSTANT.matcher(line);
    String modifier;
    if (m.matches()) {
      c.instant = true;
      c.startMs = m.group(2) == null ? 0 : durationMs(m.group(2));
      c.endMs = c.startMs;
      c.expression = m.group(3);
    } else {
      m = RANGE.matcher(line);
      if (!m.matches()) {
        throw new IllegalArgumentException(file + ":" + (at + 1) + ": bad eval " + line);
      }
      c.startMs = durationMs(m.group(2));
      c.endMs = durationMs(m.group(3));
      c.stepMs = durationMs(m.group(4));
      c.expression = m.group(5);
    }
    modifier = m.group(1) == null ? "" : m.group(1);
    c.fails = modifier.equals("fail");
    c.ordered = modifier.equals("ordered");
    c.wantsWarning = modifier.equals("warn");
    c.wantsInfo = modifier.equals("info");
    return c;
  }

  private static long durationMs(String text) {
    return text.startsWith("-") ? -Durations.parse(text.substring(1)) : Durations.parse(text);
  }

  private void expectation(Case c, String line) {
    Matcher string = VALUE_OF_TEXT.matcher(line);
    if (string.matches()) {
      c.text = GoText.unquote(string.group(1));
    } else if (line.startsWith("expected_fail_message")) {
      c.failureText = line.substring("expected_fail_message".length()).strip();
    } else if (line.startsWith("expected_fail_regexp")) {
      c.failure = Pattern.compile(line.substring("expected_fail_regexp".length()).strip());
    } else if (line.startsWith("expect range vector")) {
      Matcher m =
          Pattern.compile("expect range vector from (\\S+) to (\\S+) step (\\S+)").matcher(line);
      if (!m.matches()) {
        throw new IllegalArgumentException(line);
      }
      c.rangeVector = true;
      c.startMs = durationMs(m.group(1));
      c.stepMs = durationMs(m.group(3));
    } else if (line.startsWith("expect ")) {
      expect(c, line.substring(7));
    } else if (line.matches("[+-]?(\\d.*|\\.\\d.*|[iI][nN][fF]|[nN][aA][nN])")) {
      c.scalar = ScriptValues.number(line);
    } else {
      ScriptValues series = ScriptValues.parse(line);
      c.hasNative |= series.hasNative();
      c.expected.put(series.labels(), series.values());
    }
  }

  private static void expect(Case c, String what) {
    String kind = what.split("\\s", 2)[0];
    String detail = what.substring(kind.length()).strip();
    switch (kind) {
      case "fail" -> {
        c.fails = true;
        if (detail.startsWith("msg:")) {
          c.failureText = detail.substring(4).strip();
        } else if (detail.startsWith("regex:")) {
          c.failure = Pattern.compile(detail.substring(6).strip());
        }
      }
      case "ordered" -> c.ordered = true;
      case "warn" -> c.wantsWarning = true;
      case "info" -> c.wantsInfo = true;
      case "no_warn" -> c.noWarning = true;
      case "no_info" -> c.noInfo = true;
      default -> throw new IllegalArgumentException("bad expect " + what);
    }
  }

  private boolean touchesNative(Case c) {
    if (c.hasNative) {
      return true;
    }
    if (nativeNames.isEmpty()) {
      return false;
    }
    Matcher words = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*").matcher(c.expression);
    while (words.find()) {
      if (nativeNames.contains(words.group())) {
        return true;
      }
    }
    return Pattern.compile("__name__\\s*(=~|!=|!~)|(^|[^\\w\"}:])\\{").matcher(c.expression).find();
  }

  private static QueryContext context() {
    return new QueryContext(QueryLimits.defaults(), Clock.SYSTEM, Tenant.DEFAULT);
  }

  private @Nullable String check(Case c) {
    QueryContext context = context();
    QueryResult result;
    long evalMs = c.rangeVector ? c.endMs : c.startMs;
    try {
      result =
          c.instant
              ? engine.instant(context, c.expression, evalMs)
              : engine.range(context, c.expression, Steps.range(c.startMs, c.endMs, c.stepMs));
    } catch (QueryException e) {
      return failure(c, e.text());
    }
    if (leaf.openSets() != 0) {
      return "sample sets left open: " + leaf.openSets();
    }
    if (c.fails) {
      return "an error was expected";
    }
    String problem = compare(c, result);
    if (problem == null) {
      problem = annotations(c, context.annotations());
    }
    if (problem == null && c.instant && !c.rangeVector && c.text == null && !c.ordered) {
      problem = recheck(c);
    }
    return problem;
  }

  private static @Nullable String failure(Case c, String text) {
    if (!c.fails) {
      return "failed: " + text;
    }
    if (c.failureText != null && !c.failureText.equals(text)) {
      return "wanted error \"" + c.failureText + "\", got \"" + text + "\"";
    }
    if (c.failure != null && !c.failure.matcher(text).find()) {
      return "wanted error /" + c.failure + "/, got \"" + text + "\"";
    }
    return null;
  }

  private static @Nullable String annotations(Case c, Annotations annotations) {
    if (c.wantsWarning && annotations.warnings().isEmpty()) {
      return "a warning was expected";
    }
    if (c.noWarning && !annotations.warnings().isEmpty()) {
      return "unexpected " + annotations.warnings();
    }
    if (c.wantsInfo && annotations.infos().isEmpty()) {
      return "an info was expected";
    }
    if (c.noInfo && !annotations.infos().isEmpty()) {
      return "unexpected " + annotations.infos();
    }
    return null;
  }

  private static @Nullable String compare(Case c, QueryResult result) {
    return switch (result) {
      case QueryResult.Scalar scalar ->
          c.scalar != null && close(c.scalar, scalar.value())
              ? null
              : "scalar: wanted " + c.scalar + " got " + scalar.value();
      case QueryResult.Text text ->
          text.text().equals(c.text) ? null : "string: wanted " + c.text + " got " + text.text();
      case QueryResult.Vector vector -> compareVector(c, vector.series());
      case QueryResult.Matrix matrix -> compareMatrix(c, matrix.series());
      case QueryResult.Samples samples -> compareSamples(c, samples);
    };
  }

  private static @Nullable String compareVector(Case c, HeldVector got) {
    if (c.scalar != null) {
      return "wanted a scalar";
    }
    List<Labels> order = List.copyOf(c.expected.keySet());
    for (int i = 0; i < got.count(); i++) {
      Labels labels = got.labels(i);
      List<@Nullable Double> wanted = c.expected.get(labels);
      double value = got.row(i)[0];
      if (wanted == null || wanted.isEmpty() || wanted.getFirst() == null) {
        return "unexpected " + labels + " " + value;
      }
      if (!close(wanted.getFirst(), value)) {
        return labels + ": wanted " + wanted.getFirst() + " got " + value;
      }
      if (c.ordered && !order.get(i).equals(labels)) {
        return "position " + i + ": wanted " + order.get(i) + " got " + labels;
      }
    }
    return got.count() == order.size()
        ? null
        : "wanted " + order.size() + " series, got " + got.count();
  }

  private static @Nullable String compareMatrix(Case c, HeldVector got) {
    int wantedSeries = 0;
    for (List<@Nullable Double> values : c.expected.values()) {
      wantedSeries += values.stream().anyMatch(v -> v != null) ? 1 : 0;
    }
    for (int i = 0; i < got.count(); i++) {
      List<@Nullable Double> wanted = c.expected.get(got.labels(i));
      if (wanted == null) {
        return "unexpected " + got.labels(i) + " " + java.util.Arrays.toString(got.row(i));
      }
      for (int step = 0; step < got.row(i).length; step++) {
        Double want = step < wanted.size() ? wanted.get(step) : null;
        double have = got.row(i)[step];
        if (want == null ? !Absent.is(have) : Absent.is(have) || !close(want, have)) {
          return got.labels(i) + " step " + step + ": wanted " + want + " got " + have;
        }
      }
    }
    return got.count() == wantedSeries
        ? null
        : "wanted " + wantedSeries + " series, got " + got.count();
  }

  private static @Nullable String compareSamples(Case c, QueryResult.Samples got) {
    for (int i = 0; i < got.labels().size(); i++) {
      List<@Nullable Double> wanted = c.expected.get(got.labels().get(i));
      if (wanted == null) {
        return "unexpected " + got.labels().get(i);
      }
      SampleColumns columns = got.columns().get(i);
      int next = 0;
      for (int step = 0; step < wanted.size(); step++) {
        Double want = wanted.get(step);
        if (want != null) {
          if (next == columns.length()
              || columns.timestamps()[next] != c.startMs + step * c.stepMs
              || !close(want, columns.values()[next])) {
            return got.labels().get(i) + " step " + step + ": wanted " + want;
          }
          next++;
        }
      }
      if (next != columns.length()) {
        return got.labels().get(i) + ": more samples than wanted";
      }
    }
    return got.labels().size() == c.expected.size() ? null : "wanted other series";
  }

  private @Nullable String recheck(Case c) {
    if (Pattern.compile("(start|end|range|step)\\(\\)").matcher(c.expression).find()) {
      return null;
    }
    HeldVector range =
        engine
            .range(
                context(),
                c.expression,
                Steps.range(c.startMs - 60_000, c.startMs + 60_000, 60_000))
            .series();
    var middle = new HeldVector(Steps.instant(c.startMs));
    range.forEachRow((i, row) -> {
      if (!Absent.is(row[1])) {
        middle.add(range.labels(i), new double[] {row[1]});
      }
    });
    if (c.scalar != null) {
      return middle.count() == 1 && close(c.scalar, middle.row(0)[0])
          ? null
          : "as a range: wanted scalar " + c.scalar;
    }
    String problem = compareVector(c, middle);
    return problem == null ? null : "as a range: " + problem;
  }

  static boolean close(double a, double b) {
    if (a == b || (Double.isNaN(a) && Double.isNaN(b))) {
      return true;
    }
    double sum = Math.abs(a) + Math.abs(b);
    double difference = Math.abs(a - b);
    if (a == 0 || b == 0 || sum < Double.MIN_NORMAL) {
      return difference < EPSILON * Double.MIN_NORMAL;
    }
    return difference / Math.min(sum, Double.MAX_VALUE) < EPSILON;
  }
}
