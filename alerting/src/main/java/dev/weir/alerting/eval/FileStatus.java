package dev.weir.alerting.eval;

import dev.weir.alerting.rule.RuleProblem;
import java.util.List;

/// How one rule file stands; immutable.
///
/// @param path as configured or found
/// @param loadedMs when the version that runs was read, epoch milliseconds; 0 when none runs
/// @param groups of the version that runs
/// @param rules of the version that runs
/// @param problems of the newest version; while there are any, the one before goes on running
public record FileStatus(
    String path, long loadedMs, int groups, int rules, List<RuleProblem> problems) {
  public FileStatus {
    problems = List.copyOf(problems);
  }
}
