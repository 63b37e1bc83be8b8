package dev.weir.ingest.decode;

/// Why something received could not be read: the label `reason`, in lower case, of
/// `weir_ingest_malformed_total`. A small closed set shared by all protocols.
public enum Malformed {
  /// Not the shape of the protocol at all.
  SYNTAX,
  /// A value that is no number, or not one this field may have.
  BAD_VALUE,
  /// A timestamp that is no time.
  BAD_TIMESTAMP,
  /// A sampling rate outside (0, 1].
  BAD_RATE,
  /// A type the protocol does not know.
  BAD_TYPE,
  /// A tag or label that is none.
  BAD_TAG,
  /// Stream labels that are none: a name that is no label name, or no labels at all.
  BAD_LABELS,
  /// A log entry from before the window of times that are accepted.
  TOO_OLD,
  /// A log entry from after it.
  TOO_NEW,
  /// Ends before it is complete, or a length field points past the end.
  TRUNCATED,
  /// Longer than the limit.
  TOO_LONG,
  /// Text that is not UTF-8 where it must be.
  BAD_UTF8,
  /// Understood, but of a kind Weir does not keep (string fields, unknown values).
  UNSUPPORTED,
  /// Signature or decryption failed.
  BAD_SIGNATURE
}
