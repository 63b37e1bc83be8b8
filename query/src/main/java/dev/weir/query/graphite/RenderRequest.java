package dev.weir.query.graphite;

import dev.weir.storage.model.Tenant;
import java.time.ZoneId;

/// What a render asks besides its targets. Times are epoch seconds; values at `(from, until]` on
/// each series' step are answered.
public record RenderRequest(
    Tenant tenant, long from, long until, long now, ZoneId zone, double xFilesFactor) {

  public RenderRequest {
    if (from >= until) {
      throw new GraphiteException("Invalid empty time range");
    }
  }

  /// The same request over another range.
  RenderRequest over(long newFrom, long newUntil) {
    return new RenderRequest(tenant, newFrom, newUntil, now, zone, xFilesFactor);
  }
}
