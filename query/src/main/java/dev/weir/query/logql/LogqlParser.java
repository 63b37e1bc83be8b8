package dev.weir.query.logql;

import com.google.re2j.PatternSyntaxException;
import dev.weir.query.engine.QueryException;
import dev.weir.query.logql.ast.LogqlExpr;
import dev.weir.query.logql.ast.LogqlExpr.BinaryOperator;
import dev.weir.query.logql.ast.LogqlExpr.Grouping;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.MetricExpr;
import dev.weir.query.logql.ast.LogqlExpr.RangeFunction;
import dev.weir.query.logql.ast.LogqlExpr.Unwrap;
import dev.weir.query.logql.ast.LogqlExpr.VectorFunction;
import dev.weir.query.logql.ast.LogqlExpr.VectorMatching;
import dev.weir.query.logql.ast.LogqlExpr.VectorMatching.Side;
import dev.weir.query.logql.ast.Stage;
import dev.weir.query.logql.text.GoValues;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.Regex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses LogQL as Loki 3 does: recursive descent, binary operators by precedence. O(length).
/// Mistakes are a [QueryException] of kind `bad_data` with Loki's text, `parse error at line 1, col
/// 9: syntax error: unexpected $end, expecting } or ,`. Unlike Loki's, lines are right after tokens
/// of more than one character, where Loki says 0.
///
/// Not taken: the experimental `variants(..) of (..)` and the `xml` parser.
public final class LogqlParser {
  /// Longest query accepted, in characters.
  static final int MAX_LENGTH = 64 * 1024;

  /// Deepest nesting accepted: beyond it the recursion would be at risk, not the reader.
  static final int MAX_DEPTH = 256;

  private static final String NO_SELECTION =
      "queries require at least one regexp or equality matcher that does not have an"
          + " empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but"
          + " app=~\".+\" will";

  private static final Map<String, BinaryOperator> OPERATORS = new HashMap<>();
  private static final Map<String, RangeFunction> RANGE_FUNCTIONS = new HashMap<>();
  private static final Map<String, VectorFunction> VECTOR_FUNCTIONS = new HashMap<>();

  static {
    for (BinaryOperator operator : BinaryOperator.values()) {
      OPERATORS.put(operator.symbol(), operator);
    }
    for (RangeFunction function : RangeFunction.values()) {
      RANGE_FUNCTIONS.put(name(function), function);
    }
    for (VectorFunction function : VectorFunction.values()) {
      VECTOR_FUNCTIONS.put(name(function), function);
    }
  }

  private final LogqlTokens tokens;
  private final LabelFilterParser filters;
  private final StageParser stages;

  private LogqlParser(String text) {
    if (text.length() > MAX_LENGTH) {
      throw LogqlError.general("input size too long (" + text.length() + " > " + MAX_LENGTH + ")");
    }
    tokens = new LogqlTokens(text);
    filters = new LabelFilterParser(tokens);
    stages = new StageParser(tokens, filters);
  }

  /// The tree of `query`.
  public static LogqlExpr parse(String query) {
    var parser = new LogqlParser(query);
    LogqlExpr expr = parser.expression(0);
    if (!parser.tokens.isKind(TokenKind.END)) {
      throw parser.tokens.unexpected();
    }
    parser.tokens.throwComplaint();
    return expr;
  }

  /// The matchers of a stream selector, `{a="b"}`, without a pipeline. All of them may match the
  /// empty text.
  public static List<Matcher> parseSelector(String selector) {
    var parser = new LogqlParser(selector);
    List<Matcher> matchers = parser.stages.selector();
    if (!parser.tokens.isKind(TokenKind.END)) {
      throw parser.tokens.unexpected();
    }
    return matchers;
  }

  /// The name of a function in a query.
  static String name(Enum<?> function) {
    return function.name().toLowerCase(Locale.ROOT);
  }

  private LogqlExpr expression(int minPrecedence) {
    tokens.enter();
    LogqlExpr expr = operators(operand(), minPrecedence);
    tokens.leave();
    return expr;
  }

  private LogqlExpr operators(LogqlExpr first, int minPrecedence) {
    LogqlExpr left = first;
    while (true) {
      LogqlToken token = tokens.peek();
      BinaryOperator operator =
          token.kind() == TokenKind.SYMBOL || token.kind() == TokenKind.WORD
              ? OPERATORS.get(token.text())
              : null;
      if (operator == null || operator.precedence() < minPrecedence) {
        return left;
      }
      tokens.next();
      left = binary(left, operator);
    }
  }

  private LogqlExpr binary(LogqlExpr left, BinaryOperator operator) {
    boolean returnsBool = tokens.acceptWord("bool");
    VectorMatching matching = matching();
    int tighter = operator == BinaryOperator.POW ? 0 : 1; // that one is right associative
    LogqlExpr right = expression(operator.precedence() + tighter);
    return new LogqlExpr.Binary(
        operator,
        leg("left", operator, left),
        leg("right", operator, right),
        returnsBool,
        matching);
  }

