package dev.weir.server.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The credentials in an `Authorization` header.
///
/// @param user the user name of Basic; null with a bare token
/// @param secret the password or token
record Presented(@Nullable String user, String secret) {
  private static final int MAX_CHARS = 2048;

  /// Reads `Bearer TOKEN`, `Token TOKEN` (Influx) and `Basic BASE64(user:password)`; null for
  /// anything else.
  static @Nullable Presented parse(String header) {
    int space = header.indexOf(' ');
    if (space < 0 || header.length() > MAX_CHARS) {
      return null;
    }
    String rest = header.substring(space + 1).strip();
    return switch (header.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "bearer", "token" -> new Presented(null, rest);
      case "basic" -> basic(rest);
      default -> null;
    };
  }

  private static @Nullable Presented basic(String base64) {
    try {
      String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0 ? null : new Presented(text.substring(0, colon), text.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return Secret.HIDDEN;
  }
}
