package dev.weir.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIdentityTest {
  @TempDir Path folder;

  private String refusal(TlsFiles files) {
    return assertThrows(TlsException.class, () -> TlsIdentity.load(files.cert(), files.key()))
        .getMessage();
  }

  private TlsFiles withKey(TlsFiles files, String pem) throws Exception {
    Path key = Files.createTempFile(folder, "key", ".pem");
    Files.writeString(key, pem);
    return new TlsFiles(files.cert(), key);
  }

  private static byte[] pkcs8(TlsFiles files) throws Exception {
    return TlsIdentity.load(files.cert(), files.key()).key().getEncoded();
  }

  @Test
  void load_everyFormOfKey() throws Exception {
    var certificates = new TestCertificates(folder);
    TlsFiles rsa = certificates.make("RSA");
    TlsFiles ec = certificates.make("EC");
    TlsFiles ed = certificates.make("Ed25519");
    for (TlsFiles files : List.of(rsa, ec, ed)) {
      TlsIdentity identity = TlsIdentity.load(files.cert(), files.key());
      assertEquals(1, identity.chain().length);
      assertEquals("", identity.dateProblem(Instant.now()));
    }
    String pkcs1 = TestCertificates.pem("RSA PRIVATE KEY", TestCertificates.unwrapped(pkcs8(rsa)));
    TlsFiles rsa1 = withKey(rsa, "some text before\n" + pkcs1);
    assertEquals(
        TlsIdentity.load(rsa.cert(), rsa.key()).key(),
        TlsIdentity.load(rsa1.cert(), rsa1.key()).key());
    String sec1 = TestCertificates.pem("EC PRIVATE KEY", TestCertificates.unwrapped(pkcs8(ec)));
    String parameters = TestCertificates.pem("EC PARAMETERS", new byte[] {6, 1, 1});
    TlsFiles ec1 = withKey(ec, parameters + sec1);
    TlsIdentity.load(ec1.cert(), ec1.key());
  }

  @Test
  void load_unusable_saysWhyAndWhere() throws Exception {
    var certificates = new TestCertificates(folder);
    TlsFiles one = certificates.make("EC");
    TlsFiles two = certificates.make("EC");
    TlsFiles rsa = certificates.make("RSA");
    assertTrue(refusal(new TlsFiles(one.cert(), two.key())).contains("is not the key of"));
    assertTrue(refusal(new TlsFiles(one.cert(), rsa.key())).contains("not of the certificate's"));
    assertTrue(refusal(new TlsFiles(one.key(), one.key())).contains("holds no certificate"));
    assertTrue(refusal(new TlsFiles(one.cert(), one.cert())).contains("holds no private key"));
    assertTrue(refusal(new TlsFiles(folder.resolve("none"), one.key())).contains("does not exist"));
    assertTrue(refusal(new TlsFiles(one.cert(), folder)).contains("cannot be read"));
    String encrypted = TestCertificates.pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3});
    assertTrue(refusal(withKey(one, encrypted)).contains("is encrypted, and nobody is there"));
    String old =
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES,00

        AAAA
        -----END RSA PRIVATE KEY-----
        """;
    assertTrue(refusal(withKey(one, old)).contains("is encrypted"));
    Path chain = folder.resolve("chain.crt");
    Files.writeString(chain, Files.readString(one.cert()) + Files.readString(two.cert()));
    assertTrue(refusal(new TlsFiles(chain, one.key())).contains("is no chain"));
  }

  /// Whatever a file holds, the answer is a sentence.
  @Test
  void load_damagedFile_isRefusedInOrder() throws Exception {
    var certificates = new TestCertificates(folder);
    TlsFiles files = certificates.make("EC");
    byte[] cert = Files.readAllBytes(files.cert());
    byte[] key = Files.readAllBytes(files.key());
    int refused = 0;
    for (int at = 30; at < key.length; at++) {
      byte[] damaged = key.clone();
      damaged[at] ^= 5;
      refused += isRefused(files, cert, damaged) ? 1 : 0;
      damaged = cert.clone();
      damaged[at] ^= 5;
      refused += isRefused(files, damaged, key) ? 1 : 0;
    }
    assertTrue(refused > key.length / 2, "refused: " + refused);
  }

  private static boolean isRefused(TlsFiles files, byte[] cert, byte[] key) {
    try {
      TlsIdentity.parse(files, cert, key);
      return false;
    } catch (TlsException e) {
      assertFalse(e.getMessage().isEmpty());
      return true;
    }
  }

  @Test
  void dateProblem_saysWhich() throws Exception {
    TlsFiles files = new TestCertificates(folder).make("EC");
    TlsIdentity identity = TlsIdentity.load(files.cert(), files.key());
    Instant now = Instant.now();
    assertTrue(identity.dateProblem(now.plus(Duration.ofDays(40))).startsWith("expired at"));
    assertTrue(identity.dateProblem(now.minus(Duration.ofDays(40))).startsWith("is not valid"));
  }
}
