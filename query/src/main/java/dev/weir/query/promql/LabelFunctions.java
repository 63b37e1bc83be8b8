package dev.weir.query.promql;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.SeriesVector;
import dev.weir.query.engine.Steps;
import dev.weir.query.promql.ast.Expr;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Regex;
import java.util.List;
import java.util.function.UnaryOperator;

/// `label_replace` and `label_join`.
final class LabelFunctions {
  private final Evaluation evaluation;

  LabelFunctions(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  SeriesVector replace(Expr.Call call, Steps steps) {
    List<Expr> arguments = call.arguments();
    String target = Evaluation.string(arguments.get(1));
    String replacement = Evaluation.string(arguments.get(2));
    String source = Evaluation.string(arguments.get(3));
    String regex = Evaluation.string(arguments.get(4));
    return evaluation.relabel(
        evaluation.vector(arguments.getFirst(), steps),
        replacing(target, replacement, source, regex));
  }

  /// What `label_replace` does to one label set.
  static UnaryOperator<Labels> replacing(
      String target, String replacement, String source, String regex) {
    Pattern pattern;
    try {
      pattern = Regex.compile("^(?s:" + regex + ")$");
    } catch (PatternSyntaxException e) {
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          "invalid regular expression in label_replace(): " + regex,
          e);
    }
    checkName(target, "destination", "label_replace");
    return labels -> {
      Matcher matcher = pattern.matcher(labels.valueOrEmpty(source));
      return matcher.find()
          ? labels.toBuilder().set(target, expand(replacement, matcher)).build()
          : labels;
    };
  }

  SeriesVector join(Expr.Call call, Steps steps) {
    List<Expr> arguments = call.arguments();
    String target = Evaluation.string(arguments.get(1));
    String separator = Evaluation.string(arguments.get(2));
    List<String> sources =
        arguments.subList(3, arguments.size()).stream().map(Evaluation::string).toList();
    sources.forEach(source -> checkName(source, "source", "label_join"));
    checkName(target, "destination", "label_join");
    return evaluation.relabel(
        evaluation.vector(arguments.getFirst(), steps),
        labels -> labels.toBuilder().set(target, joined(labels, sources, separator)).build());
  }

  private static String joined(Labels labels, List<String> sources, String separator) {
    var out = new StringBuilder();
    String between = "";
    for (String source : sources) {
      out.append(between).append(labels.valueOrEmpty(source));
      between = separator;
    }
    return out.toString();
  }

  private static void checkName(String name, String role, String function) {
    if (name.isEmpty() || !GoText.isValidUtf8(name)) {
      throw QueryException.execution(
          "invalid " + role + " label name in " + function + "(): " + name);
    }
  }

  /// Go's `regexp.Expand`: `$1`, `${1}`, `$name`, `$$`; the longest name counts, unknown ones are
  /// empty.
  static String expand(String template, Matcher matcher) {
    var out = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at++);
      if (c != '$' || at == template.length()) {
        out.append(c);
        continue;
      }
      boolean braces = template.charAt(at) == '{';
      int start = braces ? at + 1 : at;
      int end = start;
      while (end < template.length() && isNamePart(template.charAt(end))) {
        end++;
      }
      boolean closed = !braces || (end < template.length() && template.charAt(end) == '}');
      if (template.charAt(at) == '$') {
        out.append('$');
        at++;
      } else if (end == start || !closed) {
        out.append('$');
      } else {
        out.append(group(matcher, template.substring(start, end)));
        at = braces ? end + 1 : end;
      }
    }
    return out.toString();
  }

  private static boolean isNamePart(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static String group(Matcher matcher, String name) {
    String value = null;
    if (name.chars().allMatch(Character::isDigit)) {
      int number = name.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(name);
      value = number <= matcher.groupCount() ? matcher.group(number) : null;
    } else if (matcher.pattern().namedGroups().containsKey(name)) {
      value = matcher.group(name);
    }
    return value == null ? "" : value;
  }
}
