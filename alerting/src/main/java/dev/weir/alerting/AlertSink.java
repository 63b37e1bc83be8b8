package dev.weir.alerting;

import java.io.IOException;
import java.util.List;

/// Takes the alerts that evaluation found; whoever delivers them implements it.
///
/// The evaluator hands over every alert that fires after each evaluation of its group (so nothing
/// is lost when a call fails: the next one repeats it), and each that has ended until a call with
/// it has returned. A call returns when what it changed is durable, never waits for a receiver, and
/// may be repeated with the same alerts, which changes nothing.
///
/// Threads: any, also several at once.
public interface AlertSink {
  /// Takes the current state of `alerts`, firing or resolved. Throws when the change could not be
  /// made durable; the caller repeats it with the next evaluation.
  void publish(List<Alert> alerts) throws IOException;
}
