package dev.weir.storage.model;

import java.util.concurrent.CompletableFuture;

/// The one write port for everything inside the process that produces data: statsd flusher,
/// alerting, self-metrics, log-to-metric rules, host sampler. Implemented by ingest, injected by
/// the server. Samples take the same way as those from outside: resolve, journal, apply.
///
/// May be called from any thread except those that consume a ring.
public interface Intake {
  /// Publishes `batch`. The future completes when the samples are journalled (durably, under
  /// `storage.durability: fsync`) and visible to queries; exceptionally when the pipeline is closed
  /// or the journal failed. Blocks while the ring is full.
  CompletableFuture<Void> append(SeriesBatch batch);
}
