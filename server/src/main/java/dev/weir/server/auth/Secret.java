package dev.weir.server.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A text that must not be seen: it stands in the configuration, or in a file that the
/// configuration names. Prints as `<secret>`, so that no record that holds one can give it away.
public final class Secret {
  /// What is shown in place of a secret.
  public static final String HIDDEN = "<secret>";

  private static final int MAX_FILE_BYTES = 4096;

  private final @Nullable String text;
  private final @Nullable Path file;

  private Secret(@Nullable String text, @Nullable Path file) {
    this.text = text;
    this.file = file;
  }

  /// A secret given as it is.
  public static Secret of(String text) {
    return new Secret(text, null);
  }

  /// A secret in a file; it may change later.
  public static Secret in(Path file) {
    return new Secret(null, file);
  }

  /// The file it stands in; null when it stands in the configuration.
  public @Nullable Path file() {
    return file;
  }

  /// The secret itself, of a file as it is now, without line ends at its end. Throws with a message
  /// that names the file and why it cannot be used.
  public String reveal() throws IOException {
    if (file == null) {
      return Objects.requireNonNull(text);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length <= MAX_FILE_BYTES) {
        return new String(bytes, StandardCharsets.UTF_8).replaceAll("[\\r\\n]+$", "");
      }
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + " may not be read by this user", e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
    throw new IOException(file + " is too long: limit " + MAX_FILE_BYTES + " bytes");
  }

  /// True when everybody on this machine may read `file`; false where that cannot be told.
  public static boolean isReadableByOthers(Path file) {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return HIDDEN;
  }
}
