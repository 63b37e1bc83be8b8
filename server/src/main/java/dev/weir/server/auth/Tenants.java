package dev.weir.server.auth;

import dev.weir.storage.model.Tenant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The tenants that somebody may name: some, or all. Immutable.
///
/// @param names the tenants; of no meaning when it is all
/// @param isAll whether every tenant is meant
public record Tenants(Set<String> names, boolean isAll) {
  /// How "all" is written.
  public static final String ALL_TEXT = "*";

  public static final Tenants ALL = new Tenants(Set.of(), true);

  public Tenants {
    names = java.util.Collections.unmodifiableSet(new TreeSet<>(names));
  }

  /// Those listed; `*` among them means all.
  public static Tenants of(List<String> names) {
    return names.contains(ALL_TEXT) ? ALL : new Tenants(Set.copyOf(names), false);
  }

  public boolean allows(String name) {
    return isAll || names.contains(name);
  }

  /// The tenant of a request that names none: the only one, else the default one; null when that is
  /// not allowed.
  public @Nullable String unnamed() {
    if (!isAll && names.size() == 1) {
      return names.iterator().next();
    }
    return allows(Tenant.DEFAULT.name()) ? Tenant.DEFAULT.name() : null;
  }

  /// As it is written in the configuration.
  public List<String> shown() {
    return isAll ? List.of(ALL_TEXT) : List.copyOf(names);
  }
}
