package dev.weir.query.promql;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.Staleness;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A series line of the script language: `name{a="b"} 0+10x5 _ stale NaN`.
record ScriptValues(Labels labels, List<@Nullable Double> values, boolean hasNative) {
  private static final String NUMBER =
      "(?:\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+(?:[eE][+-]?\\d+)?|[iI][nN][fF]|[nN][aA][nN])";
  private static final Pattern ITEM =
      Pattern.compile("(stale|[+-]?" + NUMBER + ")([+-]" + NUMBER + ")?(?:x(\\d+))?");

  static ScriptValues parse(String line) {
    int split = endOfLabels(line);
    Labels labels = labels(line.substring(0, split).trim());
    String rest = line.substring(split).trim();
    if (rest.contains("{{")) {
      return new ScriptValues(labels, List.of(), true);
    }
    List<@Nullable Double> values = new ArrayList<>();
    for (String item : rest.isEmpty() ? new String[0] : rest.split("\\s+")) {
      item(item, values);
    }
    return new ScriptValues(labels, values, false);
  }

  private static void item(String item, List<@Nullable Double> values) {
    if (item.startsWith("_")) {
      int times = item.length() > 1 ? Integer.parseInt(item.substring(2)) : 1;
      for (int i = 0; i < times; i++) {
        values.add(null);
      }
      return;
    }
    Matcher m = ITEM.matcher(item);
    if (!m.matches()) {
      throw new IllegalArgumentException("bad series value " + item);
    }
    int repeats = m.group(3) == null ? 0 : Integer.parseInt(m.group(3));
    double value = m.group(1).equals("stale") ? Staleness.STALE_NAN : number(m.group(1));
    double step = m.group(2) == null ? 0 : number(m.group(2));
    for (int i = 0; i <= repeats; i++) {
      values.add(value);
      if (step != 0) {
        value += step;
      }
    }
  }

  static double number(String text) {
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    double sign = lower.startsWith("-") ? -1 : 1;
    String plain = lower.startsWith("-") || lower.startsWith("+") ? lower.substring(1) : lower;
    return switch (plain) {
      case "inf" -> sign * Double.POSITIVE_INFINITY;
      case "nan" -> Double.NaN;
      default ->
          sign
              * (plain.startsWith("0x")
                  ? Long.parseLong(plain.substring(2), 16)
                  : Double.parseDouble(plain));
    };
  }

  private static int endOfLabels(String line) {
    int at = 0;
    while (at < line.length() && " \t{".indexOf(line.charAt(at)) < 0) {
      at++;
    }
    if (at == line.length() || line.charAt(at) != '{' || line.startsWith("{{", at)) {
      return at;
    }
    char quote = 0;
    for (; at < line.length(); at++) {
      char c = line.charAt(at);
      if (quote != 0) {
        if (c == '\\' && quote != '`') {
          at++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '"' || c == '\'' || c == '`') {
        quote = c;
      } else if (c == '}') {
        return at + 1;
      }
    }
    throw new IllegalArgumentException("unclosed brace: " + line);
  }

  static Labels labels(String text) {
    int brace = text.indexOf('{');
    var out = new LabelsBuilder();
    String name = brace < 0 ? text : text.substring(0, brace);
    if (!name.isEmpty()) {
      out.set(Labels.NAME, name);
    }
    if (brace >= 0 && !text.substring(brace).matches("\\{\\s*\\}")) {
      String selector = "x" + text.substring(brace).replaceAll(",\\s*\\}$", "}");
      String inner = selector.substring(2, selector.length() - 1);
      for (Token[] pair : pairs(inner)) {
        if (pair[1] == null) {
          out.set(Labels.NAME, GoText.unquote(pair[0].text()));
        } else {
          String label =
              pair[0].type() == TokenType.STRING ? GoText.unquote(pair[0].text()) : pair[0].text();
          out.set(label, GoText.unquote(pair[1].text()));
        }
      }
    }
    return out.build();
  }

  private static List<@Nullable Token[]> pairs(String inner) {
    List<Token> tokens = new PromqlLexer("{" + inner + "}").lex().tokens();
    List<@Nullable Token[]> pairs = new ArrayList<>();
    int at = 1;
    while (tokens.get(at).type() != TokenType.RIGHT_BRACE) {
      if (tokens.get(at).type() == TokenType.COMMA) {
        at++;
      } else if (tokens.get(at + 1).type() == TokenType.ASSIGN) {
        pairs.add(new Token[] {tokens.get(at), tokens.get(at + 2)});
        at += 3;
      } else {
        pairs.add(new Token[] {tokens.get(at), null});
        at++;
      }
    }
    return pairs;
  }
}