  private MetricExpr leg(String side, BinaryOperator operator, LogqlExpr expr) {
    String of = " binary operation (" + operator.symbol() + "): ";
    if (expr instanceof LogQuery log) {
      String type = log.stages().isEmpty() ? "MatchersExpr" : "PipelineExpr";
      tokens.complain(
          LogqlError.general("unexpected type for " + side + " leg of" + of + "*syntax." + type));
      return new LogqlExpr.NumberLiteral(0);
    }
    if (operator.isSetOperator() && expr instanceof LogqlExpr.NumberLiteral literal) {
      tokens.complain(
          LogqlError.general(
              "unexpected literal for "
                  + side
                  + " leg of logical/set"
                  + of
                  + String.format(Locale.ROOT, "%f", literal.value())));
    }
    return (MetricExpr) expr;
  }

  private @Nullable VectorMatching matching() {
    boolean on = tokens.peek().isWord("on");
    if (!on && !tokens.peek().isWord("ignoring")) {
      return null;
    }
    tokens.next();
    List<String> labels = labels();
    boolean left = tokens.peek().isWord("group_left");
    if (!left && !tokens.peek().isWord("group_right")) {
      return new VectorMatching(on, labels, Side.NONE, List.of());
    }
    tokens.next();
    List<String> include = tokens.isSymbol("(") ? labels() : List.of();
    return new VectorMatching(on, labels, left ? Side.LEFT : Side.RIGHT, include);
  }

  private LogqlExpr operand() {
    LogqlToken token = tokens.peek();
    return switch (token.kind()) {
      case NUMBER -> new LogqlExpr.NumberLiteral(filters.literal());
      case FUNCTION -> function(token);
      case SYMBOL ->
          switch (token.text()) {
            case "{" -> checked(stages.logQuery());
            case "(" -> parenthesised();
            case "+", "-" -> new LogqlExpr.NumberLiteral(filters.literal());
            default -> throw tokens.unexpected();
          };
      case END, IDENTIFIER, STRING, DURATION, BYTES, RANGE, FLAG, WORD, ILLEGAL ->
          throw tokens.unexpected();
    };
  }

  private LogqlExpr parenthesised() {
    tokens.expectSymbol("(");
    LogqlExpr inner = expression(0);
    if (!tokens.acceptSymbol(")")) {
      throw tokens.unexpected();
    }
    return inner;
  }

  private LogQuery checked(LogQuery query) {
    if (query.selector().stream().allMatch(Matcher::matchesEmpty)) {
      tokens.complain(LogqlError.general(NO_SELECTION));
    }
    return query;
  }

  private LogqlExpr function(LogqlToken token) {
    RangeFunction range = RANGE_FUNCTIONS.get(token.text());
    if (range != null) {
      tokens.next();
      return rangeAggregation(range);
    }
    VectorFunction vector = VECTOR_FUNCTIONS.get(token.text());
    if (vector != null) {
      tokens.next();
      return vectorAggregation(vector);
    }
    return switch (token.text()) {
      case "vector" -> {
        tokens.next();
        tokens.expectSymbol("(");
        double value = GoValues.number(tokens.expect(TokenKind.NUMBER).text());
        tokens.expectSymbol(")");
        yield new LogqlExpr.VectorLiteral(value);
      }
      case "label_replace" -> {
        tokens.next();
        yield labelReplace();
      }
      default -> throw tokens.unexpected();
    };
  }

  private LogqlExpr labelReplace() {
    tokens.expectSymbol("(");
    MetricExpr of = metric();
    String[] texts = new String[4];
    for (int i = 0; i < texts.length; i++) {
      tokens.expectSymbol(",");
      texts[i] = tokens.expect(TokenKind.STRING).text();
    }
    tokens.expectSymbol(")");
    try {
      Regex.compile(texts[3]);
    } catch (PatternSyntaxException e) {
      tokens.complain(
          LogqlError.general(
              "invalid regex in label_replace: error parsing regexp: "
                  + e.getDescription()
                  + ": `"
                  + e.getPattern()
                  + "`"));
    }
    return new LogqlExpr.LabelReplace(of, texts[0], texts[1], texts[2], texts[3]);
  }

  /// An expression whose result are numbers.
  private MetricExpr metric() {
    return asMetric(expression(0));
  }

  private MetricExpr asMetric(LogqlExpr expr) {
    if (expr instanceof MetricExpr metric) {
      return metric;
    }
    throw tokens.unexpected();
  }

