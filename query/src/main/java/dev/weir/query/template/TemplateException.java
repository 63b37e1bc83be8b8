package dev.weir.query.template;

/// A template that cannot be executed over its data.
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public TemplateException(String message) {
    super(message, null, false, false); // one per bad line: no stack trace
  }

  /// The reason, never null.
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
