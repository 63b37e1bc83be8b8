package dev.weir.server.auth;

import dev.weir.storage.http.Scope;
import java.util.Set;

/// Credentials for tests.
final class CredentialsFixture {
  static final String TOKEN = "weir_0123456789abcdefghijklmnopqrstuvwxyzABCDEF";
  static final String PASSWORD = "correct horse battery staple";

  private CredentialsFixture() {}

  static Credential of(String name, Credential.Kind kind, Secret secret) {
    return new Credential(name, kind, secret, Set.of(Scope.READ), Tenants.ALL);
  }

  static Credential token() {
    return of("shipper", Credential.Kind.TOKEN_SHA256, Secret.of(Tokens.sha256Hex(TOKEN)));
  }

  static Credential user() {
    return of("anna", Credential.Kind.PASSWORD_HASH, Secret.of(PasswordHash.of(PASSWORD).format()));
  }
}
