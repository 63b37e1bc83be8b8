package dev.weir.server.auth;

import dev.weir.storage.http.Scope;
import java.util.Set;

/// Somebody whose credentials were accepted.
///
/// @param name as the configuration has it; it may be shown and logged
public record Principal(String name, Set<Scope> scopes, Tenants tenants) {
  public Principal {
    scopes = Set.copyOf(scopes);
  }

  /// Scopes do not include each other, but admin includes all.
  public boolean may(Scope scope) {
    return scope == Scope.OPEN || scopes.contains(scope) || scopes.contains(Scope.ADMIN);
  }
}
