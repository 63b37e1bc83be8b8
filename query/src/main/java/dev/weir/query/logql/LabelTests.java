package dev.weir.query.logql;

import dev.weir.query.logql.ast.LabelFilter;
import dev.weir.query.logql.ast.LabelFilter.Comparison;
import dev.weir.query.logql.text.GoValues;
import dev.weir.storage.model.Matcher;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Conditions on labels, compiled.
///
/// A line without the label does not satisfy a comparison with a quantity. A label that is there
/// but cannot be read does, and `__error__` says so: only a condition on `__error__` drops it then.
final class LabelTests {
  private LabelTests() {}

  /// Throws `IllegalArgumentException` for a malformed address range.
  static PipelineStage compile(LabelFilter filter) {
    return switch (filter) {
      case LabelFilter.And and -> {
        PipelineStage left = compile(and.left());
        PipelineStage right = compile(and.right());
        yield line -> {
          boolean isLeft = left.process(line);
          return right.process(line) && isLeft; // both, for the errors they set
        };
      }
      case LabelFilter.Or or -> {
        PipelineStage left = compile(or.left());
        PipelineStage right = compile(or.right());
        yield line -> left.process(line) || right.process(line);
      }
      case LabelFilter.Text text -> text(text.matcher());
      case LabelFilter.Quantity quantity ->
          switch (quantity.unit()) {
            case NUMBER -> number(quantity);
            case DURATION -> duration(quantity);
            case BYTES -> bytes(quantity);
          };
      case LabelFilter.Ip ip -> ip(ip);
    };
  }

  /// Adds the names of the labels that `filter` looks at.
  static void addNames(LabelFilter filter, Set<String> names) {
    switch (filter) {
      case LabelFilter.And and -> {
        addNames(and.left(), names);
        addNames(and.right(), names);
      }
      case LabelFilter.Or or -> {
        addNames(or.left(), names);
        addNames(or.right(), names);
      }
      case LabelFilter.Text text -> names.add(text.matcher().name());
      case LabelFilter.Quantity quantity -> names.add(quantity.name());
      case LabelFilter.Ip ip -> names.add(ip.name());
    }
  }

  private static PipelineStage text(Matcher matcher) {
    return line -> {
      String value = line.label(matcher.name());
      return matcher.matches(value == null ? "" : value);
    };
  }

  private static PipelineStage number(LabelFilter.Quantity quantity) {
    double wanted = quantity.value();
    return line -> {
      String value = line.label(quantity.name());
      if (value == null) {
        return false;
      }
      double number = GoValues.number(value);
      if (GoValues.isNoNumber(number)) {
        line.setErrorIfNone(PipelineErrors.LABEL_FILTER, GoValues.numberError(value));
        return true;
      }
      return compare(quantity.comparison(), number, wanted);
    };
  }

  private static PipelineStage duration(LabelFilter.Quantity quantity) {
    double wanted = Math.round(quantity.value() * 1e9);
    return line -> {
      String value = line.label(quantity.name());
      if (value == null) {
        return false;
      }
      long nanos = GoValues.goDuration(value);
      if (nanos == GoValues.NO_DURATION) {
        line.setErrorIfNone(PipelineErrors.LABEL_FILTER, GoValues.durationError(value));
        return true;
      }
      return compare(quantity.comparison(), nanos, wanted);
    };
  }

  private static PipelineStage bytes(LabelFilter.Quantity quantity) {
    return line -> {
      String value = line.label(quantity.name());
      if (value == null) {
        return false;
      }
      double bytes = GoValues.bytes(value);
      if (Double.isNaN(bytes)) {
        line.setErrorIfNone(PipelineErrors.LABEL_FILTER, GoValues.bytesError(value));
        return true;
      }
      return compare(quantity.comparison(), bytes, quantity.value());
    };
  }

  private static boolean compare(Comparison comparison, double left, double right) {
    return switch (comparison) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case GREATER -> left > right;
      case GREATER_OR_EQUAL -> left >= right;
      case LESS -> left < right;
      case LESS_OR_EQUAL -> left <= right;
    };
  }

  private static PipelineStage ip(LabelFilter.Ip ip) {
    IpRange range = IpRange.parse(ip.range());
    return line -> {
      if (line.hasError()) {
        return true; // only a condition on the error drops such a line
      }
      String value = line.label(ip.name());
      if (value == null) {
        return false;
      }
      byte[] text = value.getBytes(StandardCharsets.UTF_8);
      return range.isIn(text, 0, text.length) != ip.negated();
    };
  }
}
