package dev.weir.alerting.silence;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.util.List;

/// Alerts of a tenant that match all conditions are not told from start to end.
///
/// @param id a UUID; empty for one that is not stored yet
/// @param updatedAtMs when somebody changed it
public record Silence(
    String id,
    Tenant tenant,
    List<LabelCondition> matchers,
    long startsAtMs,
    long endsAtMs,
    String createdBy,
    String comment,
    long updatedAtMs) {
  private static final int MAX_MATCHERS = 50;
  private static final int MAX_AUTHOR = 256;
  private static final int MAX_COMMENT = 4096;

  /// Where a silence is in its life.
  public enum State {
    PENDING,
    ACTIVE,
    EXPIRED
  }

  public Silence {
    matchers = List.copyOf(matchers);
    if (matchers.isEmpty() || matchers.size() > MAX_MATCHERS) {
      throw new IllegalArgumentException(
          "silence must have 1 to " + MAX_MATCHERS + " matchers: " + matchers.size());
    }
    if (matchers.stream().allMatch(matcher -> matcher.matchesValue(""))) {
      throw new IllegalArgumentException("at least one matcher must not match the empty string");
    }
    if (endsAtMs < startsAtMs) {
      throw new IllegalArgumentException("end time must not be before start time");
    }
    if (createdBy.length() > MAX_AUTHOR || comment.length() > MAX_COMMENT) {
      throw new IllegalArgumentException(
          "author or comment too long: limits " + MAX_AUTHOR + " and " + MAX_COMMENT);
    }
  }

  public State state(long nowMs) {
    if (nowMs >= endsAtMs) {
      return State.EXPIRED;
    }
    return nowMs < startsAtMs ? State.PENDING : State.ACTIVE;
  }

  boolean matches(Tenant of, Labels labels) {
    return tenant.equals(of) && matchers.stream().allMatch(matcher -> matcher.matches(labels));
  }

  Silence with(String newId, long newStartsAtMs, long newEndsAtMs, long nowMs) {
    return new Silence(
        newId, tenant, matchers, newStartsAtMs, newEndsAtMs, createdBy, comment, nowMs);
  }
}
