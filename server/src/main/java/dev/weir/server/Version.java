package dev.weir.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// What this build is called.
public final class Version {
  private static final String RESOURCE = "version.properties";

  private Version() {}

  /// The version, such as `0.1.0`.
  public static String current() {
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      var properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }
}
