package dev.weir.ingest.ring;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// From a tenant's label set to its series id, for samples that are born inside the process and
/// come with their labels: statsd flush, rules, self-metrics. Their producers keep the same
/// [Labels] object from time to time, so a hit is one comparison of references; equality decides
/// otherwise.
///
/// Open addressing, at most half full; forgotten as a whole when it holds its limit, which costs
/// one look-up in the registry for each series then. One thread.
final class LabelsIdCache {
  static final int MISSING = SeriesIdCache.MISSING;

  private static final int FIRST_SLOTS = 1 << 8;

  private final int limit;
  private @Nullable Labels[] labels = new Labels[FIRST_SLOTS];
  private @Nullable Tenant[] tenants = new Tenant[FIRST_SLOTS];
  private int[] ids = new int[FIRST_SLOTS];
  private int length;

  LabelsIdCache(int limit) {
    this.limit = limit;
  }

  /// The id put for this series, or [#MISSING].
  int find(Tenant tenant, Labels series) {
    int slot = slotOf(tenant, series);
    return labels[slot] == null ? MISSING : ids[slot];
  }

  /// Remembers a series that is not in the cache.
  void put(Tenant tenant, Labels series, int id) {
    if (length >= limit) {
      Arrays.fill(labels, null);
      Arrays.fill(tenants, null);
      length = 0;
    } else if (length * 2 >= labels.length) {
      grow();
    }
    set(slotOf(tenant, series), tenant, series, id);
    length++;
  }

  int length() {
    return length;
  }

  private int slotOf(Tenant tenant, Labels series) {
    int mask = labels.length - 1;
    int hash = series.hashCode() * 31 + tenant.hashCode();
    int slot = (hash ^ (hash >>> 15)) & mask;
    while (true) {
      Labels found = labels[slot];
      if (found == null || (found.equals(series) && tenant.equals(tenants[slot]))) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  private void set(int slot, Tenant tenant, Labels series, int id) {
    tenants[slot] = tenant;
    labels[slot] = series;
    ids[slot] = id;
  }

  private void grow() {
    @Nullable Labels[] oldLabels = labels;
    @Nullable Tenant[] oldTenants = tenants;
    int[] oldIds = ids;
    labels = new Labels[oldLabels.length * 2];
    tenants = new Tenant[oldLabels.length * 2];
    ids = new int[oldLabels.length * 2];
    for (int i = 0; i < oldLabels.length; i++) {
      Labels series = oldLabels[i];
      Tenant tenant = oldTenants[i];
      if (series != null && tenant != null) {
        set(slotOf(tenant, series), tenant, series, oldIds[i]);
      }
    }
  }
}
