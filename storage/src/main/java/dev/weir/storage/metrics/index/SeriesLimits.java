package dev.weir.storage.metrics.index;

/// What a new series may look like and how many there may be. Nothing here touches series that are
/// already known. Settings `limits.*`.
///
/// `maxSeries` and `maxIndexBytes` are for the whole store; the latter bounds the memory of the
/// index whatever shape the labels have. Names and values are measured in bytes of UTF-8.
public record SeriesLimits(
    int maxTenants,
    int maxSeriesPerTenant,
    int maxSeries,
    long maxIndexBytes,
    int maxNamesPerTenant,
    int maxLabels,
    int maxNameBytes,
    int maxValueBytes) {
  /// 64 labels rather than the usual 30, because OpenTelemetry resources bring many; a million
  /// series per tenant is seven times what large multi-tenant systems allow by default, and fits
  /// into the index's 256 MiB.
  public static final SeriesLimits DEFAULT =
      new SeriesLimits(1_000, 1_000_000, 10_000_000, 256L << 20, 20_000, 64, 1_024, 2_048);

  /// Longest text the formats can hold.
  static final int MAX_TEXT_BYTES = 0xffff;

  /// Most labels the formats can hold.
  static final int MAX_LABELS = 1_024;

  public SeriesLimits {
    requireRange("maxTenants", maxTenants, 1 << 20);
    requireRange("maxSeriesPerTenant", maxSeriesPerTenant, Integer.MAX_VALUE - 8);
    requireRange("maxSeries", maxSeries, Integer.MAX_VALUE - 8);
    requireRange("maxIndexBytes", maxIndexBytes, Long.MAX_VALUE);
    requireRange("maxNamesPerTenant", maxNamesPerTenant, 1 << 20);
    requireRange("maxLabels", maxLabels, MAX_LABELS);
    requireRange("maxNameBytes", maxNameBytes, MAX_TEXT_BYTES);
    requireRange("maxValueBytes", maxValueBytes, MAX_TEXT_BYTES);
  }

  private static void requireRange(String what, long value, long max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(what + " must be from 1 to " + max + ": " + value);
    }
  }
}
