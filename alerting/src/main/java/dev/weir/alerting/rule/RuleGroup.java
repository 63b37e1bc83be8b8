package dev.weir.alerting.rule;

import java.util.List;

/// Rules that are evaluated together, in order.
///
/// @param file where it stands, as configured or found
/// @param name unique in its file
/// @param timing when it is evaluated
/// @param limit alerts or series that one rule may yield; 0 is no limit
public record RuleGroup(String file, String name, Timing timing, int limit, List<Rule> rules) {
  /// Stands for "as the server is configured".
  public static final long DEFAULT = -1;

  /// When a group is evaluated, and how far back it looks.
  ///
  /// @param intervalMs how often, or [#DEFAULT]
  /// @param queryOffsetMs how long after the time it asks about, or [#DEFAULT]
  public record Timing(long intervalMs, long queryOffsetMs) {
    /// The same with the server's values where the file says nothing.
    public Timing orElse(Timing configured) {
      return new Timing(
          intervalMs == DEFAULT ? configured.intervalMs() : intervalMs,
          queryOffsetMs == DEFAULT ? configured.queryOffsetMs() : queryOffsetMs);
    }
  }

  public RuleGroup {
    rules = List.copyOf(rules);
  }

  /// What makes it the same group over a reload.
  public String key() {
    return file + ';' + name;
  }

  /// The same with the server's timing where the file says nothing.
  public RuleGroup orElse(Timing configured) {
    return new RuleGroup(file, name, timing.orElse(configured), limit, rules);
  }
}
