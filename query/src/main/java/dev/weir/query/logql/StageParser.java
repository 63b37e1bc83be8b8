package dev.weir.query.logql;

import dev.weir.query.logql.ast.LabelFilter;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.Unwrap;
import dev.weir.query.logql.ast.Stage;
import dev.weir.query.logql.ast.Stage.LineOperator;
import dev.weir.storage.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses stream selectors and pipelines, on the parser's tokens.
final class StageParser {
  private final LogqlTokens tokens;
  private final LabelFilterParser filters;

  StageParser(LogqlTokens tokens, LabelFilterParser filters) {
    this.tokens = tokens;
    this.filters = filters;
  }

  /// A selector and the stages after it, without an unwrap.
  LogQuery logQuery() {
    List<Matcher> selector = selector();
    List<Stage> stages = new ArrayList<>();
    pipeline(stages, false);
    return new LogQuery(selector, stages);
  }

  /// `{a="b", c!="d"}`.
  List<Matcher> selector() {
    tokens.expectSymbol("{");
    List<Matcher> matchers = new ArrayList<>();
    if (tokens.acceptSymbol("}")) {
      return matchers;
    }
    matchers.add(filters.matcher("}"));
    while (!tokens.acceptSymbol("}")) {
      if (!tokens.acceptSymbol(",")) {
        throw tokens.unexpected("}", ",");
      }
      matchers.add(filters.matcher());
    }
    return matchers;
  }

  /// Stages as long as they come, added to `stages`; where `unwrapAllowed`, they may end with an
  /// unwrap and its filters, which is returned.
  @Nullable Unwrap pipeline(List<Stage> stages, boolean unwrapAllowed) {
    while (true) {
      LineOperator operator = lineOperator();
      if (operator != null) {
        tokens.next();
        stages.add(lineFilter(operator));
      } else if (tokens.acceptSymbol("|")) {
        if (unwrapAllowed && tokens.acceptWord("unwrap")) {
          return unwrap();
        }
        stages.add(stage());
      } else {
        return null;
      }
    }
  }

  private @Nullable LineOperator lineOperator() {
    if (tokens.isKind(TokenKind.SYMBOL)) {
      for (LineOperator operator : LineOperator.values()) {
        if (tokens.isSymbol(operator.symbol())) {
          return operator;
        }
      }
    }
    return null;
  }

  private Stage lineFilter(LineOperator operator) {
    List<Stage.LineFilterStage.Term> terms = new ArrayList<>();
    do {
      if (tokens.isKind(TokenKind.STRING)) {
        terms.add(new Stage.LineFilterStage.Term(tokens.next().text(), false));
      } else if (tokens.peek().isFunction("ip")) {
        tokens.next();
        terms.add(new Stage.LineFilterStage.Term(tokens.parenthesisedString(), true));
      } else {
        throw tokens.unexpected(TokenKind.STRING.text(), "ip");
      }
    } while (tokens.acceptWord("or"));
    return new Stage.LineFilterStage(operator, terms);
  }

  private Stage stage() {
    LogqlToken token = tokens.peek();
    if (token.kind() != TokenKind.WORD) {
      if (!filters.isAhead()) {
        throw tokens.unexpected();
      }
      return new Stage.LabelFilterStage(filters.filter());
    }
    return switch (token.text()) {
      case "json" -> {
        tokens.next();
        yield new Stage.Json(extractions());
      }
      case "logfmt" -> {
        tokens.next();
        yield logfmt();
      }
      case "regexp" -> {
        tokens.next();
        yield regexp(tokens.expect(TokenKind.STRING).text());
      }
      case "pattern" -> {
        tokens.next();
        yield pattern(tokens.expect(TokenKind.STRING).text());
      }
      case "unpack" -> {
        tokens.next();
        yield new Stage.Unpack();
      }
      case "line_format" -> {
        tokens.next();
        yield new Stage.LineFormat(tokens.expect(TokenKind.STRING).text());
      }
      case "label_format" -> {
        tokens.next();
        yield labelFormat();
      }
      case "decolorize" -> {
        tokens.next();
        yield new Stage.Decolorize();
      }
      case "drop", "keep" -> {
        tokens.next();
        yield dropOrKeep(token.text().equals("drop"));
      }
      default -> throw tokens.unexpected();
    };
  }

