package dev.weir.ingest.decode;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Counts of malformed input by reason, with the first offender as text: what the log, the status
/// page and a 400 answer show. One thread at a time; reused.
public final class Refusals {
  private static final int SAMPLE_BYTES = 200;
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
    counts[reason.ordinal()]++;
    total++;
    if (firstReason == null) {
      firstReason = reason;
      firstSample =
          new String(bytes, offset, Math.min(length, SAMPLE_BYTES), StandardCharsets.UTF_8);
    }
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

  /// At most 200 bytes of the first offender, decoded leniently.
  public String firstSample() {
    return firstSample;
  }
}
