package dev.weir.ingest.decode;

import dev.weir.storage.model.Tenant;

/// [KeyHash#seed] of one protocol, remembered for the tenant asked last. Any thread: the memory is
/// one immutable object, and a race costs a second computation at most.
public final class KeySeed {
  private record Known(Tenant tenant, long seed) {}

  private final String protocol;
  private Known last;

  public KeySeed(String protocol) {
    this.protocol = protocol;
    this.last = new Known(Tenant.DEFAULT, KeyHash.seed(protocol, Tenant.DEFAULT));
  }

  /// The seed of `tenant`'s keys. Allocates only when the tenant is another than last time.
  public long of(Tenant tenant) {
    Known known = last;
    if (!known.tenant.equals(tenant)) {
      known = new Known(tenant, KeyHash.seed(protocol, tenant));
      last = known;
    }
    return known.seed;
  }
}
