package dev.weir.alerting.notify;

/// What became of an attempt.
sealed interface Outcome {
  /// The receiver took it.
  record Delivered() implements Outcome {}

  /// Not now.
  ///
  /// @param afterMs how long the receiver asks to be left alone; 0 when it does not say
  /// @param mayHaveArrived when there was no answer, which says nothing about the message
  record Retry(String reason, long afterMs, boolean mayHaveArrived) implements Outcome {}

  /// Not this message, however often.
  record Rejected(String reason) implements Outcome {}
}
