package dev.weir.server.config;

/// Who may use the server.
public enum Auth {
  /// Everybody on this machine and nobody else: listeners beyond loopback are refused.
  LOOPBACK,
  /// Everybody who reaches a listener, said in so many words.
  NONE,
  /// Those whom `auth.tokens` and `auth.users` list.
  REQUIRED
}
