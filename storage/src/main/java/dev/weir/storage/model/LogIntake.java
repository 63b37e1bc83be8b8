package dev.weir.storage.model;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The write port for log records from inside the process, as [Intake] is for samples: Weir's own
/// log lines, notifications, deploys, alert transitions. The records take the same way as those
/// from outside.
///
/// May be called from any thread except those that consume the ring of the logs.
@FunctionalInterface
public interface LogIntake {
  /// Publishes `records`. The future completes when they are journalled (durably, under
  /// `storage.durability: fsync`) and searchable; exceptionally when the pipeline is closed or
  /// full, or the journal failed. Never blocks.
  CompletableFuture<Void> append(Tenant tenant, List<LogRecord> records);
}
