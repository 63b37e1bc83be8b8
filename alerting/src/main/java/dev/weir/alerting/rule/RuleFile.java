package dev.weir.alerting.rule;

import java.util.List;

/// One file as it was read: what it says, and every mistake in it. With a mistake anywhere its
/// groups are not to be used. `digest` tells one content from another.
public record RuleFile(
    String path, String digest, List<RuleGroup> groups, List<RuleProblem> problems) {
  public RuleFile {
    groups = List.copyOf(groups);
    problems = List.copyOf(problems);
  }

  public boolean isSound() {
    return problems.isEmpty();
  }

  public int ruleCount() {
    return groups.stream().mapToInt(group -> group.rules().size()).sum();
  }
}
