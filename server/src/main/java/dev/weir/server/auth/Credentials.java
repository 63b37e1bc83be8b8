package dev.weir.server.auth;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All credentials, secrets read: who may call. Immutable.
public final class Credentials {
  /// A user's check and who that is then.
  record User(Credential.Check check, Principal principal) {}

  private record Token(Credential.Check.Digest digest, Principal principal) {}

  private final List<Token> tokens = new ArrayList<>();
  private final Map<String, User> users = new HashMap<>();
  private final Map<String, Credential.Check> checks = new HashMap<>();

  private Credentials() {}

  /// Reads the secret of every entry. Throws when one cannot be read or two tokens are the same.
  public static Credentials load(List<Credential> entries) throws CredentialException {
    var loaded = new Credentials();
    for (Credential entry : entries) {
      try {
        loaded.add(entry);
      } catch (IOException e) {
        throw new CredentialException(entry.name(), String.valueOf(e.getMessage()));
      }
    }
    return loaded;
  }

  private void add(Credential entry) throws IOException, CredentialException {
    Credential.Check check = entry.check();
    checks.put(entry.name(), check);
    if (!entry.kind().isToken()) {
      users.put(entry.name(), new User(check, entry.principal()));
    } else if (check instanceof Credential.Check.Digest digest) {
      for (Token token : tokens) {
        if (token.digest.equals(digest)) {
          throw new CredentialException(
              entry.name(), "is the same token as that of '" + token.principal.name() + "'");
        }
      }
      tokens.add(new Token(digest, entry.principal()));
    }
  }

  /// Whose token that is; null when nobody's. Compares with all of them, in constant time.
  @Nullable Principal findToken(String token) {
    String presented = Tokens.sha256Hex(token);
    Principal found = null;
    for (Token each : tokens) {
      if (each.digest.isOf(presented)) {
        found = each.principal;
      }
    }
    return found;
  }

  @Nullable User findUser(String name) {
    return users.get(name);
  }

  /// Any user whose password is kept as a hash; null when there is none.
  @Nullable PasswordHash anyHash() {
    for (User user : users.values()) {
      if (user.check instanceof Credential.Check.Derived(PasswordHash hash)) {
        return hash;
      }
    }
    return null;
  }

  /// The names of entries whose secret differs from that in `other`.
  List<String> changedSince(Credentials other) {
    return checks.keySet().stream()
        .filter(name -> !isSame(checks.get(name), other.checks.get(name)))
        .sorted()
        .toList();
  }

  private static boolean isSame(Credential.@Nullable Check one, Credential.@Nullable Check other) {
    if (one instanceof Credential.Check.Derived(PasswordHash a)
        && other instanceof Credential.Check.Derived(PasswordHash b)) {
      return a.format().equals(b.format());
    }
    return one != null && one.equals(other);
  }
}
