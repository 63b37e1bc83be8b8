package dev.weir.query.logql.template;

import dev.weir.query.logql.text.GoValues;
import dev.weir.query.template.TemplateException;
import dev.weir.query.template.TemplateFunction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/// Functions over numbers, sprig's: arguments that are text are read as numbers, and are 0 when
/// they are none. Those ending in `f` compute with decimals.
final class NumberFunctions {
  private static final int MANY = 100;
  private static final MathContext PRECISION = new MathContext(16, RoundingMode.HALF_EVEN);

  private NumberFunctions() {}

  static void addTo(Map<String, TemplateFunction> table) {
    one(table, "int", (args, source) -> Casts.toLong(args[0]));
    one(table, "float64", (args, source) -> Casts.toDouble(args[0]));
    one(table, "ceil", (args, source) -> Math.ceil(Casts.toDouble(args[0])));
    one(table, "floor", (args, source) -> Math.floor(Casts.toDouble(args[0])));
    table.put("round", TemplateFunction.of("round", 2, (args, source) -> round(args)));
    whole(table, "add", Long::sum);
    whole(table, "mul", (a, b) -> a * b);
    whole(table, "max", Math::max);
    whole(table, "min", Math::min);
    pair(table, "sub", (a, b) -> a - b);
    pair(table, "div", (a, b) -> a / divisor(b));
    pair(table, "mod", (a, b) -> a % divisor(b));
    real(table, "addf", BigDecimal::add);
    real(table, "subf", BigDecimal::subtract);
    real(table, "mulf", BigDecimal::multiply);
    real(table, "divf", NumberFunctions::divide);
    real(table, "maxf", BigDecimal::max);
    real(table, "minf", BigDecimal::min);
    one(table, "bytes", (args, source) -> bytes(TemplateFunction.text(args, 0)));
    one(table, "duration", (args, source) -> seconds(TemplateFunction.text(args, 0)));
    one(table, "duration_seconds", (args, source) -> seconds(TemplateFunction.text(args, 0)));
  }

  private static void one(
      Map<String, TemplateFunction> table, String name, TemplateFunction function) {
    table.put(name, TemplateFunction.of(name, 1, function));
  }

  private static void whole(
      Map<String, TemplateFunction> table, String name, LongBinaryOperator operator) {
    TemplateFunction function =
        (args, source) -> {
          long result = Casts.toLong(args[0]);
          for (int i = 1; i < args.length; i++) {
            result = operator.applyAsLong(result, Casts.toLong(args[i]));
          }
          return result;
        };
    table.put(name, TemplateFunction.of(name, 1, MANY, function));
  }

  private static void pair(
      Map<String, TemplateFunction> table, String name, LongBinaryOperator operator) {
    table.put(
        name,
        TemplateFunction.of(
            name,
            2,
            (args, source) -> operator.applyAsLong(Casts.toLong(args[0]), Casts.toLong(args[1]))));
  }

  private static void real(
      Map<String, TemplateFunction> table, String name, BinaryOperator<BigDecimal> operator) {
    TemplateFunction function =
        (args, source) -> {
          BigDecimal result = Casts.toDecimal(args[0]);
          for (int i = 1; i < args.length; i++) {
            result = operator.apply(result, Casts.toDecimal(args[i]));
          }
          return result.doubleValue();
        };
    table.put(name, TemplateFunction.of(name, 1, MANY, function));
  }

  private static double bytes(String text) {
    double bytes = GoValues.bytes(text);
    if (Double.isNaN(bytes)) {
      throw new TemplateException(GoValues.bytesError(text));
    }
    return bytes;
  }

  private static double seconds(String text) {
    long nanos = GoValues.goDuration(text);
    if (nanos == GoValues.NO_DURATION) {
      throw new TemplateException(GoValues.durationError(text));
    }
    return nanos / 1e9;
  }

  private static long divisor(long number) {
    if (number == 0) {
      throw new TemplateException("runtime error: integer divide by zero");
    }
    return number;
  }

  private static BigDecimal divide(BigDecimal left, BigDecimal right) {
    if (right.signum() == 0) {
      throw new TemplateException("decimal division by 0");
    }
    return left.divide(right, PRECISION);
  }

  private static double round(@Nullable Object[] args) {
    double value = Casts.toDouble(args[0]);
    int places = Math.clamp(Casts.toLong(args[1]), 0, 15);
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_UP).doubleValue()
        : value;
  }
}
