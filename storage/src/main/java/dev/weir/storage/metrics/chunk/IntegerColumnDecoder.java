package dev.weir.storage.metrics.chunk;

import java.util.Arrays;

/// Reads what [IntegerColumnEncoder] wrote. First [#open] reads the table, then mini-blocks are
/// decoded alone or answered from their statistics. One thread at a time; scratch memory is bounded
/// by [ResidualModel#MAX_COUNT].
final class IntegerColumnDecoder {
  private final HuffmanCode code = new HuffmanCode();
  private final ChunkInput escapeInput = new ChunkInput();
  private byte[] bytes = new byte[ChunkBuffer.SLACK];
  private int count;
  private int blockLength;
  private int blocks;
  private int order;
  private boolean coded;
  private boolean statistics;
  private boolean escapes;
  private int lowBits;
  private long base;
  private long[] firsts = new long[16];
  private long[] slopes = new long[16];
  private long[] lasts = new long[16];
  private long[] minima = new long[16];
  private long[] maxima = new long[16];
  private long[] sums = new long[16];
  private long[] bases = new long[16];

  /// Packed: width. Coded: size of the code bits.
  private int[] sizes = new int[16];

  private int[] escapeSizes = new int[16];
  private int[] offsets = new int[17];

  /// Reads the front of a column of `n` numbers that takes the rest of `in`.
  void open(ChunkInput in, int n) {
    count = n;
    bytes = in.array();
    int flags = in.readByte();
    order = flags & 3;
    coded = (flags & IntegerColumnEncoder.CODED) != 0;
    statistics = (flags & IntegerColumnEncoder.STATISTICS) != 0;
    escapes = (flags & IntegerColumnEncoder.ESCAPES) != 0;
    if (flags > 31 || order == 3 || (escapes && !coded)) {
      throw new ChunkFormatException("unknown integer column flags: " + flags);
    }
    blockLength = in.readVarint(ResidualModel.MAX_COUNT, "mini-block length");
    if (blockLength == 0) {
      throw new ChunkFormatException("mini-block length is 0");
    }
    blocks = (n + blockLength - 1) / blockLength;
    lowBits = 0;
    if (coded) {
      lowBits = in.readByte();
      if (lowBits >= ChunkBuffer.MAX_BITS) {
        throw new ChunkFormatException("low bits out of range: " + lowBits);
      }
      base = in.readSigned();
      code.readLengths(in);
    }
    grow();
    long first = 0;
    for (int b = 0; b < blocks; b++) {
      first += in.readSigned();
      firsts[b] = first;
      readEntry(in, b);
    }
    placeData(in);
  }

  private void readEntry(ChunkInput in, int b) {
    long first = firsts[b];
    if (order == 2) {
      slopes[b] = in.readSigned();
    }
    if (statistics) {
      lasts[b] = first + in.readSigned();
      minima[b] = first - in.readVarint();
      maxima[b] = first + in.readVarint();
      sums[b] = first * length(b) + in.readSigned();
    }
    if (coded) {
      sizes[b] = in.readVarint(in.limit(), "code bits");
      escapeSizes[b] = escapes ? in.readVarint(in.limit(), "escapes") : 0;
    } else {
      bases[b] = in.readSigned();
      sizes[b] = in.readByte();
      if (sizes[b] > ChunkBuffer.MAX_BITS) {
        throw new ChunkFormatException("width out of range: " + sizes[b]);
      }
    }
  }

  private void placeData(ChunkInput in) {
    long at = in.position();
    for (int b = 0; b < blocks; b++) {
      offsets[b] = (int) at;
      int residuals = residualCount(b);
      if (!coded) {
        at += BitPacking.size(residuals, sizes[b]);
      } else if (sizes[b] > 0) {
        at += sizes[b] + (long) BitPacking.size(residuals, lowBits) + escapeSizes[b];
      }
      if (at > in.limit()) {
        throw new ChunkFormatException("mini-blocks longer than the chunk: " + at);
      }
    }
    offsets[blocks] = (int) at;
    in.position((int) at);
  }

  private void grow() {
    if (blocks > firsts.length) {
      int size = Math.max(blocks, firsts.length * 2);
      firsts = new long[size];
      slopes = new long[size];
      lasts = new long[size];
      minima = new long[size];
      maxima = new long[size];
      sums = new long[size];
      bases = new long[size];
      sizes = new int[size];
      escapeSizes = new int[size];
      offsets = new int[size + 1];
    }
  }

  int blocks() {
    return blocks;
  }

  int blockLength() {
    return blockLength;
  }

  /// Numbers in mini-block `b`.
  int length(int b) {
    return Math.min(blockLength, count - b * blockLength);
  }

  boolean hasStatistics() {
    return statistics;
  }

  long first(int b) {
    return firsts[b];
  }

  long last(int b) {
    return lasts[b];
  }

  long min(int b) {
    return minima[b];
  }

  long max(int b) {
    return maxima[b];
  }

  /// Sum of the mini-block's numbers, modulo 2^64.
  long sum(int b) {
    return sums[b];
  }

  private int residualCount(int b) {
    return Math.max(0, length(b) - IntegerColumnEncoder.lead(order));
  }

  /// Decodes mini-block `b` into `out` from index `to` on.
  void decode(int b, long[] out, int to) {
    int length = length(b);
    int lead = Math.min(length, IntegerColumnEncoder.lead(order));
    int residuals = length - lead;
    int at = to + lead;
    if (!coded) {
      BitPacking.unpack(bytes, offsets[b], residuals, sizes[b], bases[b], out, at);
    } else if (sizes[b] == 0) {
      Arrays.fill(out, at, at + residuals, 0);
    } else {
      int low = offsets[b] + sizes[b];
      code.decode(bytes, offsets[b], residuals, lowBits, base, out, at);
      BitPacking.addUnpacked(bytes, low, residuals, lowBits, out, at);
      if (escapes) {
        putEscapes(low + BitPacking.size(residuals, lowBits), escapeSizes[b], out, at, residuals);
      }
    }
    out[to] = firsts[b];
    if (order == 1) {
      long number = firsts[b];
      for (int i = at; i < to + length; i++) {
        number += out[i];
        out[i] = number;
      }
    } else if (order == 2 && length > 1) {
      long step = slopes[b];
      long number = firsts[b] + step;
      out[to + 1] = number;
      for (int i = at; i < to + length; i++) {
        step += out[i];
        number += step;
        out[i] = number;
      }
    }
  }

  /// Replaces the residuals that carry the escape symbol. They have low bits of 0.
  private void putEscapes(int from, int size, long[] out, int at, int residuals) {
    long escaped = ((long) (code.symbols() - 1) << lowBits) + base;
    escapeInput.reset(bytes, from, from + size);
    for (int i = at; i < at + residuals; i++) {
      if (out[i] == escaped) {
        out[i] = escapeInput.readSigned();
      }
    }
  }

  /// Decodes the numbers `from .. to-1` into `out` from index `at` on. `scratch` holds a
  /// mini-block.
  void decode(int from, int to, long[] scratch, long[] out, int at) {
    for (int b = from / blockLength; b * blockLength < to; b++) {
      int start = b * blockLength;
      int end = start + length(b);
      if (start >= from && end <= to) {
        decode(b, out, at + start - from);
      } else {
        decode(b, scratch, 0);
        int first = Math.max(start, from);
        int last = Math.min(end, to);
        System.arraycopy(scratch, first - start, out, at + first - from, last - first);
      }
    }
  }
}
