package dev.weir.ingest.ring;

import dev.weir.ingest.decode.Malformed;
import dev.weir.storage.model.SampleOutcome;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What became of one request. Immutable.
public final class WriteResult {
  private final long[] malformed;
  private final String malformedSample;
  private final long[] outcomes;
  private final String refusedSample;
  private final @Nullable Failure failure;

  WriteResult(
      long[] malformed,
      String malformedSample,
      long[] outcomes,
      String refusedSample,
      @Nullable Failure failure) {
    this.malformed = malformed;
    this.malformedSample = malformedSample;
    this.outcomes = outcomes;
    this.refusedSample = refusedSample;
    this.failure = failure;
  }

  /// Why nothing, or not everything, is safe; null when all that was accepted is.
  public @Nullable Failure failure() {
    return failure;
  }

  /// Samples, or log records, kept.
  public long accepted() {
    return outcomes[SampleOutcome.ACCEPTED.ordinal()];
  }

  /// True when all was understood and kept, leaving aside what Weir does not keep by design
  /// ([Malformed#UNSUPPORTED]: string fields, metadata).
  public boolean isComplete() {
    return malformedCount() == 0 && refusedCount() == 0;
  }

  /// Things that could not be read, without those Weir does not keep by design.
  public long malformedCount() {
    long sum = 0;
    for (Malformed reason : Malformed.values()) {
      if (reason != Malformed.UNSUPPORTED) {
        sum += malformed[reason.ordinal()];
      }
    }
    return sum;
  }

  /// Samples understood but refused.
  public long refusedCount() {
    long sum = 0;
    for (SampleOutcome outcome : SampleOutcome.values()) {
      if (outcome != SampleOutcome.ACCEPTED) {
        sum += outcomes[outcome.ordinal()];
      }
    }
    return sum;
  }

  /// What went wrong, for the sender: counts by reason with the first offender of each sort.
  public String explanation() {
    return explanation("samples");
  }

  /// The same, where it is not samples that were sent.
  public String explanation(String what) {
    var text = new StringBuilder();
    for (Malformed reason : Malformed.values()) {
      if (reason != Malformed.UNSUPPORTED) {
        append(text, malformed[reason.ordinal()], "malformed", reason);
      }
    }
    appendSample(text, malformedCount(), malformedSample);
    for (SampleOutcome outcome : SampleOutcome.values()) {
      if (outcome != SampleOutcome.ACCEPTED) {
        append(text, outcomes[outcome.ordinal()], "refused", outcome);
      }
    }
    appendSample(text, refusedCount(), refusedSample);
    return text.append("; ").append(accepted()).append(' ').append(what).append(" kept").toString();
  }

  private static void append(StringBuilder text, long count, String what, Enum<?> reason) {
    if (count > 0) {
      text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(what).append(": ");
      text.append(reason.name().toLowerCase(Locale.ROOT));
    }
  }

  private static void appendSample(StringBuilder text, long count, String sample) {
    if (count > 0 && !sample.isEmpty()) {
      text.append(" (first: ").append(sample).append(')');
    }
  }
}
