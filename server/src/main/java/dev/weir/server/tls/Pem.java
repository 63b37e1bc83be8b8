package dev.weir.server.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// The blocks of a PEM file (RFC 7468), text between them left out.
final class Pem {
  private static final int MAX_FILE_BYTES = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /// One block.
  ///
  /// @param type such as `CERTIFICATE`
  /// @param isEncrypted whether a passphrase is needed to read it
  record Block(String type, boolean isEncrypted, Bytes der) {}

  /// Bytes by identity.
  static final class Bytes {
    final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private Pem() {}

  /// The content of a file. Throws with a message that names the file and says why.
  static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length <= MAX_FILE_BYTES) {
        return bytes;
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

  /// All blocks; throws `IllegalArgumentException` when one is not Base64.
  static List<Block> blocks(byte[] content) {
    var blocks = new ArrayList<Block>();
    var matcher = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      String body = matcher.group(2);
      boolean isOldEncrypted = body.contains("Proc-Type:");
      boolean isEncrypted = isOldEncrypted || matcher.group(1).startsWith("ENCRYPTED");
      byte[] der = isOldEncrypted ? new byte[0] : Base64.getMimeDecoder().decode(body.strip());
      blocks.add(new Block(matcher.group(1), isEncrypted, new Bytes(der)));
    }
    return blocks;
  }
}
