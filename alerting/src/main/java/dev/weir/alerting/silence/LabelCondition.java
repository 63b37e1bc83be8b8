package dev.weir.alerting.silence;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weir.query.promql.GoText;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Regex;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// One condition on a label, as Alertmanager writes it: `severity="page"`, `instance!~"db-.*"`. A
/// label that is not there has the empty value; expressions match the whole value and are RE2,
/// whose time is linear.
public final class LabelCondition {
  private static final int MAX_NAME = 1024;
  private static final int MAX_VALUE = 4096;
  private static final java.util.regex.Pattern WRITTEN =
      java.util.regex.Pattern.compile(
          "\\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(=~|!~|!=|=)\\s*(.*?)\\s*",
          java.util.regex.Pattern.DOTALL);

  private final String name;
  private final String value;
  private final boolean isRegex;
  private final boolean isEqual;
  private final @Nullable Pattern pattern;

  /// Throws `IllegalArgumentException` when it is too long or no expression.
  public LabelCondition(String name, String value, boolean isRegex, boolean isEqual) {
    if (name.isEmpty() || name.length() > MAX_NAME || value.length() > MAX_VALUE) {
      throw new IllegalArgumentException(
          "matcher must have a name of 1 to "
              + MAX_NAME
              + " and a value of at most "
              + MAX_VALUE
              + " characters");
    }
    this.name = name;
    this.value = value;
    this.isRegex = isRegex;
    this.isEqual = isEqual;
    pattern = isRegex ? compiled(value) : null;
  }

  private static Pattern compiled(String regex) {
    try {
      return Regex.compile(regex, Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("bad matcher expression: " + e.getDescription(), e);
    }
  }

  /// Reads `name="value"` with any operator; quotes may be left out.
  public static LabelCondition parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("bad matcher format: " + GoText.quote(cut(text)));
    }
    String value = matcher.group(3);
    if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
      value = GoText.unquote(value);
    }
    String operator = matcher.group(2);
    return new LabelCondition(
        matcher.group(1), value, operator.endsWith("~"), operator.startsWith("="));
  }

  private static String cut(String text) {
    return text.length() > 100 ? text.substring(0, 100) : text;
  }

  public String name() {
    return name;
  }

  public String value() {
    return value;
  }

  public boolean isRegex() {
    return isRegex;
  }

  public boolean isEqual() {
    return isEqual;
  }

  /// Whether labels fulfil it.
  public boolean matches(Labels labels) {
    return matchesValue(labels.valueOrEmpty(name));
  }

  boolean matchesValue(String of) {
    boolean isSame = pattern == null ? value.equals(of) : pattern.matches(of);
    return isSame == isEqual;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LabelCondition that
        && name.equals(that.name)
        && value.equals(that.value)
        && isRegex == that.isRegex
        && isEqual == that.isEqual;
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + value.hashCode();
  }

  @Override
  public String toString() {
    return name + (isEqual ? isRegex ? "=~" : "=" : isRegex ? "!~" : "!=") + GoText.quote(value);
  }
}
