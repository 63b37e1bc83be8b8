package dev.weir.server.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// A password as the configuration keeps it: `pbkdf2-sha256$ITERATIONS$SALT$HASH`, the last two in
/// URL-safe Base64 without padding. PBKDF2 with HMAC-SHA-256 (RFC 8018), because the JDK has it;
/// 600,000 iterations follow OWASP's advice of 2023 and cost a quarter of a second of one core.
public final class PasswordHash {
  public static final int LEAST_ITERATIONS = 600_000;
  private static final int MOST_ITERATIONS = 10_000_000; // four seconds for each sign-in
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile("pbkdf2-sha256\\$(\\d{1,8})\\$([A-Za-z0-9_-]{22,86})\\$([A-Za-z0-9_-]{43})");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  /// Hashes a password with a salt of its own.
  public static PasswordHash of(String password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return new PasswordHash(LEAST_ITERATIONS, salt, derive(password, salt, LEAST_ITERATIONS));
  }

  /// Reads the form above. Throws `IllegalArgumentException` with a message that does not hold the
  /// text.
  public static PasswordHash parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be what 'weir auth hash' prints: pbkdf2-sha256$ITERATIONS$SALT$HASH");
    }
    int iterations = Integer.parseInt(matcher.group(1));
    if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
      throw new IllegalArgumentException(
          "iterations must be %d to %d: %d"
              .formatted(LEAST_ITERATIONS, MOST_ITERATIONS, iterations));
    }
    var decoder = Base64.getUrlDecoder();
    return new PasswordHash(
        iterations, decoder.decode(matcher.group(2)), decoder.decode(matcher.group(3)));
  }

  /// True when it is the hash of `password`. Takes as long for a wrong one as for the right one.
  public boolean matches(String password) {
    return MessageDigest.isEqual(hash, derive(password, salt, iterations));
  }

  /// The form above. Whoever has it can try passwords: show it to its owner only.
  public String format() {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return "pbkdf2-sha256$%d$%s$%s"
        .formatted(iterations, encoder.encodeToString(salt), encoder.encodeToString(hash));
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    try {
      var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * 8);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: the JDK lacks PBKDF2WithHmacSHA256", e);
    }
  }
}
