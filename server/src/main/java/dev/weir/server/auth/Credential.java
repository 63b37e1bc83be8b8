package dev.weir.server.auth;

import dev.weir.storage.http.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One entry of `auth.tokens` or `auth.users`.
///
/// @param name unique among all entries; it may be shown and logged
public record Credential(
    String name, Kind kind, Secret secret, Set<Scope> scopes, Tenants tenants) {
  private static final int WEAK_TOKEN_BITS = 128;
  private static final int WEAK_PASSWORD_CHARS = 16;
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,512}");
  private static final Pattern SHA256 = Pattern.compile("[0-9A-Fa-f]{64}");
  private static final Pattern PASSWORD = Pattern.compile("[^\\p{Cntrl}]{1,256}");

  /// What the secret is, named as in the configuration.
  public enum Kind {
    TOKEN,
    TOKEN_SHA256,
    PASSWORD,
    PASSWORD_HASH;

    public boolean isToken() {
      return this == TOKEN || this == TOKEN_SHA256;
    }
  }

  /// What was presented is compared with this.
  sealed interface Check {
    /// By SHA-256 in lower-case hexadecimal, in constant time.
    record Digest(String sha256) implements Check {
      boolean matches(String text) {
        return isOf(Tokens.sha256Hex(text));
      }

      /// True when `hex` is the same hash.
      boolean isOf(String hex) {
        return MessageDigest.isEqual(ascii(sha256), ascii(hex));
      }

      private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
      }

      @Override
      public String toString() {
        return Secret.HIDDEN;
      }
    }

    /// By PBKDF2, which takes its time.
    record Derived(PasswordHash hash) implements Check {}
  }

  /// Reads the secret as it is now. Throws with a message that says what is wrong with it and does
  /// not hold it.
  Check check() throws IOException {
    String text = secret.reveal();
    return switch (kind) {
      case TOKEN -> {
        require(TOKEN, text, "must be 1 to 512 visible ASCII characters");
        yield new Check.Digest(Tokens.sha256Hex(text));
      }
      case TOKEN_SHA256 -> {
        require(SHA256, text, "must be 64 hexadecimal digits, as 'weir auth token' prints them");
        yield new Check.Digest(text.toLowerCase(Locale.ROOT));
      }
      case PASSWORD -> {
        require(PASSWORD, text, "must be 1 to 256 characters, none of them control characters");
        yield new Check.Digest(Tokens.sha256Hex(text));
      }
      case PASSWORD_HASH -> new Check.Derived(parse(text));
    };
  }

  private void require(Pattern form, String text, String message) throws IOException {
    if (!form.matcher(text).matches()) {
      throw new IOException(message + place());
    }
  }

  private PasswordHash parse(String text) throws IOException {
    try {
      return PasswordHash.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage() + place(), e);
    }
  }

  private String place() {
    return secret.file() == null ? "" : ": " + secret.file();
  }

  /// What is careless about the secret; null when nothing is. The secret must be one that
  /// [#check()] takes.
  public @Nullable String weakness() throws IOException {
    Path file = secret.file();
    if (file != null && Secret.isReadableByOthers(file)) {
      return file + " can be read by everybody on this machine (chmod 600)";
    }
    String text = secret.reveal();
    return switch (kind) {
      case TOKEN ->
          Tokens.bits(text) < WEAK_TOKEN_BITS
              ? "the token can be guessed: it has fewer than 128 bits ('weir auth token' makes one"
                  + " of 256)"
              : null;
      case PASSWORD ->
          text.length() < WEAK_PASSWORD_CHARS
              ? "the password can be guessed: it is shorter than 16 characters"
              : null;
      case TOKEN_SHA256, PASSWORD_HASH -> null;
    };
  }

  Principal principal() {
    return new Principal(name, scopes, tenants);
  }
}
