package dev.weir.ingest.ring;

/// Memory that a payload lies in and that somebody gets back once the pipeline is done with it.
public interface Resource {
  /// Nothing to give back.
  Resource NONE = () -> {};

  /// Called once for each submission that named this, on the apply thread or, when the submission
  /// was not taken, by the producer itself.
  void release();
}
