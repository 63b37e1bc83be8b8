package dev.weir.query.logql;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weir.storage.model.Regex;
import java.util.Arrays;
import java.util.Map;

/// `| regexp`: named groups become labels; a group that took no part is empty. Lines that do not
/// match get none. One thread.
final class RegexpStage implements PipelineStage {
  private final Pattern pattern;
  private final WantedLabels wanted;
  private final int[] groups;
  private final ExtractedKey[] keys;

  RegexpStage(String expression, WantedLabels wanted) {
    Map<String, Integer> named = names(expression);
    this.wanted = wanted;
    pattern = Regex.compile(expression);
    groups = named.values().stream().mapToInt(Integer::intValue).toArray();
    keys =
        named.keySet().stream()
            .map(name -> new ExtractedKey(name, wanted))
            .toArray(ExtractedKey[]::new);
  }

  /// The named groups of an expression. Throws `IllegalArgumentException` with Loki's reason.
  static Map<String, Integer> names(String expression) {
    try {
      Map<String, Integer> groups = Regex.compile(expression).namedGroups();
      if (groups.isEmpty()) {
        throw new IllegalArgumentException("at least one named capture must be supplied");
      }
      return groups;
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "error parsing regexp: " + e.getDescription() + ": `" + e.getPattern() + "`", e);
    }
  }

  @Override
  public boolean process(LineState line) {
    if (wanted.isNothing()) {
      return true;
    }
    Matcher matcher = pattern.matcher(Arrays.copyOfRange(line.text(), line.from(), line.to()));
    if (matcher.find()) {
      for (int i = 0; i < groups.length; i++) {
        String target = keys[i].target(line);
        if (target != null) {
          String found = matcher.group(groups[i]);
          line.setParsed(target, found == null ? "" : found);
        }
      }
    }
    return true;
  }
}
