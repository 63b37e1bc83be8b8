package dev.weir.query.logql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.query.engine.QueryException;
import dev.weir.query.logql.ast.LabelFilter;
import dev.weir.query.logql.ast.LogqlExpr;
import dev.weir.query.logql.ast.LogqlExpr.BinaryOperator;
import dev.weir.query.logql.ast.LogqlExpr.Grouping;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.MetricExpr;
import dev.weir.query.logql.ast.LogqlExpr.RangeFunction;
import dev.weir.query.logql.ast.LogqlExpr.Unwrap;
import dev.weir.query.logql.ast.LogqlExpr.VectorFunction;
import dev.weir.query.logql.ast.LogqlExpr.VectorMatching;
import dev.weir.query.logql.ast.Stage;
import dev.weir.storage.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Of random trees: what is written reads back the same. Of random text: it parses or is refused,
/// nothing else.
final class LogqlProperties {
  private static final long SEED = Long.getLong("weir.seed", 20_260_101);
  private static final String[] NAMES = {"a", "status", "rate", "ip", "duration", "_x1", "bytes"};
  private static final String[] TEXTS = {
    "", "x", "a\"b", "tab\there", "ü€", "back\\slash", "{{.a}}"
  };

  private final Random random = new Random(SEED);

  @Test
  void parse_ofFormat_isTheSameTree() {
    for (int i = 0; i < 2000; i++) {
      LogqlExpr tree = random.nextInt(4) == 0 ? logQuery() : metric(4);
      int width = random.nextInt(120);
      String text =
          random.nextBoolean() ? LogqlFormatter.format(tree) : new LogqlLayout(width).layOut(tree);
      try {
        assertEquals(tree, LogqlParser.parse(text), () -> "seed " + SEED + ": " + text);
      } catch (QueryException e) {
        throw new AssertionError("seed " + SEED + ": " + text + ": " + e.text(), e);
      }
    }
  }

  @Test
  void parse_randomText_isReadOrRefused() {
    String[] pieces = {
      "{",
      "}",
      "(",
      ")",
      "[5m]",
      "[",
      "]",
      "|=",
      "|",
      "!=",
      "\"x\"",
      "`y`",
      "\"",
      "a",
      "sum",
      "by",
      "rate",
      "count_over_time",
      "offset",
      "5m",
      "-5m",
      "1KB",
      "1.5",
      "=",
      "=~",
      ",",
      "json",
      "logfmt",
      "--strict",
      "unwrap",
      "#",
      "\n",
      " ",
      "and",
      "or",
      "ip(",
      "\\",
      "'",
      "ü",
      "$",
      "^",
      "label_format",
      "drop",
      "vector",
      "topk",
      "on",
      "group_left",
      "bool",
      ">",
      "<",
      "{a=\"b\"}",
      "pattern",
      "regexp",
      "line_format",
      "label_replace",
      "1e",
      "0x",
      ".",
      "..",
      "1y2",
      "\u0000"
    };
    int parsed = 0;
    for (int i = 0; i < 10_000; i++) {
      var text = new StringBuilder(random.nextBoolean() ? "" : "count_over_time({a=\"b\"}");
      int length = random.nextInt(12);
      for (int j = 0; j < length; j++) {
        text.append(pieces[random.nextInt(pieces.length)]).append(random.nextBoolean() ? " " : "");
      }
      parsed += isParsed(text.toString()) ? 1 : 0;
    }
    assertTrue(parsed > 10, "some of it means something: " + parsed);
  }

