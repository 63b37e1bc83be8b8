package dev.weir.query.logql.template;

import static dev.weir.query.template.TemplateFunction.text;
import static dev.weir.query.template.TemplateFunction.whole;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.weir.query.promql.GoText;
import dev.weir.query.template.GoStrings;
import dev.weir.query.template.Template;
import dev.weir.query.template.TemplateException;
import dev.weir.query.template.TemplateFunction;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/// Functions over text. Old ones take the text first, those of sprig take it last, so that it can
/// be piped.
final class TextFunctions {
  private TextFunctions() {}

  static void addTo(Map<String, TemplateFunction> table) {
    addOld(table);
    addTrims(table);
    addTests(table);
    addEncodings(table);
    addRegexes(table);
    put(table, "lower", 1, (args, source) -> text(args, 0).toLowerCase(Locale.ROOT));
    put(table, "upper", 1, (args, source) -> text(args, 0).toUpperCase(Locale.ROOT));
    put(table, "title", 1, (args, source) -> GoStrings.title(text(args, 0)));
    put(table, "trunc", 2, (args, source) -> trunc(whole(args, 0), text(args, 1)));
    put(
        table,
        "substr",
        3,
        (args, source) -> substr(whole(args, 0), whole(args, 1), text(args, 2)));
    put(
        table,
        "replace",
        3,
        (args, source) -> replace(text(args, 2), text(args, 0), text(args, 1), -1));
    put(table, "repeat", 2, (args, source) -> repeat(text(args, 1), whole(args, 0)));
    put(table, "indent", 2, (args, source) -> indent(whole(args, 0), text(args, 1)));
    put(table, "nindent", 2, (args, source) -> '\n' + indent(whole(args, 0), text(args, 1)));
    put(table, "alignLeft", 2, (args, source) -> align(text(args, 1), whole(args, 0), true));
    put(table, "alignRight", 2, (args, source) -> align(text(args, 1), whole(args, 0), false));
  }

  private static void addOld(Map<String, TemplateFunction> table) {
    put(table, "ToLower", 1, (args, source) -> text(args, 0).toLowerCase(Locale.ROOT));
    put(table, "ToUpper", 1, (args, source) -> text(args, 0).toUpperCase(Locale.ROOT));
    put(
        table,
        "Replace",
        4,
        (args, source) -> replace(text(args, 0), text(args, 1), text(args, 2), whole(args, 3)));
    put(table, "Trim", 2, (args, source) -> trim(text(args, 0), text(args, 1), true, true));
    put(table, "TrimLeft", 2, (args, source) -> trim(text(args, 0), text(args, 1), true, false));
    put(table, "TrimRight", 2, (args, source) -> trim(text(args, 0), text(args, 1), false, true));
    put(table, "TrimPrefix", 2, (args, source) -> withoutPrefix(text(args, 0), text(args, 1)));
    put(table, "TrimSuffix", 2, (args, source) -> withoutSuffix(text(args, 0), text(args, 1)));
    put(table, "TrimSpace", 1, (args, source) -> text(args, 0).strip());
  }

  private static void addTrims(Map<String, TemplateFunction> table) {
    put(table, "trim", 1, (args, source) -> text(args, 0).strip());
    put(table, "trimAll", 2, (args, source) -> trim(text(args, 1), text(args, 0), true, true));
    put(table, "trimPrefix", 2, (args, source) -> withoutPrefix(text(args, 1), text(args, 0)));
    put(table, "trimSuffix", 2, (args, source) -> withoutSuffix(text(args, 1), text(args, 0)));
  }

  private static void addTests(Map<String, TemplateFunction> table) {
    put(table, "contains", 2, (args, source) -> text(args, 1).contains(text(args, 0)));
    put(table, "hasPrefix", 2, (args, source) -> text(args, 1).startsWith(text(args, 0)));
    put(table, "hasSuffix", 2, (args, source) -> text(args, 1).endsWith(text(args, 0)));
  }

