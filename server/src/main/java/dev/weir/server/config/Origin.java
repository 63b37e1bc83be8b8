package dev.weir.server.config;

/// Where a value came from, weakest first.
///
/// `where` is what a person would look for: `weir.yaml:12`, `WEIR_HTTP_LISTEN`, `--http.listen`.
public record Origin(Kind kind, String where) {
  /// The ways to say a value; a later one wins.
  public enum Kind {
    DEFAULT,
    FILE,
    ENVIRONMENT,
    FLAG
  }

  /// The value is the built-in one.
  public static final Origin DEFAULT = new Origin(Kind.DEFAULT, "default");

  public static Origin file(String file, int line) {
    return new Origin(Kind.FILE, file + ":" + line);
  }

  @Override
  public String toString() {
    return where;
  }
}
