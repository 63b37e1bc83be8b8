package dev.weir.alerting;

import java.util.List;

/// Knows the receivers of notifications and how they do. Any thread.
@FunctionalInterface
public interface ReceiverSource {
  /// All receivers, in the order of the configuration.
  List<ReceiverStatus> receivers();
}
