package dev.weir.alerting.http;

import dev.weir.alerting.eval.GroupStatus.RuleStatus;
import dev.weir.alerting.rule.Rule;
import dev.weir.alerting.rule.RuleGroup;
import dev.weir.query.engine.QueryException;
import dev.weir.query.promql.PromqlParser;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Which rules a request for `/api/v1/rules` wants to see. Source: Prometheus, `web/api/v1/api.go`;
/// the spellings without brackets are Mimir's.
///
/// @param type `alert`, `record` or empty for both
/// @param page groups of one answer and where it begins
record RuleFilter(
    String type,
    Set<String> names,
    Set<String> groups,
    Set<String> files,
    List<List<Matcher>> matches,
    boolean excludesAlerts,
    Page page) {

  /// @param limit groups of one answer; 0 is no limit
  /// @param token of the first group; empty is the first of all
  record Page(int limit, String token) {}

  static RuleFilter of(Map<String, List<String>> parameters) {
    return new RuleFilter(
        type(first(parameters, "type")),
        all(parameters, "rule_name[]", "rule_name"),
        all(parameters, "rule_group[]", "rule_group"),
        all(parameters, "file[]", "file"),
        matches(parameters.getOrDefault("match[]", List.of())),
        flag("exclude_alerts", first(parameters, "exclude_alerts")),
        page(first(parameters, "group_limit"), first(parameters, "group_next_token")));
  }

  private static String first(Map<String, List<String>> parameters, String name) {
    List<String> values = parameters.get(name);
    return values == null || values.isEmpty() ? "" : values.getFirst();
  }

  private static Set<String> all(Map<String, List<String>> parameters, String... names) {
    var all = new java.util.HashSet<String>();
    for (String name : names) {
      all.addAll(parameters.getOrDefault(name, List.of()));
    }
    return all;
  }

  private static String type(String text) {
    String type = text.toLowerCase(Locale.ROOT);
    if (!type.isEmpty() && !type.equals("alert") && !type.equals("record")) {
      throw invalid("type", "not supported value \"" + text + "\"");
    }
    return type;
  }

  private static List<List<Matcher>> matches(List<String> selectors) {
    var all = new ArrayList<List<Matcher>>();
    for (String selector : selectors) {
      try {
        all.add(PromqlParser.parseSelector(selector));
      } catch (QueryException e) {
        throw invalid("match[]", e.text());
      }
    }
    return all;
  }

  private static boolean flag(String name, String text) {
    return switch (text) {
      case "", "0", "f", "F", "false", "FALSE", "False" -> false;
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      default ->
          throw invalid(name, "error converting " + name + ": invalid syntax \"" + text + "\"");
    };
  }

  private static Page page(String limitText, String token) {
    if (limitText.isEmpty()) {
      if (!token.isEmpty()) {
        throw invalid(
            "group_limit", "group_limit needs to be present in order to paginate over the groups");
      }
      return new Page(0, "");
    }
    try {
      int limit = Integer.parseInt(limitText);
      if (limit > 0) {
        return new Page(limit, token);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw invalid("group_limit", "group_limit needs to be a valid number greater than 0");
  }

  static QueryException invalid(String name, String why) {
    return QueryException.badData("invalid parameter \"" + name + "\": " + why);
  }

  boolean wants(RuleGroup group) {
    return (groups.isEmpty() || groups.contains(group.name()))
        && (files.isEmpty() || files.contains(group.file()));
  }

  boolean wants(RuleStatus status) {
    Rule rule = status.rule();
    String kind = rule instanceof Rule.Recording ? "record" : "alert";
    return (type.isEmpty() || type.equals(kind))
        && (names.isEmpty() || names.contains(rule.name()))
        && (matches.isEmpty() || matches.stream().anyMatch(all -> matches(rule, all)));
  }

  private static boolean matches(Rule rule, List<Matcher> matchers) {
    Labels labels = Labels.of(rule.labels());
    return matchers.stream()
        .allMatch(matcher -> matcher.matches(labels.valueOrEmpty(matcher.name())));
  }
}
