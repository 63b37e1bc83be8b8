package dev.weir.query.template;

import dev.weir.query.promql.GoText;
import dev.weir.query.promql.Numbers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Values as Go's `fmt` writes them.
public final class GoFormat {
  private static final int MAX_WIDTH = 4096;

  private GoFormat() {}

  /// As `{{ }}` and `%v` write it.
  public static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "<no value>";
      case String text -> text;
      case Double number -> number(number);
      case ZonedDateTime time -> GoTime.format("2006-01-02 15:04:05.999999999 -0700 MST", time);
      case Map<?, ?> map -> map(map);
      case TemplateSource source when source.isStruct() -> struct(source.fields());
      case TemplateSource source -> map(source.fields());
      case List<?> list -> {
        var out = new StringBuilder("[");
        for (int i = 0; i < list.size(); i++) {
          out.append(i == 0 ? "" : " ").append(text(list.get(i)));
        }
        yield out.append(']').toString();
      }
      default -> value.toString();
    };
  }

  private static String map(Map<?, ?> map) {
    var out = new StringBuilder("map[");
    new TreeMap<>(map)
        .forEach((key, value) ->
            out.append(out.length() == 4 ? "" : " ").append(key).append(':').append(text(value)));
    return out.append(']').toString();
  }

  private static String struct(Map<String, ?> fields) {
    var out = new StringJoiner(" ", "{", "}");
    fields.values().forEach(value -> out.add(text(value)));
    return out.toString();
  }

  /// The name of a value's type.
  public static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "nil";
      case String text -> "string";
      case Long number -> "int";
      case Double number -> "float64";
      case Boolean truth -> "bool";
      case Map<?, ?> map -> "map[string]interface {}";
      case List<?> list -> "[]interface {}";
      case ZonedDateTime time -> "time.Time";
      default -> "map[string]string";
    };
  }

  /// The shortest form, with an exponent below 1e-4 and from 1e6 on, which Go calls `%g`.
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e6)) {
      return exponent(new BigDecimal(Numbers.shortest(value)).stripTrailingZeros());
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    return new BigDecimal(Numbers.shortest(value)).stripTrailingZeros().toPlainString();
  }

  /// `%.4g`: at most `digits` significant digits, with an exponent below 1e-4 and where the number
  /// has more digits before its point.
  public static String significant(double value, int digits) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return number(value);
    }
    int most = Math.max(1, digits);
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(most, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    return exponent < -4 || exponent >= most
        ? exponent(rounded.stripTrailingZeros())
        : rounded.stripTrailingZeros().toPlainString();
  }

  /// All digits of `decimal`, the first one before the point.
  private static String exponent(BigDecimal decimal) {
    int exponent = decimal.signum() == 0 ? 0 : decimal.precision() - decimal.scale() - 1;
    String sign = exponent < 0 ? "-" : "+";
    return decimal.movePointLeft(exponent).toPlainString()
        + "e"
        + sign
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  /// `%e`: rounded as the exact binary value says, not as its shortest form does.
  private static String exponent(double value, int digits) {
    if (value == 0) {
      return exponent(BigDecimal.ZERO.setScale(digits));
    }
    var context = new MathContext(digits + 1, RoundingMode.HALF_EVEN);
    BigDecimal rounded = new BigDecimal(value).round(context);
    int missing = digits + 1 - rounded.precision();
    return exponent(missing > 0 ? rounded.setScale(rounded.scale() + missing) : rounded);
  }

  /// `printf`.
  public static String printf(String format, Object[] args, int firstArg) {
    var out = new StringBuilder();
    int next = firstArg;
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%') {
        out.append(c);
        continue;
      }
      var verb = new Verb();
      at = verb.parse(format, at);
      if (verb.letter == '%') {
        out.append('%');
      } else if (verb.letter == 0) {
        out.append("%!(NOVERB)");
      } else if (next >= args.length) {
        out.append("%!").append(verb.letter).append("(MISSING)");
      } else {
        out.append(verb.pad(verb.format(args[next++])));
      }
      if (out.length() > Template.MAX_OUTPUT) {
        throw new TemplateException("output longer than " + Template.MAX_OUTPUT + " characters");
      }
    }
    if (next < args.length) {
      out.append("%!(EXTRA ");
      for (int i = next; i < args.length; i++) {
        out.append(i == next ? "" : ", ").append(type(args[i])).append('=').append(text(args[i]));
      }
      out.append(')');
    }
    return out.toString();
  }

  /// One verb: `%-8.3f`.
  private static final class Verb {
    boolean minus;
    boolean plus;
    boolean zero;
    boolean space;
    boolean sharp;
    int width;
    int precision = -1;
    char letter;

    int parse(String format, int from) {
      int at = from;
      while (at < format.length() && "-+0 #".indexOf(format.charAt(at)) >= 0) {
        switch (format.charAt(at++)) {
          case '-' -> minus = true;
          case '+' -> plus = true;
          case '0' -> zero = true;
          case ' ' -> space = true;
          default -> sharp = true;
        }
      }
      while (at < format.length() && Character.digit(format.charAt(at), 10) >= 0) {
        width = Math.min(MAX_WIDTH, width * 10 + Character.digit(format.charAt(at++), 10));
      }
      if (at < format.length() && format.charAt(at) == '.') {
        at++;
        precision = 0;
        while (at < format.length() && Character.digit(format.charAt(at), 10) >= 0) {
          precision =
              Math.min(MAX_WIDTH, precision * 10 + Character.digit(format.charAt(at++), 10));
        }
      }
      if (at < format.length()) {
        letter = format.charAt(at++);
      }
      return at;
    }

    String format(@Nullable Object value) {
      String formatted =
          switch (letter) {
            case 'v' -> text(value);
            case 's' -> value instanceof Long || value instanceof Double ? null : cut(text(value));
            case 'q' -> value instanceof String text ? GoText.quote(cut(text)) : null;
            case 'd' -> value instanceof Long number ? signed(Long.toString(number)) : null;
            case 't' -> value instanceof Boolean truth ? truth.toString() : null;
            case 'f', 'F', 'e', 'E', 'g', 'G' ->
                value instanceof Double number ? signed(real(number)) : null;
            case 'x', 'X' -> hex(value);
            case 'o' -> value instanceof Long number ? Long.toOctalString(number) : null;
            case 'b' -> value instanceof Long number ? Long.toBinaryString(number) : null;
            case 'c' ->
                value instanceof Long number && Character.isValidCodePoint(number.intValue())
                    ? Character.toString(number.intValue())
                    : null;
            case 'T' -> type(value);
            default -> null;
          };
      return formatted != null
          ? formatted
          : "%!" + letter + '(' + type(value) + '=' + text(value) + ')';
    }

    private String cut(String text) {
      return precision >= 0 && text.codePointCount(0, text.length()) > precision
          ? text.substring(0, text.offsetByCodePoints(0, precision))
          : text;
    }

    private String signed(String number) {
      boolean negative = number.startsWith("-");
      return negative ? number : plus ? '+' + number : space ? ' ' + number : number;
    }

    private String real(double value) {
      if (Double.isNaN(value) || Double.isInfinite(value)) {
        zero = false;
        return value > 0 && !plus && !space ? "+Inf" : value > 0 ? "Inf" : number(value);
      }
      boolean isNegative = Double.doubleToRawLongBits(value) < 0;
      return (isNegative ? "-" : "") + size(Math.abs(value));
    }

    private String size(double value) {
      int digits = precision < 0 ? 6 : precision;
      return switch (letter) {
        case 'f', 'F' ->
            new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
        case 'e' -> exponent(value, digits);
        case 'E' -> exponent(value, digits).toUpperCase(Locale.ROOT);
        case 'G' -> general(value).toUpperCase(Locale.ROOT);
        default -> general(value);
      };
    }

    private String general(double value) {
      return precision < 0 ? number(value) : significant(value, precision);
    }

    private @Nullable String hex(@Nullable Object value) {
      String hex =
          switch (value) {
            case Long number -> (number < 0 ? "-" : "") + Long.toHexString(Math.abs(number));
            case Double number -> signed(hexReal(number));
            case String text -> {
              var out = new StringBuilder();
              for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                out.append(Character.forDigit((b >> 4) & 15, 16))
                    .append(Character.forDigit(b & 15, 16));
              }
              yield out.toString();
            }
            case null, default -> null;
          };
      if (hex == null) {
        return null;
      }
      String prefixed = sharp && !(value instanceof Double) ? "0x" + hex : hex;
      return letter == 'X' ? prefixed.toUpperCase(Locale.ROOT) : prefixed;
    }

    /// `0x1.8p+01`: with a one before the point, also where Java has none, and an exponent of two
    /// digits.
    private static String hexReal(double value) {
      if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
        return value == 0 ? number(value).replace("0", "0x0p+00") : number(value);
      }
      boolean isSubnormal = Math.abs(value) < Double.MIN_NORMAL;
      int shift = isSubnormal ? 54 : 0;
      double normal = isSubnormal ? value * 0x1p54 : value;
      int power = Math.getExponent(normal) - shift;
      String mantissa = Double.toHexString(Math.scalb(normal, -Math.getExponent(normal)));
      String digits = mantissa.substring(0, mantissa.indexOf('p')).replaceFirst("\\.0$", "");
      String size = (Math.abs(power) < 10 ? "0" : "") + Math.abs(power);
      return digits + 'p' + (power < 0 ? '-' : '+') + size;
    }

    String pad(String text) {
      int missing = width - text.codePointCount(0, text.length());
      if (missing <= 0) {
        return text;
      }
      if (minus) {
        return text + " ".repeat(missing);
      }
      if (!zero) {
        return " ".repeat(missing) + text;
      }
      boolean signed = text.startsWith("-") || text.startsWith("+");
      return signed
          ? text.charAt(0) + "0".repeat(missing) + text.substring(1)
          : "0".repeat(missing) + text;
    }
  }
}
