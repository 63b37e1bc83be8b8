package dev.weir.server.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Hands out the identity in use. A handshake first chooses an alias and then asks for its key and
/// its chain; aliases count identities, so that one which began before a change ends with the pair
/// it began with. Any thread; [#use] one at a time.
final class CurrentKeyManager extends X509ExtendedKeyManager {
  private record Numbered(String alias, TlsIdentity identity) {}

  private volatile Numbered current;
  private volatile Numbered previous;
  private int count; // the reloading thread's

  CurrentKeyManager(TlsIdentity first) {
    current = new Numbered("weir-0", first);
    previous = current;
  }

  TlsIdentity current() {
    return current.identity;
  }

  /// New handshakes use `fresh`.
  void use(TlsIdentity fresh) {
    previous = current;
    count++;
    current = new Numbered("weir-" + count, fresh);
  }

  private @Nullable TlsIdentity find(String alias) {
    Numbered now = current;
    if (now.alias.equals(alias)) {
      return now.identity;
    }
    Numbered before = previous;
    return before.alias.equals(alias) ? before.identity : null;
  }

  private @Nullable String choose(String keyType) {
    Numbered now = current;
    return now.identity.key().getAlgorithm().equals(keyType) ? now.alias : null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(keyType);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(keyType);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = choose(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    TlsIdentity identity = find(alias);
    return identity == null ? null : identity.chain();
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    TlsIdentity identity = find(alias);
    return identity == null ? null : identity.key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
