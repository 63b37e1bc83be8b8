package dev.weir.storage.metrics.chunk;

import java.util.Arrays;

/// Writes integers as a column of mini-blocks, each readable by itself. One thread at a time.
///
/// ```
/// column     = flags u8 | mini-block length varint | [coding] | table | data
/// flags      = bits 0-1 order, bit 2 coded, bit 3 statistics, bit 4 escapes
/// coding     = low bits u8 | base signed | code lengths          (coded only)
/// table      = per mini-block: first - (first of the one before) signed
///              [order 2: second - first signed]
///              [statistics: last - first signed | first - min | max - first | sum - count * first signed]
///              packed: base signed | width u8      coded: size of its code bits varint
///              [escapes: size of its escapes varint]
/// data       = per mini-block: packed bits, or code bits | low bits | escapes
/// ```
///
/// A coded mini-block of size 0 has only residuals of 0.
final class IntegerColumnEncoder {
  static final int CODED = 4;
  static final int STATISTICS = 8;
  static final int ESCAPES = 16;

  /// Mini-blocks have at least this many numbers where there are that many, and fewer than twice.
  static final int MIN_BLOCK = 1024;

  private static final int SAMPLE_WINDOWS = 4;
  private static final int SAMPLE_LENGTH = 48;
  private static final int MIN_FOR_SAMPLING = 2 * SAMPLE_WINDOWS * SAMPLE_LENGTH;
  private static final int[] SAMPLED_ORDERS = {1, 0, 2};

  private final ResidualModel model = new ResidualModel();
  private final HuffmanCode code = new HuffmanCode();
  private final int[] counts = new int[HuffmanCode.MAX_SYMBOLS];
  private final int[] symbolOf = new int[ResidualModel.MAX_COUNT];
  private final ChunkBuffer data = new ChunkBuffer();
  private long[] residuals = new long[ResidualModel.MAX_COUNT];
  private long[] trial = new long[ResidualModel.MAX_COUNT];
  private boolean coded;
  private int lowBits;
  private long base;
  private int symbols;
  private boolean escapes;

  /// Length of the mini-blocks of a column of `n` numbers.
  static int blockLength(int n, int least) {
    int blocks = Math.max(1, n / least);
    return (n + blocks - 1) / blocks;
  }

  /// Appends `n` numbers, 1 to [ResidualModel#MAX_COUNT], of magnitude at most `1 << 54`. Returns
  /// false and leaves `out` alone when their spread is too wide for any way of writing.
  boolean encode(long[] numbers, int n, boolean statistics, ChunkBuffer out) {
    int blockLength = blockLength(n, MIN_BLOCK);
    int order = chooseOrder(numbers, n, blockLength);
    if (order < 0) {
      return false;
    }
    out.putByte(
        order
            | (coded ? CODED : 0)
            | (statistics ? STATISTICS : 0)
            | (coded && escapes ? ESCAPES : 0));
    out.putVarint(blockLength);
    int lead = lead(order);
    if (coded) {
      buildCode(n, blockLength, lead);
      out.putByte(lowBits);
      out.putSigned(base);
      code.writeLengths(out);
    }
    data.clear();
    long previousFirst = 0;
    for (int start = 0; start < n; start += blockLength) {
      int end = Math.min(n, start + blockLength);
      out.putSigned(numbers[start] - previousFirst);
      previousFirst = numbers[start];
      if (order == 2) {
        out.putSigned(start + 1 < end ? numbers[start + 1] - numbers[start] : 0);
      }
      if (statistics) {
        putStatistics(numbers, start, end, out);
      }
      if (coded) {
        putCoded(Math.min(start + lead, end), end, out);
      } else {
        putPacked(Math.min(start + lead, end), end, out);
      }
    }
    out.putBytes(data.array(), 0, data.length());
    return true;
  }

  /// How many numbers at the front of a mini-block have no residual.
  static int lead(int order) {
    return order == 2 ? 2 : 1;
  }

  /// Predicts with the order that promises the smallest column; -1 when all are too wide. Long
  /// columns are judged by a sample first, since trying all orders is the larger part of encoding.
  private int chooseOrder(long[] numbers, int n, int blockLength) {
    if (n >= MIN_FOR_SAMPLING) {
      int order = sampledOrder(numbers, n);
      predict(numbers, n, order);
      model.estimate(trial, n, blockLength, lead(order));
      if (model.costBits < Long.MAX_VALUE) {
        keepTrial();
        return order;
      }
    }
    long bestCost = Long.MAX_VALUE;
    int best = -1;
    for (int order = 0; order <= 2; order++) {
      predict(numbers, n, order);
      model.estimate(trial, n, blockLength, lead(order));
      if (model.costBits < bestCost) {
        bestCost = model.costBits;
        best = order;
        keepTrial();
      }
    }
    return best;
  }

