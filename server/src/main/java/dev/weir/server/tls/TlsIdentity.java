package dev.weir.server.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A certificate with its chain and its private key, known to belong together. Immutable.
///
/// Keys are taken as PKCS#8 (`PRIVATE KEY`), PKCS#1 (`RSA PRIVATE KEY`) and SEC1 (`EC PRIVATE
/// KEY`). The JDK reads PKCS#8 only; the other two are what PKCS#8 wraps, beside the name of the
/// algorithm, which stands in the certificate in the very same encoding (RFC 5280 section 4.1.2.7,
/// RFC 5208 section 5).
public final class TlsIdentity {
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /// Reads both files and checks that they match.
  public static TlsIdentity load(Path cert, Path key) throws TlsException {
    byte[] certBytes = read(cert, false);
    byte[] keyBytes = read(key, true);
    return parse(new TlsFiles(cert, key), certBytes, keyBytes);
  }

  static byte[] read(Path file, boolean isKey) throws TlsException {
    try {
      return Pem.read(file);
    } catch (IOException e) {
      throw new TlsException(isKey, String.valueOf(e.getMessage()));
    }
  }

  /// The same from the content of the files; their names are for messages.
  static TlsIdentity parse(TlsFiles files, byte[] certBytes, byte[] keyBytes) throws TlsException {
    List<X509Certificate> chain = chain(files.cert(), certBytes);
    PublicKey publicKey = chain.getFirst().getPublicKey();
    PrivateKey key = key(files.key(), keyBytes, publicKey);
    if (!isPair(key, publicKey)) {
      throw new TlsException(
          true,
          "%s is not the key of the first certificate in %s".formatted(files.key(), files.cert()));
    }
    return new TlsIdentity(chain, key);
  }

  private static List<X509Certificate> chain(Path file, byte[] content) throws TlsException {
    var chain = new ArrayList<X509Certificate>();
    try {
      var factory = CertificateFactory.getInstance("X.509");
      for (Pem.Block block : Pem.blocks(content)) {
        if (block.type().equals("CERTIFICATE")) {
          var der = new ByteArrayInputStream(block.der().bytes);
          chain.add((X509Certificate) factory.generateCertificate(der));
        }
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new TlsException(false, file + " holds a certificate that cannot be read");
    }
    if (chain.isEmpty()) {
      throw new TlsException(false, file + " holds no certificate in PEM form");
    }
    for (int i = 1; i < chain.size(); i++) {
      if (!chain
          .get(i - 1)
          .getIssuerX500Principal()
          .equals(chain.get(i).getSubjectX500Principal())) {
        throw new TlsException(
            false,
            "%s is no chain: certificate %d is not signed by certificate %d (the server's own comes first)"
                .formatted(file, i, i + 1));
      }
    }
    return chain;
  }

  private static PrivateKey key(Path file, byte[] content, PublicKey publicKey)
      throws TlsException {
    try {
      for (Pem.Block block : Pem.blocks(content)) {
        if (block.isEncrypted()) {
          throw new TlsException(
              true,
              file
                  + " is encrypted, and nobody is there to type the passphrase: decrypt it"
                  + " ('openssl pkey -in FILE -out PLAIN') and protect the file (chmod 600)");
        }
        if (block.type().endsWith("PRIVATE KEY")) {
          byte[] der = block.der().bytes;
          byte[] pkcs8 = block.type().equals("PRIVATE KEY") ? der : wrapped(der, publicKey);
          return KeyFactory.getInstance(publicKey.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        }
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new TlsException(
          true,
          "%s holds a key that cannot be read, or is not of the certificate's kind (%s)"
              .formatted(file, publicKey.getAlgorithm()));
    }
    throw new TlsException(true, file + " holds no private key in PEM form");
  }

  /// PKCS#8 around a key in its algorithm's own form.
  private static byte[] wrapped(byte[] der, PublicKey publicKey) {
    var content = new ByteArrayOutputStream();
    content.writeBytes(VERSION_0);
    content.writeBytes(algorithm(publicKey.getEncoded()));
    content.writeBytes(element(OCTET_STRING, der));
    return element(SEQUENCE, content.toByteArray());
  }

  /// The algorithm in a public key: the first element of its sequence.
  private static byte[] algorithm(byte[] publicKey) {
    int at = 2 + lengthBytes(publicKey, 1);
    int end = at + 2 + lengthBytes(publicKey, at + 1) + length(publicKey, at + 1);
    return java.util.Arrays.copyOfRange(publicKey, at, end);
  }

  /// Bytes that follow the first byte of a length.
  private static int lengthBytes(byte[] der, int at) {
    return der[at] >= 0 ? 0 : der[at] & 0x7f;
  }

  private static int length(byte[] der, int at) {
    if (der[at] >= 0) {
      return der[at];
    }
    int length = 0;
    for (int i = 1; i <= lengthBytes(der, at); i++) {
      length = (length << 8) | (der[at + i] & 0xff);
    }
    return length;
  }

  private static byte[] element(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      out.write(0x83);
      out.write(content.length >> 16);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  /// True when what one signs the other verifies.
  private static boolean isPair(PrivateKey key, PublicKey publicKey) throws TlsException {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA" -> "EdDSA";
          default ->
              throw new TlsException(
                  false,
                  "a certificate with a key of this kind is not supported: "
                      + publicKey.getAlgorithm());
        };
    byte[] challenge = {'w', 'e', 'i', 'r'};
    try {
      var signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(challenge);
      byte[] signature = signer.sign();
      signer.initVerify(publicKey);
      signer.update(challenge);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /// The server's own certificate.
  X509Certificate certificate() {
    return chain.getFirst();
  }

  X509Certificate[] chain() {
    return chain.toArray(X509Certificate[]::new);
  }

  PrivateKey key() {
    return key;
  }

  Instant expires() {
    return certificate().getNotAfter().toInstant();
  }

  /// What is wrong with the certificate's dates at `now`; empty when it is valid.
  String dateProblem(Instant now) {
    Instant from = certificate().getNotBefore().toInstant();
    Instant to = expires();
    if (now.isAfter(to)) {
      return "expired at " + to;
    }
    return now.isBefore(from) ? "is not valid before " + from : "";
  }
}
