package dev.weir.storage.logs;

/// Which of several parts turned out damaged.
final class DamagedPartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Part part;

  DamagedPartException(Part part, Exception cause) {
    super(cause.toString(), cause);
    this.part = part;
  }

  Part part() {
    return part;
  }
}
