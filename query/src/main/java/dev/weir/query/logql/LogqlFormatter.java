package dev.weir.query.logql;

import dev.weir.query.logql.ast.LabelFilter;
import dev.weir.query.logql.ast.LogqlExpr;
import dev.weir.query.logql.ast.LogqlExpr.BinaryOperator;
import dev.weir.query.logql.ast.LogqlExpr.Grouping;
import dev.weir.query.logql.ast.LogqlExpr.MetricExpr;
import dev.weir.query.logql.ast.LogqlExpr.Unwrap;
import dev.weir.query.logql.ast.LogqlExpr.VectorMatching;
import dev.weir.query.logql.ast.Stage;
import dev.weir.query.logql.text.GoValues;
import dev.weir.query.promql.Durations;
import dev.weir.query.promql.GoText;
import dev.weir.query.promql.Numbers;
import dev.weir.storage.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes a tree back as text that parses to the same tree, in Loki's spelling, with parentheses
/// only where they change the meaning.
public final class LogqlFormatter {
  /// Longest expression left on one line.
  private static final int MAX_LINE = 100;

  private LogqlFormatter() {}

  /// Broken into lines where it is long.
  public static String layOut(LogqlExpr expr) {
    return new LogqlLayout(MAX_LINE).layOut(expr);
  }

  /// On one line: `sum by (env)(rate({app="a"}[1m]))`.
  public static String format(LogqlExpr expr) {
    return switch (expr) {
      case LogqlExpr.LogQuery query -> logQuery(query);
      case LogqlExpr.RangeAggregation range -> rangeAggregation(range);
      case LogqlExpr.VectorAggregation vector -> vectorAggregation(vector);
      case LogqlExpr.Binary binary -> binary(binary);
      case LogqlExpr.LabelReplace replace ->
          "label_replace("
              + format(replace.of())
              + ','
              + GoText.quote(replace.destination())
              + ','
              + GoText.quote(replace.replacement())
              + ','
              + GoText.quote(replace.source())
              + ','
              + GoText.quote(replace.regex())
              + ')';
      case LogqlExpr.NumberLiteral literal -> Numbers.format(literal.value());
      case LogqlExpr.VectorLiteral vector -> "vector(" + Numbers.format(vector.value()) + ')';
    };
  }

