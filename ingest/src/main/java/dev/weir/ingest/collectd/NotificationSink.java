package dev.weir.ingest.collectd;

import dev.weir.storage.model.Tenant;

/// Where notifications go. Called by decode threads; must not block.
public interface NotificationSink {
  /// Forgets them.
  NotificationSink NONE = (tenant, notification) -> {};

  void accept(Tenant tenant, Notification notification);

  /// A notification as received; identity fields are empty when the sender left them out.
  ///
  /// @param severity 1 failure, 2 warning, 4 okay
  record Notification(
      long timestampMs,
      int severity,
      String host,
      String plugin,
      String pluginInstance,
      String type,
      String typeInstance,
      String message) {}
}
