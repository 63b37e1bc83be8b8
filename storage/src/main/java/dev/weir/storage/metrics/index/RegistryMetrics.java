package dev.weir.storage.metrics.index;

import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.util.function.DoubleSupplier;

/// What the series registry tells of itself. Refusals are counted by whoever asked, by reason.
final class RegistryMetrics {
  final Counter seriesCreated;
  final Counter catalogCut;
  final Counter catalogFailures;
  final Counter catalogRewrites;
  final Counter dictionaryRebuilds;
  final Counter dictionaryGrowths;
  final Counter dictionaryFailures;
  private final MetricRegistry registry;

  RegistryMetrics(MetricRegistry registry) {
    this.registry = registry;
    seriesCreated =
        registry.counter("weir_storage_series_created_total", "Series defined since the start.");
    catalogCut =
        registry.counter(
            "weir_storage_catalog_cut_bytes_total",
            "Bytes of the series catalog left out at opening: a torn tail, or damage repaired.");
    catalogFailures =
        registry.counter(
            "weir_storage_catalog_failures_total", "Failed writes and forces of the catalog.");
    catalogRewrites =
        registry.counter(
            "weir_storage_catalog_rewrites_total",
            "Times the catalog was written anew after a failed force.");
    dictionaryRebuilds =
        registry.counter(
            "weir_storage_dictionary_rebuilds_total",
            "Times the series dictionary was rebuilt from the catalog.");
    dictionaryGrowths =
        registry.counter(
            "weir_storage_dictionary_growths_total",
            "Times the series dictionary was copied into a larger one.");
    dictionaryFailures =
        registry.counter(
            "weir_storage_dictionary_failures_total",
            "Times the dictionary's file could not be used and the heap took its place.");
  }

  void series(DoubleSupplier count) {
    registry.gauge("weir_storage_series", "Series in the catalog.", count);
  }

  void tenants(DoubleSupplier count) {
    registry.gauge("weir_storage_tenants", "Tenants with series.", count);
  }

  void indexBytes(DoubleSupplier bytes) {
    registry.gauge("weir_storage_index_bytes", "Memory of the series index, estimated.", bytes);
  }

  void indexLimitBytes(DoubleSupplier bytes) {
    registry.gauge(
        "weir_storage_index_limit_bytes",
        "Memory of the series index beyond which new series are refused.",
        bytes);
  }

  void catalogBytes(DoubleSupplier bytes) {
    registry.gauge("weir_storage_catalog_bytes", "Size of the series catalog.", bytes);
  }
}
