package dev.weir.server.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value as somebody wrote it: text, or a list of maps (`text` is then empty).
public record Given(String text, Origin origin, @Nullable List<GivenEntry> entries) {
  public Given(String text, Origin origin) {
    this(text, origin, null);
  }

  /// Where it is from: what it says may be secret.
  @Override
  public String toString() {
    return origin.toString();
  }
}
