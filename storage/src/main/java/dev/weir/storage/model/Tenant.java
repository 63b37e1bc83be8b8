package dev.weir.storage.model;

import java.util.regex.Pattern;

/// Whose data it is: part of every key. Names are `[A-Za-z0-9_-]{1,64}`, which makes them safe in
/// file names, URLs and logs.
public record Tenant(String name) {
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /// The tenant of those who name none.
  public static final Tenant DEFAULT = new Tenant("default");

  public Tenant {
    if (!isValid(name)) {
      throw new IllegalArgumentException("tenant name must be [A-Za-z0-9_-]{1,64}: " + name);
    }
  }

  public static boolean isValid(String name) {
    return VALID.matcher(name).matches();
  }

  @Override
  public String toString() {
    return name;
  }
}