  private static void addEncodings(Map<String, TemplateFunction> table) {
    put(
        table,
        "b64enc",
        1,
        (args, source) ->
            Base64.getEncoder().encodeToString(text(args, 0).getBytes(StandardCharsets.UTF_8)));
    put(table, "b64dec", 1, (args, source) -> decodeBase64(text(args, 0)));
    put(table, "urlencode", 1, (args, source) -> GoText.escapeQuery(text(args, 0)));
    put(table, "urldecode", 1, (args, source) -> decodeUrl(text(args, 0)));
  }

  private static void addRegexes(Map<String, TemplateFunction> table) {
    put(
        table,
        "regexReplaceAll",
        3,
        (args, source) -> GoStrings.replaceAll(pattern(args), text(args, 1), text(args, 2), true));
    put(
        table,
        "regexReplaceAllLiteral",
        3,
        (args, source) -> GoStrings.replaceAll(pattern(args), text(args, 1), text(args, 2), false));
    put(
        table,
        "count",
        2,
        (args, source) -> {
          Matcher matcher = pattern(args).matcher(text(args, 1));
          long count = 0;
          while (matcher.find()) {
            count++;
          }
          return count;
        });
  }

  private static Pattern pattern(Object[] args) {
    return GoStrings.pattern(text(args, 0));
  }

  private static void put(
      Map<String, TemplateFunction> table, String name, int count, TemplateFunction function) {
    table.put(name, TemplateFunction.of(name, count, function));
  }

  private static String replace(String text, String old, String by, int count) {
    var out = new StringBuilder();
    int at = 0;
    for (int done = 0; done != count; done++) {
      int found = text.indexOf(old, old.isEmpty() && done > 0 ? at + 1 : at);
      if (found < 0 || (old.isEmpty() && found > text.length() - 1 && at == text.length())) {
        break;
      }
      out.append(text, at, found).append(by);
      at = found + old.length();
      check(out.length());
      if (old.isEmpty() && found == text.length()) {
        break;
      }
    }
    return out.append(text, at, text.length()).toString();
  }

  private static String trim(String text, String set, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && set.indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    while (right && to > from && set.indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(from, to);
  }

  private static String withoutPrefix(String text, String prefix) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String withoutSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  private static String trunc(int count, String text) {
    int length = text.length();
    if (count < 0) {
      return length + count > 0 ? text.substring(length + count) : text;
    }
    return length > count ? text.substring(0, count) : text;
  }

  private static String substr(int start, int end, String text) {
    int length = text.length();
    if (start < 0) {
      return text.substring(0, Math.clamp(end, 0, length));
    }
    int from = Math.min(start, length);
    int to = end < 0 || end > length ? length : end;
    return from > to ? "" : text.substring(from, to);
  }

  private static String repeat(String text, int count) {
    check((long) text.length() * Math.max(0, count));
    return text.repeat(Math.max(0, count));
  }

  private static String indent(int count, String text) {
    String pad = repeat(" ", count);
    check(text.length() + (long) pad.length() * (1 + text.chars().filter(c -> c == '\n').count()));
    return pad + text.replace("\n", "\n" + pad);
  }

  private static String align(String text, int width, boolean left) {
    int length = text.codePointCount(0, text.length());
    if (width < 0 || width == length) {
      return text;
    }
    if (width > length) {
      String pad = repeat(" ", width - length);
      return left ? text + pad : pad + text;
    }
    return left
        ? text.substring(0, text.offsetByCodePoints(0, width))
        : text.substring(text.offsetByCodePoints(0, length - width));
  }

  private static String decodeBase64(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "illegal base64 data";
    }
  }

  private static String decodeUrl(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new TemplateException("invalid URL escape");
    }
  }

  private static void check(long length) {
    if (length > Template.MAX_OUTPUT) {
      throw new TemplateException("text longer than " + Template.MAX_OUTPUT + " characters");
    }
  }
}
