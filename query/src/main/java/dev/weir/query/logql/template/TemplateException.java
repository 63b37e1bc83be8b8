package dev.weir.query.logql.template;

/// A template that cannot be executed over this line.
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TemplateException(String message) {
    super(message, null, false, false); // one per bad line: no stack trace
  }

  /// The reason, never null.
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
