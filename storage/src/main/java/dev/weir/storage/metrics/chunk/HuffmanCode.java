package dev.weir.storage.metrics.chunk;

import java.util.Arrays;

/// A canonical prefix code of at most [#MAX_SYMBOLS] symbols and [#MAX_LENGTH] bits a symbol. Codes
/// are stored lowest bit first, so that a decoder finds the next symbol by masking the next bits.
/// One thread at a time.
///
/// Only lengths are written: a nibble each, with two escapes for runs. Why a prefix code and not an
/// arithmetic one: on the delta distributions of metrics it stays within 2 % of the entropy, its
/// decoder is one table look-up per symbol, and several symbols fit in one look-up.
final class HuffmanCode {
  static final int MAX_LENGTH = 11;
  static final int MAX_SYMBOLS = 513;

  private static final int REPEAT = 12;
  private static final int ZEROS = 13;
  private static final int MIN_RUN = 3;

  /// Bits looked at to find several symbols at once. More would find more, but cost more to prepare
  /// than a chunk gives back.
  private static final int RUN_BITS = 8;

  private static final int RUN_SYMBOLS = 4;
  private static final int RUN_SYMBOL_BITS = 10;
  private static final int RUN_SYMBOL_MASK = (1 << RUN_SYMBOL_BITS) - 1;

  /// Fewer symbols are decoded one by one.
  private static final int MIN_COUNT_FOR_RUNS = 256;

  private final byte[] lengths = new byte[MAX_SYMBOLS];
  private final int[] codes = new int[MAX_SYMBOLS];
  private final int[] table = new int[1 << MAX_LENGTH];
  private final long[] sorted = new long[MAX_SYMBOLS];
  private final long[] weights = new long[MAX_SYMBOLS * 2];
  private final int[] parents = new int[MAX_SYMBOLS * 2];
  private int symbols;
  private int tableBits;

  /// Up to four symbols for each value of the next [#RUN_BITS] bits; see [#fillRuns].
  private final long[] runs = new long[1 << RUN_BITS];

  private boolean runsFilled;
  private int runsEnd;
  private boolean hasShortCode;

  /// Makes the code for symbols `0 .. n-1` seen `counts` times each; at least two were seen.
  void build(int[] counts, int n) {
    symbols = n;
    int used = 0;
    for (int s = 0; s < n; s++) {
      lengths[s] = 0;
      if (counts[s] > 0) {
        sorted[used++] = ((long) counts[s] << 16) | s;
      }
    }
    if (used < 2) {
      throw new IllegalArgumentException("a code needs two symbols: " + used);
    }
    Arrays.sort(sorted, 0, used);
    merge(used);
    limit(used);
    assignCodes();
  }

  /// Two queues: leaves ascending, inner nodes ascending by construction.
  private void merge(int used) {
    for (int i = 0; i < used; i++) {
      weights[i] = sorted[i] >>> 16;
    }
    int leaf = 0;
    int inner = used;
    for (int node = used; node < 2 * used - 1; node++) {
      long sum = 0;
      for (int child = 0; child < 2; child++) {
        int pick =
            leaf < used && (inner >= node || weights[leaf] <= weights[inner]) ? leaf++ : inner++;
        sum += weights[pick];
        parents[pick] = node;
      }
      weights[node] = sum;
    }
    int root = 2 * used - 2;
    weights[root] = 0;
    for (int node = root - 1; node >= 0; node--) {
      weights[node] = weights[parents[node]] + 1;
    }
    for (int i = 0; i < used; i++) {
      lengths[(int) (sorted[i] & 0xFFFF)] = (byte) Math.min(weights[i], MAX_LENGTH);
    }
  }

  /// Restores the Kraft inequality after clamping, cheapest symbols first, then gives what is left
  /// over to the most frequent. Ends with a complete code: what is left is always a multiple of
  /// what the longest code costs, and with two symbols or more some code is longer than one bit.
  private void limit(int used) {
    int room = 1 << MAX_LENGTH;
    for (int i = 0; i < used; i++) {
      room -= 1 << (MAX_LENGTH - lengths[(int) (sorted[i] & 0xFFFF)]);
    }
    for (int i = 0; room < 0; i = i == used - 1 ? 0 : i + 1) {
      int symbol = (int) (sorted[i] & 0xFFFF);
      if (lengths[symbol] < MAX_LENGTH) {
        lengths[symbol]++;
        room += 1 << (MAX_LENGTH - lengths[symbol]);
      }
    }
    for (int i = used - 1; room > 0; i = i == 0 ? used - 1 : i - 1) {
      int symbol = (int) (sorted[i] & 0xFFFF);
      while (lengths[symbol] > 1 && room >= 1 << (MAX_LENGTH - lengths[symbol])) {
        room -= 1 << (MAX_LENGTH - lengths[symbol]);
        lengths[symbol]--;
      }
    }
  }