  private LogqlExpr vectorAggregation(VectorFunction function) {
    Grouping grouping = grouping();
    tokens.expectSymbol("(");
    String parameter = null;
    MetricExpr of;
    if (tokens.isKind(TokenKind.NUMBER)) {
      LogqlToken number = tokens.peek();
      var literal = new LogqlExpr.NumberLiteral(filters.literal());
      if (tokens.acceptSymbol(",")) {
        parameter = number.text();
        of = metric();
      } else {
        of = asMetric(operators(literal, 0));
      }
    } else {
      of = metric();
    }
    tokens.expectSymbol(")");
    if (grouping == null) {
      grouping = grouping();
    }
    double value = AggregationChecks.parameter(function, parameter, tokens);
    AggregationChecks.grouping(function, grouping, tokens);
    return new LogqlExpr.VectorAggregation(function, value, of, grouping);
  }

  private LogqlExpr rangeAggregation(RangeFunction function) {
    tokens.expectSymbol("(");
    String parameter = null;
    if (tokens.isKind(TokenKind.NUMBER)) {
      parameter = tokens.next().text();
      tokens.expectSymbol(",");
    }
    LogRange range = logRange();
    tokens.expectSymbol(")");
    Grouping grouping = grouping();
    double value = AggregationChecks.parameter(function, parameter, tokens);
    AggregationChecks.shape(function, range.unwrap, grouping, tokens);
    return new LogqlExpr.RangeAggregation(
        function,
        value,
        checked(new LogQuery(range.selector, range.stages)),
        range.unwrap,
        range.rangeNs,
        range.offsetNs,
        grouping);
  }

  private static final class LogRange {
    List<Matcher> selector = List.of();
    final List<Stage> stages = new ArrayList<>();
    @Nullable Unwrap unwrap;
    boolean hasRange;
    long rangeNs;
    long offsetNs;
  }

  /// Lines over a range. The range stands after the selector or after the pipeline, and there may
  /// be parentheses around what comes before it or around all.
  private LogRange logRange() {
    tokens.enter();
    LogRange range;
    if (tokens.acceptSymbol("(")) {
      range = logRangeParts();
      if (!tokens.acceptSymbol(")")) {
        throw tokens.unexpected();
      }
      if (!range.hasRange) {
        rangeAndOffset(range);
        unwrapAfterRange(range);
      }
    } else {
      range = logRangeParts();
      if (!range.hasRange) {
        throw tokens.unexpected();
      }
    }
    tokens.leave();
    return range;
  }

  /// Everything of a range up to a closing parenthesis; the range itself may be missing.
  private LogRange logRangeParts() {
    if (tokens.isSymbol("(")) {
      return logRange();
    }
    var range = new LogRange();
    if (!tokens.isSymbol("{")) {
      throw tokens.unexpected();
    }
    range.selector = stages.selector();
    if (tokens.isKind(TokenKind.RANGE)) {
      rangeAndOffset(range);
      range.unwrap = stages.pipeline(range.stages, true);
      return range;
    }
    range.unwrap = stages.pipeline(range.stages, true);
    if (tokens.isKind(TokenKind.RANGE)) {
      rangeAndOffset(range);
    }
    return range;
  }

  private void rangeAndOffset(LogRange range) {
    if (!tokens.isKind(TokenKind.RANGE)) {
      throw tokens.unexpected();
    }
    range.rangeNs = tokens.next().number();
    range.hasRange = true;
    if (tokens.acceptWord("offset")) {
      range.offsetNs = tokens.expect(TokenKind.DURATION).number();
    }
  }

  /// `({a="b"})[5m] | unwrap x`: allowed where nothing but a selector is in the parentheses.
  private void unwrapAfterRange(LogRange range) {
    if (range.unwrap == null && range.stages.isEmpty() && tokens.isSymbol("|")) {
      range.unwrap = stages.pipeline(range.stages, true);
      if (!range.stages.isEmpty()) {
        throw tokens.unexpected();
      }
    }
  }

  private @Nullable Grouping grouping() {
    boolean without = tokens.peek().isWord("without");
    if (!without && !tokens.peek().isWord("by")) {
      return null;
    }
    tokens.next();
    return new Grouping(without, labels());
  }

  /// `(a, b)`, `()`.
  private List<String> labels() {
    tokens.expectSymbol("(");
    List<String> labels = new ArrayList<>();
    if (tokens.acceptSymbol(")")) {
      return labels;
    }
    if (!tokens.isKind(TokenKind.IDENTIFIER)) {
      throw tokens.unexpected(TokenKind.IDENTIFIER.text(), ")");
    }
    labels.add(tokens.next().text());
    while (!tokens.acceptSymbol(")")) {
      if (!tokens.acceptSymbol(",")) {
        throw tokens.unexpected(",", ")");
      }
      labels.add(tokens.expect(TokenKind.IDENTIFIER).text());
    }
    return labels;
  }
}
