package dev.weir.ingest.decode;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Counts of malformed input by reason, with the first offender as text: what the log, the status
/// page and a 400 answer show. One thread at a time; reused.
public final class Refusals {
  private static final int SAMPLE_BYTES = 200;
  private static final int EXPLANATION_LENGTH = 500;
  private static final Malformed[] REASONS = Malformed.values();

  private final int[] counts = new int[REASONS.length];
  private int total;
  private @Nullable Malformed firstReason;
  private String firstSample = "";

  public void clear() {
    if (total != 0) {
      java.util.Arrays.fill(counts, 0);
      total = 0;
      firstReason = null;
      firstSample = "";
    }
  }

  /// Counts one refusal of `bytes[offset, offset + length)`.
  public void add(Malformed reason, byte[] bytes, int offset, int length) {
    if (isFirst(reason)) {
      firstSample =
          new String(bytes, offset, Math.min(length, SAMPLE_BYTES), StandardCharsets.UTF_8);
    }
  }

  /// Counts one refusal that is better explained than shown: `explanation` takes the place of the
  /// first offender.
  public void explain(Malformed reason, Supplier<String> explanation) {
    if (isFirst(reason)) {
      String text = explanation.get();
      firstSample = text.substring(0, Math.min(text.length(), EXPLANATION_LENGTH));
    }
  }

  private boolean isFirst(Malformed reason) {
    counts[reason.ordinal()]++;
    total++;
    if (firstReason != null) {
      return false;
    }
    firstReason = reason;
    return true;
  }

  public int total() {
    return total;
  }

  public int count(Malformed reason) {
    return counts[reason.ordinal()];
  }

  /// The reason of the first refusal, or null when there was none.
  public @Nullable Malformed firstReason() {
    return firstReason;
  }

  /// At most 200 bytes of the first offender, decoded leniently, or what explains its refusal.
  public String firstSample() {
    return firstSample;
  }
}
