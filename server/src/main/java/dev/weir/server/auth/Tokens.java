package dev.weir.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// Makes tokens and their hashes. A token is random, so one round of SHA-256 keeps it.
public final class Tokens {
  private static final int TOKEN_BYTES = 32;

  /// In front of tokens made here, so that scanners of repositories can find leaked ones.
  private static final String PREFIX = "weir_";

  private Tokens() {}

  /// A new token of 256 random bits.
  public static String random() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// What the configuration keeps of a token: SHA-256, in hexadecimal.
  public static String sha256Hex(String token) {
    try {
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: the JDK lacks SHA-256", e);
    }
  }

  /// The bits of a token if its characters were drawn at random from the kinds it has: an upper
  /// bound of what it is worth.
  static double bits(String token) {
    int kinds = 0;
    if (token.matches("[0-9a-f]+") || token.matches("[0-9A-F]+")) {
      kinds = 16;
    } else {
      kinds += token.matches(".*[a-z].*") ? 26 : 0;
      kinds += token.matches(".*[A-Z].*") ? 26 : 0;
      kinds += token.matches(".*[0-9].*") ? 10 : 0;
      kinds += token.matches(".*[^A-Za-z0-9].*") ? 20 : 0;
    }
    return token.length() * Math.log(kinds) / Math.log(2);
  }
}
