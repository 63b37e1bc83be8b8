package dev.weir.query.promql;

import java.time.LocalDate;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Functions of one number: mathematics, and dates of epoch seconds in UTC. Where Java's result
/// would differ from Go's, Go's formula is used.
final class ElementFunctions {
  private static final double LARGE = 1L << 28;
  private static final double SMALL = 1 / LARGE;
  private static final double LN_2 = Math.log(2);

  private static final Map<String, DoubleUnaryOperator> BY_NAME =
      Map.ofEntries(
          Map.entry("abs", Math::abs),
          Map.entry("ceil", Math::ceil),
          Map.entry("floor", Math::floor),
          Map.entry("exp", Math::exp),
          Map.entry("ln", Math::log),
          Map.entry("log2", ElementFunctions::log2),
          Map.entry("log10", Math::log10),
          Map.entry("sqrt", Math::sqrt),
          Map.entry("sgn", v -> v < 0 ? -1 : v > 0 ? 1 : v),
          Map.entry("sin", Math::sin),
          Map.entry("cos", Math::cos),
          Map.entry("tan", Math::tan),
          Map.entry("asin", Math::asin),
          Map.entry("acos", Math::acos),
          Map.entry("atan", Math::atan),
          Map.entry("sinh", Math::sinh),
          Map.entry("cosh", Math::cosh),
          Map.entry("tanh", Math::tanh),
          Map.entry("asinh", ElementFunctions::asinh),
          Map.entry("acosh", ElementFunctions::acosh),
          Map.entry("atanh", ElementFunctions::atanh),
          Map.entry("deg", v -> v * 180 / Math.PI),
          Map.entry("rad", v -> v * Math.PI / 180));

  private static final Map<String, DoubleUnaryOperator> DATES =
      Map.of(
          "minute", v -> Math.floorMod(Math.floorDiv((long) v, 60L), 60L),
          "hour", v -> Math.floorMod(Math.floorDiv((long) v, 3600L), 24L),
          "day_of_week", v -> date(v).getDayOfWeek().getValue() % 7,
          "day_of_month", v -> date(v).getDayOfMonth(),
          "day_of_year", v -> date(v).getDayOfYear(),
          "days_in_month", v -> date(v).lengthOfMonth(),
          "month", v -> date(v).getMonthValue(),
          "year", v -> date(v).getYear());

  private ElementFunctions() {}

  /// The function called `name`, or null.
  static @Nullable DoubleUnaryOperator find(String name) {
    return BY_NAME.get(name);
  }

  /// The function of epoch seconds called `name`, or null.
  static @Nullable DoubleUnaryOperator findDate(String name) {
    return DATES.get(name);
  }

  private static LocalDate date(double seconds) {
    long day = Math.floorDiv((long) seconds, 86_400L);
    return LocalDate.ofEpochDay(
        Math.clamp(day, LocalDate.MIN.toEpochDay(), LocalDate.MAX.toEpochDay()));
  }

  private static double log2(double v) {
    int exponent = Math.getExponent(v) + 1;
    if (v > 0 && exponent > Double.MIN_EXPONENT && exponent <= Double.MAX_EXPONENT) {
      double fraction = Math.scalb(v, -exponent);
      return fraction == 0.5 ? exponent - 1 : Math.log(fraction) * (1 / LN_2) + exponent;
    }
    return Math.log(v) / LN_2;
  }

  private static double asinh(double v) {
    double x = Math.abs(v);
    double result;
    if (x > LARGE) {
      result = Math.log(x) + LN_2;
    } else if (x > 2) {
      result = Math.log(2 * x + 1 / (Math.sqrt(x * x + 1) + x));
    } else if (x < SMALL) {
      result = x;
    } else {
      result = Math.log1p(x + x * x / (1 + Math.sqrt(1 + x * x)));
    }
    return Math.copySign(result, v);
  }

  private static double acosh(double x) {
    if (x < 1 || Double.isNaN(x)) {
      return Double.NaN;
    } else if (x >= LARGE) {
      return Math.log(x) + LN_2;
    } else if (x > 2) {
      return Math.log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
    }
    double t = x - 1;
    return Math.log1p(t + Math.sqrt(2 * t + t * t));
  }

  private static double atanh(double v) {
    double x = Math.abs(v);
    if (x > 1 || Double.isNaN(x)) {
      return Double.NaN;
    }
    double twice = x + x;
    double result;
    if (x == 1) {
      result = Double.POSITIVE_INFINITY;
    } else if (x < SMALL) {
      result = x;
    } else if (x < 0.5) {
      result = 0.5 * Math.log1p(twice + twice * x / (1 - x));
    } else {
      result = 0.5 * Math.log1p(twice / (1 - x));
    }
    return Math.copySign(result, v);
  }
}
