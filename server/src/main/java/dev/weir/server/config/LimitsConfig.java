package dev.weir.server.config;

/// `limits.*`: bounds on what clients may bring.
///
/// @param tenants tenants there may be
/// @param series series there may be in the store
/// @param seriesPerTenant series one tenant may have
/// @param labelsPerSeries labels one series may have
/// @param labelNameBytes longest label name
/// @param labelValueBytes longest label value
public record LimitsConfig(
    int tenants,
    int series,
    int seriesPerTenant,
    int labelsPerSeries,
    int labelNameBytes,
    int labelValueBytes) {

  static LimitsConfig read(Settings settings) {
    return new LimitsConfig(
        settings.count("limits.tenants", "1000", 1, 100_000, "Tenants the store takes in."),
        settings.count(
            "limits.series",
            "10000000",
            1,
            1_000_000_000,
            "Series ever defined in the store; samples of further ones are refused."),
        settings.count(
            "limits.series_per_tenant",
            "1000000",
            1,
            1_000_000_000,
            "Series ever defined by one tenant."),
        settings.count("limits.labels_per_series", "64", 1, 1024, "Labels one series may have."),
        Math.toIntExact(
            settings.size("limits.label_name", "1KiB", 16, 65_535, "Longest label name.")),
        Math.toIntExact(
            settings.size(
                "limits.label_value", "2KiB", 16, 65_535, "Longest label value or metric name.")));
  }
}