  private void keepTrial() {
    coded = model.coded;
    lowBits = model.lowBits;
    base = model.base;
    symbols = model.symbols;
    escapes = model.escapes;
    long[] swap = residuals;
    residuals = trial;
    trial = swap;
  }

  /// The best order for a few windows spread over the column; of equals that of steps.
  private int sampledOrder(long[] numbers, int n) {
    long bestCost = Long.MAX_VALUE;
    int best = 1;
    for (int order : SAMPLED_ORDERS) {
      int sampled = 0;
      for (int window = 0; window < SAMPLE_WINDOWS; window++) {
        int start = 2 + (int) ((long) (n - SAMPLE_LENGTH - 2) * window / (SAMPLE_WINDOWS - 1));
        for (int i = start; i < start + SAMPLE_LENGTH; i++) {
          long step = numbers[i] - numbers[i - 1];
          trial[sampled++] =
              switch (order) {
                case 0 -> numbers[i];
                case 1 -> step;
                default -> step - (numbers[i - 1] - numbers[i - 2]);
              };
        }
      }
      model.estimate(trial, sampled, sampled, 0);
      if (model.costBits < bestCost) {
        bestCost = model.costBits;
        best = order;
      }
    }
    return best;
  }

  private void predict(long[] numbers, int n, int order) {
    long[] r = trial;
    switch (order) {
      case 0 -> System.arraycopy(numbers, 0, r, 0, n);
      case 1 -> {
        for (int i = 1; i < n; i++) {
          r[i] = numbers[i] - numbers[i - 1];
        }
      }
      default -> {
        for (int i = 2; i < n; i++) {
          r[i] = numbers[i] - 2 * numbers[i - 1] + numbers[i - 2];
        }
      }
    }
    if (order > 0) {
      r[0] = 0;
      if (order == 2 && n > 1) {
        r[1] = 0;
      }
    }
  }

  private void buildCode(int n, int blockLength, int lead) {
    Arrays.fill(counts, 0, symbols + 1, 0);
    for (int start = 0; start < n; start += blockLength) {
      int end = Math.min(n, start + blockLength);
      for (int i = start + lead; i < end; i++) {
        int symbol = symbol(residuals[i]);
        symbolOf[i] = symbol;
        counts[symbol]++;
      }
    }
    code.build(counts, symbols + (escapes ? 1 : 0));
  }

  /// The symbol of a residual; `symbols` stands for an escape.
  private int symbol(long residual) {
    long high = (residual - base) >>> lowBits;
    return residual >= base && high < symbols ? (int) high : symbols;
  }

  private static void putStatistics(long[] numbers, int start, int end, ChunkBuffer out) {
    long first = numbers[start];
    long min = first;
    long max = first;
    long sum = 0;
    for (int i = start; i < end; i++) {
      min = Math.min(min, numbers[i]);
      max = Math.max(max, numbers[i]);
      sum += numbers[i] - first;
    }
    out.putSigned(numbers[end - 1] - first);
    out.putVarint(first - min);
    out.putVarint(max - first);
    out.putSigned(sum);
  }

  private void putPacked(int from, int end, ChunkBuffer out) {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int i = from; i < end; i++) {
      min = Math.min(min, residuals[i]);
      max = Math.max(max, residuals[i]);
    }
    boolean empty = from == end;
    int width = empty ? 0 : 64 - Long.numberOfLeadingZeros(max - min);
    out.putSigned(empty ? 0 : min);
    out.putByte(width);
    BitPacking.pack(residuals, from, end, min, width, data);
  }

  private void putCoded(int from, int end, ChunkBuffer out) {
    int begin = data.length();
    boolean allZero = true;
    for (int i = from; i < end; i++) {
      allZero &= residuals[i] == 0;
    }
    if (allZero) {
      out.putVarint(0);
      if (escapes) {
        out.putVarint(0);
      }
      return;
    }
    code.encode(symbolOf, from, end, data);
    out.putVarint(data.length() - begin);
    if (lowBits > 0) {
      long mask = (1L << lowBits) - 1;
      long[] low = trial;
      for (int i = from; i < end; i++) {
        low[i] = symbolOf[i] == symbols ? 0 : (residuals[i] - base) & mask;
      }
      BitPacking.pack(low, from, end, 0, lowBits, data);
    }
    if (escapes) {
      int before = data.length();
      for (int i = from; i < end; i++) {
        if (symbolOf[i] == symbols) {
          data.putSigned(residuals[i]);
        }
      }
      out.putVarint(data.length() - before);
    }
  }
}