  private void assignCodes() {
    int[] next = new int[MAX_LENGTH + 2];
    for (int s = 0; s < symbols; s++) {
      next[lengths[s] + 1]++;
    }
    next[1] = 0;
    int code = 0;
    for (int length = 1; length <= MAX_LENGTH; length++) {
      code = (code + next[length]) << 1;
      next[length] = code;
    }
    for (int s = 0; s < symbols; s++) {
      int length = lengths[s];
      if (length > 0) {
        codes[s] = Integer.reverse(next[length]++) >>> (32 - length);
      }
    }
  }

  int length(int symbol) {
    return lengths[symbol];
  }

  int code(int symbol) {
    return codes[symbol];
  }

  /// Writes the codes of `from .. to-1`, ending at a whole byte.
  void encode(int[] what, int from, int to, ChunkBuffer out) {
    out.reserve(BitPacking.size(to - from, MAX_LENGTH) + Long.BYTES);
    byte[] bytes = out.array();
    int at = out.length();
    long pending = 0;
    int count = 0;
    for (int i = from; i < to; i++) {
      if (count + MAX_LENGTH >= Long.SIZE) {
        ChunkBuffer.setWord(bytes, at, pending);
        at += count >>> 3;
        pending >>>= count & -8;
        count &= 7;
      }
      int symbol = what[i];
      pending |= (long) codes[symbol] << count;
      count += lengths[symbol];
    }
    ChunkBuffer.setWord(bytes, at, pending);
    out.setLength(at + ((count + 7) >>> 3));
  }

  void writeLengths(ChunkBuffer out) {
    out.putVarint(symbols);
    int previous = -1;
    int s = 0;
    while (s < symbols) {
      int length = lengths[s];
      int run = 1;
      while (s + run < symbols && lengths[s + run] == length && run < MIN_RUN + 15) {
        run++;
      }
      if (run >= MIN_RUN && (length == 0 || length == previous)) {
        out.putBits(length == 0 ? ZEROS : REPEAT, 4);
        out.putBits(run - MIN_RUN, 4);
        s += run;
      } else {
        out.putBits(length, 4);
        s++;
      }
      previous = length;
    }
    out.alignBits();
  }

  /// Reads what [#writeLengths] wrote and prepares for decoding.
  void readLengths(ChunkInput in) {
    symbols = in.readVarint(MAX_SYMBOLS, "symbols");
    int nibbles = 0;
    int current = 0;
    int previous = 0;
    int s = 0;
    while (s < symbols) {
      if ((nibbles & 1) == 0) {
        current = in.readByte();
      }
      int nibble = (nibbles++ & 1) == 0 ? current & 15 : current >>> 4;
      if (nibble <= MAX_LENGTH) {
        lengths[s++] = (byte) nibble;
        previous = nibble;
        continue;
      }
      if (nibble > ZEROS) {
        throw new ChunkFormatException("code length out of range: " + nibble);
      }
      if ((nibbles & 1) == 0) {
        current = in.readByte();
      }
      int run = MIN_RUN + ((nibbles++ & 1) == 0 ? current & 15 : current >>> 4);
      if (run > symbols - s) {
        throw new ChunkFormatException("code lengths for too many symbols: " + symbols);
      }
      previous = nibble == ZEROS ? 0 : previous;
      Arrays.fill(lengths, s, s + run, (byte) previous);
      s += run;
    }
    fillTable();
  }

  private void fillTable() {
    int longest = 0;
    int room = 1 << MAX_LENGTH;
    runsFilled = false;
    hasShortCode = false;
    for (int s = 0; s < symbols; s++) {
      if (lengths[s] > 0) {
        hasShortCode |= lengths[s] <= 2;
        longest = Math.max(longest, lengths[s]);
        room -= 1 << (MAX_LENGTH - lengths[s]);
      }
    }
    if (room != 0) {
      throw new ChunkFormatException("not a complete code: " + room + " of 2048 left");
    }
    assignCodes();
    tableBits = longest;
    int size = 1 << longest;
    for (int s = 0; s < symbols; s++) {
      int length = lengths[s];
      if (length > 0) {
        int entry = (s << 4) | length;
        for (int i = codes[s]; i < size; i += 1 << length) {
          table[i] = entry;
        }
      }
    }
  }

