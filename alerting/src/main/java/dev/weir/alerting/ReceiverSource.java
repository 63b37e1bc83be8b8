package dev.weir.alerting;

import java.util.List;

/// Knows how the receivers of notifications fare. Any thread.
@FunctionalInterface
public interface ReceiverSource {
  /// Nobody is notified.
  ReceiverSource NONE = List::of;

  /// Every receiver, in the order of the configuration.
  List<ReceiverStatus> receivers();
}
