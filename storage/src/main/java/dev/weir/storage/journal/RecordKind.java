package dev.weir.storage.journal;

/// What a journal record holds. The code is part of the file format: never reuse one.
public enum RecordKind {
  /// Samples by series id, with the definitions of series used for the first time.
  SAMPLES(1),
  /// Statsd lines as they arrived, with arrival time and tenant.
  STATSD(2),
  /// A statsd flush: the samples it produced and the marker that empties the windows, as one.
  STATSD_FLUSH(3),
  /// Log records.
  LOGS(4);

  private final byte code;

  RecordKind(int code) {
    this.code = (byte) code;
  }

  public byte code() {
    return code;
  }

  /// The kind with this code; throws `IllegalArgumentException` when there is none.
  public static RecordKind of(byte code) {
    for (RecordKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("unknown journal record kind: " + code);
  }
}
