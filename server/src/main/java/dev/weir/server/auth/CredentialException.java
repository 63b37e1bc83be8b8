package dev.weir.server.auth;

/// A credential cannot be used; the message names it, says why, and holds no secret.
public final class CredentialException extends Exception {
  private static final long serialVersionUID = 1;

  private final String credential;

  CredentialException(String credential, String message) {
    super(message);
    this.credential = credential;
  }

  /// The name of the credential.
  public String credential() {
    return credential;
  }
}
