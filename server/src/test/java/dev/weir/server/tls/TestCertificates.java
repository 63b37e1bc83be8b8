package dev.weir.server.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Certificates and keys as PEM files, made when a test runs by the JDK's keytool: they cannot rot.
public final class TestCertificates {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path folder;
  private int count;

  public TestCertificates(Path folder) {
    this.folder = folder;
  }

  /// A self-signed certificate for 127.0.0.1 and localhost, valid from now on.
  public TlsFiles make(String algorithm) throws Exception {
    return make(algorithm, "-startdate", "-1d", "-validity", "30");
  }

  /// One that expired a day ago.
  public TlsFiles makeExpired() throws Exception {
    return make("EC", "-startdate", "-10d", "-validity", "9");
  }

  private TlsFiles make(String algorithm, String... dates) throws Exception {
    String name = algorithm.toLowerCase(Locale.ROOT) + count++;
    Path store = folder.resolve(name + ".p12");
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD),
                "-alias",
                "weir",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1,dns:localhost"));
    command.addAll(List.of(dates));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("keytool failed: " + said);
    }
    return export(store, name);
  }

  private TlsFiles export(Path store, String name) throws IOException, GeneralSecurityException {
    var keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    var files = new TlsFiles(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
    Files.writeString(files.cert(), pem("CERTIFICATE", keys.getCertificate("weir").getEncoded()));
    Files.writeString(files.key(), pem("PRIVATE KEY", keys.getKey("weir", PASSWORD).getEncoded()));
    return files;
  }

  static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type);
  }

  /// What a PKCS#8 key wraps: its algorithm's own form.
  static byte[] unwrapped(byte[] pkcs8) {
    int at = end(pkcs8, 0, false); // into the sequence
    at = end(pkcs8, at, true); // version
    at = end(pkcs8, at, true); // algorithm
    int from = end(pkcs8, at, false); // into the octet string
    return Arrays.copyOfRange(pkcs8, from, end(pkcs8, at, true));
  }

  /// Where the content of the element at `at` begins, or ends.
  private static int end(byte[] der, int at, boolean isEnd) {
    int length = der[at + 1];
    int content = at + 2;
    if (length < 0) {
      int bytes = length & 0x7f;
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = (length << 8) | (der[content++] & 0xff);
      }
    }
    return isEnd ? content + length : content;
  }
}