  private Stage regexp(String expression) {
    try {
      RegexpStage.names(expression);
    } catch (IllegalArgumentException e) {
      tokens.complain(LogqlError.general("invalid regexp parser: " + e.getMessage()));
    }
    return new Stage.Regexp(expression);
  }

  private Stage pattern(String expression) {
    try {
      LinePattern.forParser(expression);
    } catch (IllegalArgumentException e) {
      tokens.complain(LogqlError.general("invalid pattern parser: " + e.getMessage()));
    }
    return new Stage.Pattern(expression);
  }

  private Stage logfmt() {
    boolean strict = false;
    boolean keepEmpty = false;
    while (tokens.isKind(TokenKind.FLAG)) {
      boolean isStrict = tokens.next().text().equals("--strict");
      strict |= isStrict;
      keepEmpty |= !isStrict;
    }
    return new Stage.Logfmt(strict, keepEmpty, extractions());
  }

  private List<Stage.Extraction> extractions() {
    List<Stage.Extraction> extractions = new ArrayList<>();
    if (!tokens.isKind(TokenKind.IDENTIFIER)) {
      return extractions;
    }
    do {
      String name = tokens.expect(TokenKind.IDENTIFIER).text();
      String expression = tokens.acceptSymbol("=") ? tokens.expect(TokenKind.STRING).text() : name;
      extractions.add(new Stage.Extraction(name, expression));
    } while (tokens.acceptSymbol(","));
    return extractions;
  }

  private Stage labelFormat() {
    List<Stage.LabelFormat.Assignment> assignments = new ArrayList<>();
    do {
      String name = tokens.expect(TokenKind.IDENTIFIER).text();
      tokens.expectSymbol("=");
      boolean isRename = tokens.isKind(TokenKind.IDENTIFIER);
      if (!isRename && !tokens.isKind(TokenKind.STRING)) {
        throw tokens.unexpected(TokenKind.IDENTIFIER.text(), TokenKind.STRING.text());
      }
      assignments.add(new Stage.LabelFormat.Assignment(name, tokens.next().text(), isRename));
    } while (tokens.acceptSymbol(","));
    return new Stage.LabelFormat(assignments);
  }

  private Stage dropOrKeep(boolean isDrop) {
    List<String> names = new ArrayList<>();
    List<Matcher> matchers = new ArrayList<>();
    do {
      String name = tokens.expect(TokenKind.IDENTIFIER).text();
      Matcher.Op op = filters.matcherOp();
      if (op == null) {
        names.add(name);
      } else {
        tokens.next();
        matchers.add(filters.matcher(name, op, tokens.expect(TokenKind.STRING).text()));
      }
    } while (tokens.acceptSymbol(","));
    return isDrop ? new Stage.Drop(names, matchers) : new Stage.Keep(names, matchers);
  }

  /// What follows the word `unwrap`.
  private Unwrap unwrap() {
    Unwrap.Conversion conversion = Unwrap.Conversion.NUMBER;
    String label;
    if (tokens.isKind(TokenKind.FUNCTION)) {
      conversion = conversion();
      tokens.next();
      tokens.expectSymbol("(");
      label = tokens.expect(TokenKind.IDENTIFIER).text();
      tokens.expectSymbol(")");
    } else if (tokens.isKind(TokenKind.IDENTIFIER)) {
      label = tokens.next().text();
    } else {
      throw tokens.unexpected();
    }
    List<LabelFilter> filtersAfter = new ArrayList<>();
    while (tokens.acceptSymbol("|")) {
      if (!filters.isAhead()) {
        throw tokens.unexpected("(", TokenKind.IDENTIFIER.text());
      }
      filtersAfter.add(filters.filter());
    }
    return new Unwrap(label, conversion, filtersAfter);
  }

  private Unwrap.Conversion conversion() {
    return switch (tokens.peek().text()) {
      case "bytes" -> Unwrap.Conversion.BYTES;
      case "duration" -> Unwrap.Conversion.DURATION;
      case "duration_seconds" -> Unwrap.Conversion.DURATION_SECONDS;
      default -> throw tokens.unexpected();
    };
  }
}