  /// Prepares `runs`: bits 0-3 of an entry are the bits it takes, bits 4-7 the number of symbols,
  /// then [#RUN_SYMBOL_BITS] for each. An entry without symbols stands for a code longer than
  /// [#RUN_BITS].
  private void fillRuns() {
    int mask = (1 << tableBits) - 1;
    for (int bits = 0; bits < runs.length; bits++) {
      int used = 0;
      int count = 0;
      long entry = 0;
      while (count < RUN_SYMBOLS) {
        int e = table[(bits >>> used) & mask];
        if (used + (e & 15) > RUN_BITS) {
          break;
        }
        entry |= (long) (e >>> 4) << (8 + RUN_SYMBOL_BITS * count++);
        used += e & 15;
      }
      runs[bits] = entry | (count << 4) | used;
    }
    runsFilled = true;
  }

  int symbols() {
    return symbols;
  }

  /// Decodes `count` symbols from byte `at` on, each written to `out` as `(symbol << shift) +
  /// base`.
  void decode(byte[] bytes, int at, int count, int shift, long base, long[] out, int to) {
    int[] lookup = table;
    int mask = (1 << tableBits) - 1;
    long bit = (long) at << 3;
    int i = to;
    int end = to + count;
    if (shift == 0 && hasShortCode && count >= MIN_COUNT_FOR_RUNS) {
      if (!runsFilled) {
        fillRuns();
      }
      bit = decodeRuns(bytes, bit, base, out, to, end);
      i = runsEnd;
    }
    for (; i <= end - 5; i += 5) {
      long word = ChunkInput.word(bytes, (int) (bit >>> 3)) >>> (bit & 7);
      int e0 = lookup[(int) word & mask];
      word >>>= e0 & 15;
      int e1 = lookup[(int) word & mask];
      word >>>= e1 & 15;
      int e2 = lookup[(int) word & mask];
      word >>>= e2 & 15;
      int e3 = lookup[(int) word & mask];
      word >>>= e3 & 15;
      int e4 = lookup[(int) word & mask];
      bit += (e0 & 15) + (e1 & 15) + (e2 & 15) + (e3 & 15) + (e4 & 15);
      out[i] = ((long) (e0 >>> 4) << shift) + base;
      out[i + 1] = ((long) (e1 >>> 4) << shift) + base;
      out[i + 2] = ((long) (e2 >>> 4) << shift) + base;
      out[i + 3] = ((long) (e3 >>> 4) << shift) + base;
      out[i + 4] = ((long) (e4 >>> 4) << shift) + base;
    }
    for (; i < end; i++) {
      int e = lookup[(int) (ChunkInput.word(bytes, (int) (bit >>> 3)) >>> (bit & 7)) & mask];
      bit += e & 15;
      out[i] = ((long) (e >>> 4) << shift) + base;
    }
  }

  /// Decodes several symbols per look-up while at least sixteen are wanted; returns the bit reached
  /// and leaves the index reached in `runsEnd`.
  private long decodeRuns(byte[] bytes, long from, long base, long[] out, int to, int end) {
    long[] entries = runs;
    int[] lookup = table;
    int mask = (1 << tableBits) - 1;
    long bit = from;
    int i = to;
    while (i <= end - 4 * RUN_SYMBOLS) {
      long word = ChunkInput.word(bytes, (int) (bit >>> 3)) >>> (bit & 7);
      for (int step = 0; step < 4; step++) {
        long entry = entries[(int) word & ((1 << RUN_BITS) - 1)];
        int count = (int) (entry >>> 4) & 15;
        int used = (int) entry & 15;
        if (count == 0) {
          int e = lookup[(int) word & mask];
          used = e & 15;
          out[i++] = base + (e >>> 4);
        } else {
          out[i] = base + ((entry >>> 8) & RUN_SYMBOL_MASK);
          out[i + 1] = base + ((entry >>> 18) & RUN_SYMBOL_MASK);
          out[i + 2] = base + ((entry >>> 28) & RUN_SYMBOL_MASK);
          out[i + 3] = base + ((entry >>> 38) & RUN_SYMBOL_MASK);
          i += count;
        }
        word >>>= used;
        bit += used;
      }
    }
    runsEnd = i;
    return bit;
  }
}
