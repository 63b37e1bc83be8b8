package dev.weir.storage.logs;

import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.Tenant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a search asks for: lines of the tenant's streams that satisfy all `streams` matchers, with
/// a time in `[startNs, endNs)` (epoch nanoseconds), that satisfy all `filters`.
///
/// `order` says in which order the asker wants the lines, which lets a search with a limit end
/// early. `needs` says which parts of the rows it will read: those left out may come empty.
/// Serialisable in spirit: nothing here refers to a store.
public record LogPlan(
    Tenant tenant,
    List<Matcher> streams,
    long startNs,
    long endNs,
    List<LineFilter> filters,
    Order order,
    Set<Need> needs) {

  /// Which lines are wanted first.
  public enum Order {
    OLDEST_FIRST,
    NEWEST_FIRST,
    /// All of them, in whatever order is cheapest.
    ANY
  }

  /// A part of the rows.
  public enum Need {
    LINES,
    FIELDS
  }

  public LogPlan {
    if (startNs > endNs) {
      throw new IllegalArgumentException("range ends before it starts: " + startNs + ", " + endNs);
    }
    streams = List.copyOf(streams);
    filters = List.copyOf(filters);
    needs = Set.copyOf(needs);
  }

  /// Everything of these streams in this range, in any order.
  public static LogPlan of(Tenant tenant, List<Matcher> streams, long startNs, long endNs) {
    return new LogPlan(
        tenant, streams, startNs, endNs, List.of(), Order.ANY, EnumSet.allOf(Need.class));
  }

  public LogPlan withFilters(List<LineFilter> other) {
    return new LogPlan(tenant, streams, startNs, endNs, other, order, needs);
  }

  public LogPlan withOrder(Order other) {
    return new LogPlan(tenant, streams, startNs, endNs, filters, other, needs);
  }

  public LogPlan withNeeds(Set<Need> other) {
    return new LogPlan(tenant, streams, startNs, endNs, filters, order, other);
  }

  /// True when rows must carry their lines.
  public boolean needsLines() {
    return needs.contains(Need.LINES);
  }

  /// True when rows must carry their fields.
  public boolean needsFields() {
    return needs.contains(Need.FIELDS);
  }
}
