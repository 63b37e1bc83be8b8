package dev.weir.storage.metrics.chunk;

import java.util.Arrays;

/// Decides how the residuals of an integer column are written, by estimating the size of every way
/// and keeping the smallest. One thread at a time.
///
/// A residual is what is left of a number after prediction (order 0: nothing predicted, 1: the
/// number before, 2: the number before plus the last step). Two ways of writing:
/// - *packed*: each mini-block has its own smallest residual and bit width;
/// - *coded*: `residual - base` is cut into `lowBits` plain bits and a high part that is a symbol
///   of one [HuffmanCode] for the whole column. Residuals outside the symbols' range are escapes.
///
/// The entropy of a distribution that is wide and smooth sits in its low bits, which no code can
/// shorten; cutting them off keeps the code's table small (about 18 symbols for a Gaussian) at a
/// cost of some hundredths of a bit. The sums `c * log2(c)` come from a table, so one cut costs as
/// many additions as there are symbols and every cut is tried.
final class ResidualModel {
  /// Longest column.
  static final int MAX_COUNT = 8192;

  private static final int MAX_BINS = 512;
  private static final int SAMPLES = 64;
  private static final int ESCAPE_BITS = 48;
  private static final float[] N_LOG_N = nLogN();

  private final int[] bins = new int[MAX_BINS];
  private final int[] folded = new int[MAX_BINS];
  private final long[] sample = new long[SAMPLES];

  /// Outcome of the last [#estimate].
  long costBits;

  boolean coded;
  int lowBits;
  long base;

  /// Symbols without the escape.
  int symbols;

  boolean escapes;

  private static float[] nLogN() {
    var table = new float[MAX_COUNT + 1];
    for (int n = 2; n <= MAX_COUNT; n++) {
      table[n] = (float) (n * Math.log(n) / Math.log(2));
    }
    return table;
  }

  /// Estimates the residuals `r[i]` of every mini-block of `blockLength` out of `n` numbers, the
  /// first `lead` of each mini-block left out.
  void estimate(long[] r, int n, int blockLength, int lead) {
    coded = false;
    escapes = false;
    long packedBits = 0;
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    int total = 0;
    for (int start = 0; start < n; start += blockLength) {
      int end = Math.min(n, start + blockLength);
      if (start + lead >= end) {
        continue;
      }
      long blockMin = Long.MAX_VALUE;
      long blockMax = Long.MIN_VALUE;
      for (int i = start + lead; i < end; i++) {
        blockMin = Math.min(blockMin, r[i]);
        blockMax = Math.max(blockMax, r[i]);
      }
      int width = 64 - Long.numberOfLeadingZeros(blockMax - blockMin);
      if (width > ChunkBuffer.MAX_BITS) {
        costBits = Long.MAX_VALUE;
        return;
      }
      int count = end - start - lead;
      packedBits +=
          8L * (1 + ChunkBuffer.varintSize(Math.abs(blockMin) << 1)) + (long) count * width;
      total += count;
      min = Math.min(min, blockMin);
      max = Math.max(max, blockMax);
    }
    costBits = packedBits;
    if (total >= 16 && max > min) {
      tryCoded(r, n, blockLength, lead, total, min, max);
    }
  }

  private void tryCoded(long[] r, int n, int blockLength, int lead, int total, long min, long max) {
    sampleResiduals(r, n, blockLength, lead);
    long low = sample[SAMPLES / 10];
    long high = sample[SAMPLES - 1 - SAMPLES / 10];
    long margin = 2 * (high - low) + 1;
    long from = Math.max(min, low - margin);
    long to = Math.min(max, high + margin);
    if (from > to || to - from < 0) {
      return;
    }
    int shift = Math.max(0, 64 - Long.numberOfLeadingZeros(to - from) - 9);
    int count = (int) ((to - from) >>> shift) + 1;
    Arrays.fill(bins, 0, count, 0);
    int outside = 0;
    for (int start = 0; start < n; start += blockLength) {
      int end = Math.min(n, start + blockLength);
      for (int i = start + lead; i < end; i++) {
        long bin = (r[i] - from) >>> shift;
        if (bin < count && r[i] >= from) {
          bins[(int) bin]++;
        } else {
          outside++;
        }
      }
    }
    int blocks = (n + blockLength - 1) / blockLength;
    long fixedBits = 8L * (3 + ChunkBuffer.varintSize(Math.abs(from) << 1)) + 16L * blocks;
    for (int k = shift; count > 1 && k <= ChunkBuffer.MAX_BITS - 1; k++) {
      long bits = fixedBits + cutBits(count, total, outside) + (long) total * k;
      if (bits < costBits) {
        costBits = bits;
        coded = true;
        lowBits = k;
        base = from;
        symbols = count;
        escapes = outside > 0;
      }
      count = fold(count);
    }
  }

  /// Entropy of the symbols plus escapes plus the table.
  private long cutBits(int count, int total, int outside) {
    float entropy = N_LOG_N[total] - N_LOG_N[outside];
    int used = 0;
    for (int i = 0; i < count; i++) {
      entropy -= N_LOG_N[bins[i]];
      used += bins[i] > 0 ? 1 : 0;
    }
    if (used + Math.min(outside, 1) < 2) {
      return Integer.MAX_VALUE; // no code has one symbol only; packing has width 0
    }
    int tableNibbles = Math.min(count, used * 2) + 2;
    // a prefix code is 1 to 3 % above the entropy, and never below one bit a symbol
    return Math.max((long) (entropy * 1.015f), total)
        + (long) outside * ESCAPE_BITS
        + 4L * tableNibbles;
  }

  private int fold(int count) {
    int half = (count + 1) >>> 1;
    for (int i = 0; i < half; i++) {
      folded[i] = bins[2 * i] + (2 * i + 1 < count ? bins[2 * i + 1] : 0);
    }
    System.arraycopy(folded, 0, bins, 0, half);
    return half;
  }

  private void sampleResiduals(long[] r, int n, int blockLength, int lead) {
    for (int s = 0; s < SAMPLES; s++) {
      int at = (int) ((long) n * s / SAMPLES);
      int inBlock = at % blockLength;
      if (inBlock < lead) {
        at += lead - inBlock;
      }
      sample[s] = r[Math.min(at, n - 1)];
    }
    Arrays.sort(sample);
  }
}