  /// A selector: `{a="b", c!="d"}`.
  public static String selector(List<Matcher> matchers) {
    return matchers.stream()
        .map(LogqlFormatter::matcher)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String matcher(Matcher matcher) {
    return matcher.name() + matcher.op().symbol() + GoText.quote(matcher.value());
  }

  private static String logQuery(LogqlExpr.LogQuery query) {
    var out = new StringBuilder(selector(query.selector()));
    for (Stage stage : query.stages()) {
      out.append(' ').append(stage(stage));
    }
    return out.toString();
  }

  private static String rangeAggregation(LogqlExpr.RangeAggregation range) {
    var out = new StringBuilder(LogqlParser.name(range.function())).append('(');
    if (!Double.isNaN(range.parameter())) {
      out.append(Numbers.format(range.parameter())).append(',');
    }
    out.append(logQuery(range.query()));
    Unwrap unwrap = range.unwrap();
    if (unwrap != null) {
      out.append(' ').append(unwrap(unwrap));
    }
    out.append(range(range));
    out.append(')');
    return out.append(grouping(range.grouping())).toString();
  }

  /// The range with its offset: `[5m] offset 1h0m0s`.
  static String range(LogqlExpr.RangeAggregation range) {
    String text = '[' + Durations.format(range.rangeNs() / 1_000_000) + ']';
    return range.offsetNs() == 0
        ? text
        : text + " offset " + GoValues.formatDuration(range.offsetNs());
  }

  /// `| unwrap x | x>1`.
  static String unwrap(Unwrap unwrap) {
    String label =
        switch (unwrap.conversion()) {
          case NUMBER -> unwrap.label();
          case BYTES -> "bytes(" + unwrap.label() + ')';
          case DURATION -> "duration(" + unwrap.label() + ')';
          case DURATION_SECONDS -> "duration_seconds(" + unwrap.label() + ')';
        };
    var out = new StringBuilder("| unwrap ").append(label);
    for (LabelFilter filter : unwrap.filters()) {
      out.append(" | ").append(labelFilter(filter));
    }
    return out.toString();
  }

  private static String grouping(@Nullable Grouping grouping) {
    if (grouping == null) {
      return "";
    }
    return (grouping.without() ? " without (" : " by (") + String.join(",", grouping.names()) + ')';
  }

  private static String vectorAggregation(LogqlExpr.VectorAggregation vector) {
    String parameter =
        Double.isNaN(vector.parameter()) ? "" : Numbers.format(vector.parameter()) + ',';
    return LogqlParser.name(vector.function())
        + grouping(vector.grouping())
        + '('
        + parameter
        + format(vector.of())
        + ')';
  }

  private static String binary(LogqlExpr.Binary binary) {
    return side(binary.left(), leftNeedsParens(binary))
        + ' '
        + operator(binary)
        + ' '
        + side(binary.right(), rightNeedsParens(binary));
  }

  /// The operator with its modifiers: `> bool on (a)`.
  static String operator(LogqlExpr.Binary binary) {
    return binary.operator().symbol()
        + (binary.returnsBool() ? " bool" : "")
        + matching(binary.matching());
  }

  static boolean leftNeedsParens(LogqlExpr.Binary binary) {
    BinaryOperator operator = binary.operator();
    return needsParens(binary.left(), operator, operator == BinaryOperator.POW);
  }

  static boolean rightNeedsParens(LogqlExpr.Binary binary) {
    BinaryOperator operator = binary.operator();
    return needsParens(binary.right(), operator, operator != BinaryOperator.POW);
  }

  /// Whether a side must be in parentheses; `atEqual` when operators bind equally.
  private static boolean needsParens(MetricExpr side, BinaryOperator operator, boolean atEqual) {
    if (!(side instanceof LogqlExpr.Binary inner)) {
      return false;
    }
    int difference = inner.operator().precedence() - operator.precedence();
    return difference < 0 || (difference == 0 && atEqual);
  }

  private static String side(MetricExpr side, boolean inParens) {
    return inParens ? '(' + format(side) + ')' : format(side);
  }

  private static String matching(@Nullable VectorMatching matching) {
    if (matching == null) {
      return "";
    }
    String labels =
        (matching.on() ? " on (" : " ignoring (") + String.join(",", matching.labels()) + ')';
    String include = " (" + String.join(",", matching.include()) + ')';
    return switch (matching.many()) {
      case NONE -> labels;
      case LEFT -> labels + " group_left" + include;
      case RIGHT -> labels + " group_right" + include;
    };
  }

  /// One stage: `| json`.
  static String stage(Stage stage) {
    return switch (stage) {
      case Stage.LineFilterStage filter ->
          filter.operator().symbol()
              + ' '
              + filter.terms().stream()
                  .map(LogqlFormatter::term)
                  .collect(Collectors.joining(" or "));
      case Stage.Json json -> "| json" + extractions(json.extractions());
      case Stage.Logfmt logfmt ->
          "| logfmt"
              + (logfmt.strict() ? " --strict" : "")
              + (logfmt.keepEmpty() ? " --keep-empty" : "")
              + extractions(logfmt.extractions());
      case Stage.Regexp regexp -> "| regexp " + GoText.quote(regexp.expression());
      case Stage.Pattern pattern -> "| pattern " + GoText.quote(pattern.expression());
      case Stage.Unpack unpack -> "| unpack";
      case Stage.LabelFilterStage filter -> "| " + labelFilter(filter.filter());
      case Stage.LineFormat format -> "| line_format " + GoText.quote(format.template());
      case Stage.LabelFormat format ->
          "| label_format "
              + format.assignments().stream()
                  .map(a -> a.name() + '=' + (a.isRename() ? a.value() : GoText.quote(a.value())))
                  .collect(Collectors.joining(","));
      case Stage.Decolorize decolorize -> "| decolorize";
      case Stage.Drop drop -> "| drop " + named(drop.names(), drop.matchers());
      case Stage.Keep keep -> "| keep " + named(keep.names(), keep.matchers());
    };
  }

  private static String term(Stage.LineFilterStage.Term term) {
    String quoted = GoText.quote(term.text());
    return term.isIp() ? "ip(" + quoted + ')' : quoted;
  }

  private static String extractions(List<Stage.Extraction> extractions) {
    return extractions.isEmpty()
        ? ""
        : extractions.stream()
            .map(e -> e.name() + '=' + GoText.quote(e.expression()))
            .collect(Collectors.joining(",", " ", ""));
  }

  private static String named(List<String> names, List<Matcher> matchers) {
    List<String> all = new ArrayList<>(names);
    matchers.forEach(matcher -> all.add(matcher(matcher)));
    return String.join(",", all);
  }

  private static String labelFilter(LabelFilter filter) {
    return switch (filter) {
      case LabelFilter.And and -> inAnd(and.left(), false) + " and " + inAnd(and.right(), true);
      case LabelFilter.Or or ->
          labelFilter(or.left())
              + " or "
              + (or.right() instanceof LabelFilter.Or
                  ? '(' + labelFilter(or.right()) + ')'
                  : labelFilter(or.right()));
      case LabelFilter.Text text -> matcher(text.matcher());
      case LabelFilter.Quantity quantity ->
          quantity.name() + quantity.comparison().symbol() + quantity(quantity);
      case LabelFilter.Ip ip ->
          ip.name() + (ip.negated() ? "!=" : "=") + "ip(" + GoText.quote(ip.range()) + ')';
    };
  }

  private static String inAnd(LabelFilter filter, boolean right) {
    boolean needsParens =
        filter instanceof LabelFilter.Or || (right && filter instanceof LabelFilter.And);
    return needsParens ? '(' + labelFilter(filter) + ')' : labelFilter(filter);
  }

  private static String quantity(LabelFilter.Quantity quantity) {
    return switch (quantity.unit()) {
      case NUMBER -> Numbers.format(quantity.value());
      case DURATION -> GoValues.formatDuration(Math.round(quantity.value() * 1e9));
      case BYTES -> GoValues.formatBytes(quantity.value());
    };
  }
}