  /// A good query with some characters changed.
  @Test
  void parse_damagedQueries_areReadOrRefused() {
    for (int i = 0; i < 2000; i++) {
      var text = new StringBuilder(LogqlFormatter.format(metric(3)));
      for (int j = random.nextInt(4); j >= 0; j--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, (char) (' ' + random.nextInt(96)));
          default -> text.setCharAt(at, (char) random.nextInt(0x2000));
        }
        if (text.isEmpty()) {
          text.append('{');
        }
      }
      isParsed(text.toString());
    }
  }

  private static boolean isParsed(String text) {
    try {
      LogqlFormatter.format(LogqlParser.parse(text));
      return true;
    } catch (QueryException e) {
      return false;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed " + SEED + ": " + text, e);
    }
  }

  // --- random trees ---

  private MetricExpr metric(int depth) {
    if (depth == 0) {
      return random.nextBoolean() ? range() : new LogqlExpr.VectorLiteral(random.nextInt(100));
    }
    return switch (random.nextInt(5)) {
      case 0 -> binary(depth);
      case 1 -> vector(depth);
      case 2 ->
          new LogqlExpr.LabelReplace(metric(depth - 1), name(), "$1", name(), "(.*)" + text());
      default -> range();
    };
  }

  private MetricExpr binary(int depth) {
    BinaryOperator operator = pick(BinaryOperator.values());
    boolean numbers = !operator.isSetOperator() && random.nextInt(3) == 0;
    MetricExpr left = metric(depth - 1);
    MetricExpr right =
        numbers ? new LogqlExpr.NumberLiteral(random.nextInt(2000) / 8.0 - 100) : metric(depth - 1);
    return new LogqlExpr.Binary(operator, left, right, random.nextBoolean(), matching());
  }

  private @Nullable VectorMatching matching() {
    if (random.nextBoolean()) {
      return null;
    }
    VectorMatching.Side side = pick(VectorMatching.Side.values());
    return new VectorMatching(
        random.nextBoolean(),
        list(this::name, 0),
        side,
        side == VectorMatching.Side.NONE ? List.of() : list(this::name, 0));
  }

  private MetricExpr vector(int depth) {
    VectorFunction function = pick(VectorFunction.values());
    boolean takesNumber =
        List.of(VectorFunction.TOPK, VectorFunction.BOTTOMK, VectorFunction.APPROX_TOPK)
            .contains(function);
    boolean mayGroup =
        !List.of(VectorFunction.SORT, VectorFunction.SORT_DESC, VectorFunction.APPROX_TOPK)
            .contains(function);
    return new LogqlExpr.VectorAggregation(
        function,
        takesNumber ? 1 + random.nextInt(50) : Double.NaN,
        metric(depth - 1),
        mayGroup ? grouping() : null);
  }

  private @Nullable Grouping grouping() {
    return random.nextBoolean() ? null : new Grouping(random.nextBoolean(), list(this::name, 0));
  }

  private MetricExpr range() {
    boolean unwraps = random.nextBoolean();
    RangeFunction function =
        unwraps
            ? pick(
                RangeFunction.QUANTILE_OVER_TIME,
                RangeFunction.SUM_OVER_TIME,
                RangeFunction.RATE,
                RangeFunction.RATE_COUNTER,
                RangeFunction.FIRST_OVER_TIME)
            : pick(
                RangeFunction.RATE,
                RangeFunction.COUNT_OVER_TIME,
                RangeFunction.BYTES_RATE,
                RangeFunction.ABSENT_OVER_TIME);
    boolean mayGroup =
        function == RangeFunction.QUANTILE_OVER_TIME || function == RangeFunction.FIRST_OVER_TIME;
    return new LogqlExpr.RangeAggregation(
        function,
        function == RangeFunction.QUANTILE_OVER_TIME ? random.nextInt(100) / 100.0 : Double.NaN,
        logQuery(),
        unwraps
            ? new Unwrap(name(), pick(Unwrap.Conversion.values()), list(() -> filter(2), 0))
            : null,
        (1 + random.nextInt(1_000_000)) * 1_000_000L,
        random.nextInt(3) == 0 ? random.nextLong(-1L << 50, 1L << 50) : 0,
        mayGroup ? grouping() : null);
  }

  private LogQuery logQuery() {
    List<Matcher> selector = new ArrayList<>(list(this::matcher, 0));
    selector.add(random.nextInt(selector.size() + 1), Matcher.equal("app", "x"));
    List<Stage> stages = new ArrayList<>();
    for (Stage stage : list(this::stage, 0)) {
      if (stages.isEmpty() || !isAmbiguous(stages.getLast(), stage)) {
        stages.add(stage);
      }
    }
    return new LogQuery(selector, stages);
  }

  /// `| drop a != "b"` is one stage, so no query has a bare name and then that filter.
  private static boolean isAmbiguous(Stage before, Stage after) {
    boolean endsBare =
        (before instanceof Stage.Drop drop && drop.matchers().isEmpty())
            || (before instanceof Stage.Keep keep && keep.matchers().isEmpty());
    return endsBare
        && after instanceof Stage.LineFilterStage filter
        && (filter.operator() == Stage.LineOperator.CONTAINS_NOT
            || filter.operator() == Stage.LineOperator.MATCHES_NOT);
  }

  private Stage stage() {
    return switch (random.nextInt(13)) {
      case 0, 1 ->
          new Stage.LineFilterStage(
              pick(Stage.LineOperator.values()),
              list(() -> new Stage.LineFilterStage.Term(text(), random.nextInt(4) == 0), 1));
      case 2 -> new Stage.Json(list(this::extraction, 0));
      case 3 ->
          new Stage.Logfmt(random.nextBoolean(), random.nextBoolean(), list(this::extraction, 0));
      case 4 -> new Stage.Regexp("(?P<x>.)" + text());
      case 5 -> new Stage.Pattern("<x> " + text());
      case 6 -> new Stage.Unpack();
      case 7 -> new Stage.LineFormat(text());
      case 8 -> new Stage.LabelFormat(list(this::assignment, 1));
      case 9 -> new Stage.Decolorize();
      case 10 -> new Stage.Drop(list(this::name, 1), list(this::matcher, 0));
      case 11 -> new Stage.Keep(list(this::name, 0), list(this::matcher, 1));
      default -> new Stage.LabelFilterStage(filter(3));
    };
  }

  private Stage.Extraction extraction() {
    return new Stage.Extraction(name(), text());
  }

  private Stage.LabelFormat.Assignment assignment() {
    boolean isRename = random.nextBoolean();
    return new Stage.LabelFormat.Assignment(name(), isRename ? name() : text(), isRename);
  }

  private LabelFilter filter(int depth) {
    LabelFilter.Comparison comparison = pick(LabelFilter.Comparison.values());
    return switch (random.nextInt(depth == 0 ? 5 : 9)) {
      case 0 -> new LabelFilter.Text(matcher());
      case 1 ->
          new LabelFilter.Quantity(
              name(), comparison, random.nextInt(4000) / 8.0 - 50, LabelFilter.Unit.NUMBER);
      case 2 ->
          new LabelFilter.Quantity(
              name(),
              comparison,
              random.nextLong(-1_000_000_000_000L, 1_000_000_000_000L) / 1e9,
              LabelFilter.Unit.DURATION);
      case 3 ->
          new LabelFilter.Quantity(
              name(),
              comparison,
              random.nextInt(5000) * (random.nextBoolean() ? 1e6 : 1024.0),
              LabelFilter.Unit.BYTES);
      case 4 -> new LabelFilter.Ip(name(), random.nextBoolean(), "10.0.0.0/8");
      case 5, 6 -> new LabelFilter.And(filter(depth - 1), filter(depth - 1));
      default -> new LabelFilter.Or(filter(depth - 1), filter(depth - 1));
    };
  }

  private Matcher matcher() {
    return new Matcher(name(), pick(Matcher.Op.values()), random.nextBoolean() ? "x" : "a\"b.*");
  }

  private String name() {
    return pick(NAMES);
  }

  private String text() {
    return pick(TEXTS).replace("\\", random.nextBoolean() ? "" : "\\\\");
  }

  private <T> List<T> list(Supplier<T> element, int least) {
    List<T> list = new ArrayList<>();
    for (int i = least + random.nextInt(3); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  @SafeVarargs
  private <T> T pick(T... all) {
    return all[random.nextInt(all.length)];
  }
}
