package dev.weir.storage.model;

/// What became of one sample. Everything but `ACCEPTED` is counted by this name, in lower case, as
/// the label `reason`.
public enum SampleOutcome {
  /// Stored, or about to be.
  ACCEPTED,
  /// Same series, timestamp and bits as one already there; dropped.
  DUPLICATE,
  /// More than ten minutes ahead of the server's clock.
  TOO_FAR_IN_FUTURE,
  /// Older than `storage.metrics.retention` allows, or before 1970.
  BEFORE_RETENTION,
  /// A new series over the tenant's or the store's limit.
  SERIES_LIMIT,
  /// A new tenant over `limits.tenants`.
  TENANT_LIMIT,
  /// More labels than `limits.labels_per_series`.
  TOO_MANY_LABELS,
  /// A label name or value longer than its limit.
  LABEL_TOO_LONG,
  /// No metric name, an empty label name, or text that is not UTF-8.
  INVALID_LABELS
}
