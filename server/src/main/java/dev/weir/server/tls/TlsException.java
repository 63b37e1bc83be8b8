package dev.weir.server.tls;

/// A certificate or key cannot be used; the message is one sentence.
public final class TlsException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean isAboutKey;

  TlsException(boolean isAboutKey, String message) {
    super(message);
    this.isAboutKey = isAboutKey;
  }

  /// True when the key file is to blame rather than that of the certificate.
  public boolean isAboutKey() {
    return isAboutKey;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
