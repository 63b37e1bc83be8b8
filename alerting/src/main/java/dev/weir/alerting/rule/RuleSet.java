package dev.weir.alerting.rule;

import java.util.List;

/// Every configured file as it was read, and what could not be read at all.
public record RuleSet(List<RuleFile> files, List<RuleProblem> unread) {
  public RuleSet {
    files = List.copyOf(files);
    unread = List.copyOf(unread);
  }

  /// Every mistake, in order of file and place.
  public List<RuleProblem> problems() {
    var all = new java.util.ArrayList<>(unread);
    files.forEach(file -> all.addAll(file.problems()));
    return all.stream().sorted().toList();
  }
}
