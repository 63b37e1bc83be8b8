package dev.weir.query.engine;

/// Why a query has no answer, in words for the person who asked.
public final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// The kind decides the HTTP status. Source: Prometheus, `web/api/v1`.
  public enum Kind {
    BAD_DATA("bad_data", 400),
    EXECUTION("execution", 422),
    CANCELED("canceled", 499),
    TIMEOUT("timeout", 503),
    UNAVAILABLE("unavailable", 503),
    NOT_FOUND("not_found", 404),
    INTERNAL("internal", 500);

    private final String symbol;
    private final int status;

    Kind(String symbol, int status) {
      this.symbol = symbol;
      this.status = status;
    }

    /// The `errorType` of the API.
    public String symbol() {
      return symbol;
    }

    /// The HTTP status.
    public int status() {
      return status;
    }
  }

  private final Kind kind;

  public QueryException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public QueryException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// The request makes no sense.
  public static QueryException badData(String message) {
    return new QueryException(Kind.BAD_DATA, message);
  }

  /// The data do not allow it, or it costs too much.
  public static QueryException execution(String message) {
    return new QueryException(Kind.EXECUTION, message);
  }

  public Kind kind() {
    return kind;
  }

  /// The message, which is never null.
  public String text() {
    String message = getMessage();
    return message == null ? kind.symbol() : message;
  }
}
