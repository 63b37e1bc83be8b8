package dev.weir.ingest.ring;

import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Refusals;
import dev.weir.storage.model.SampleOutcome;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/// Waits for all pieces of one request and adds up what became of its samples.
///
/// The producer calls [#expect()] before it submits each piece and [#submitted()] after the last;
/// [#result()] completes, never exceptionally, once every piece is journalled, durable as
/// `storage.durability` demands, and applied, or has failed.
public final class Acknowledgement {
  private static final Malformed[] MALFORMED = Malformed.values();
  private static final SampleOutcome[] OUTCOMES = SampleOutcome.values();

  private final long startedNanos = System.nanoTime();
  private final AtomicInteger outstanding = new AtomicInteger(1); // one for the producer itself
  private final AtomicReference<Failure> failure = new AtomicReference<>();
  private final AtomicReference<String> malformedSample = new AtomicReference<>("");
  private final AtomicReference<String> refusedSample = new AtomicReference<>("");
  private final AtomicLongArray malformed = new AtomicLongArray(MALFORMED.length);
  private final AtomicLongArray outcomes = new AtomicLongArray(OUTCOMES.length);
  private final CompletableFuture<WriteResult> result = new CompletableFuture<>();

  /// One more piece is about to be submitted.
  public void expect() {
    outstanding.incrementAndGet();
  }

  /// A piece that was expected was not taken by the ring.
  public void notTaken(Failure why) {
    failed(why);
  }

  /// No more pieces will come.
  public void submitted() {
    done();
  }

  /// Completes once all is settled.
  public CompletableFuture<WriteResult> result() {
    return result;
  }

  /// Adds what the decoder could not read. Write thread.
  void addMalformed(Refusals refusals) {
    for (int i = 0; i < MALFORMED.length; i++) {
      int count = refusals.count(MALFORMED[i]);
      if (count > 0) {
        malformed.addAndGet(i, count);
      }
    }
    if (refusals.firstReason() != Malformed.UNSUPPORTED) {
      malformedSample.compareAndSet("", refusals.firstSample());
    }
  }

  /// Adds samples with the same outcome. Write thread.
  void addOutcome(SampleOutcome outcome, long count) {
    outcomes.addAndGet(outcome.ordinal(), count);
  }

  /// Shows a series whose samples were refused; the first one stays. Write thread.
  void refusedSeries(String text) {
    refusedSample.compareAndSet("", text);
  }

  /// A piece is safe and visible. True when it was the last one.
  boolean done() {
    if (outstanding.decrementAndGet() != 0) {
      return false;
    }
    return result.complete(
        new WriteResult(
            counts(malformed),
            shown(malformedSample),
            counts(outcomes),
            shown(refusedSample),
            failure.get()));
  }

  /// `System.nanoTime()` when the request began.
  long startedNanos() {
    return startedNanos;
  }

  /// A piece failed; the first failure is the one reported.
  void failed(Failure why) {
    failure.compareAndSet(null, why);
    done();
  }

  private static String shown(AtomicReference<String> text) {
    return Objects.requireNonNullElse(text.get(), "");
  }

  private static long[] counts(AtomicLongArray from) {
    long[] counts = new long[from.length()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = from.get(i);
    }
    return counts;
  }
}
