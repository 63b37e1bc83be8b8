package dev.weir.ingest.graphite;

import dev.weir.ingest.decode.Decimals;
import dev.weir.ingest.decode.KeyHash;
import dev.weir.ingest.decode.KeySeed;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.SampleBatch;
import dev.weir.ingest.decode.SampleDecoder;
import dev.weir.ingest.decode.Scan;
import dev.weir.storage.model.LabelsBuilder;

/// Decodes lines of exactly three words, `path value timestamp`. Any thread.
///
/// The path becomes `__name__` and its tags labels, see [GraphitePaths]. Value and time are
/// decimals or the words `nan`, `inf`, `infinity` in any case, as Python's `float()` takes them;
/// NaN means "no value" to carbon, so it is dropped, and counted `UNSUPPORTED`. Time is in seconds,
/// or in milliseconds when beyond 1e11 (the year 5138 in seconds); fractions are kept to the
/// millisecond; -1 is the arrival time. CR, tabs and blanks around words do not matter.
///
/// `keyA` is the slice of the path.
public final class GraphiteDecoder implements SampleDecoder {
  private static final double MILLISECONDS_FROM = 1e11;
  private static final double LATEST = 9e15;

  private final KeySeed seeds = new KeySeed("graphite");

  @Override
  public void decode(Payload in, SampleBatch out) {
    byte[] bytes = in.bytes();
    int end = in.offset() + in.length();
    long seed = seeds.of(in.tenant());
    int at = in.offset();
    while (at < end) {
      if (isBlank(bytes[at]) || bytes[at] == '\n') {
        at++;
      } else {
        at = line(seed, bytes, at, end, in.arrivalMs(), out);
      }
    }
  }

  @Override
  public boolean labels(SampleBatch batch, int row, LabelsBuilder labels) {
    long key = batch.keyA()[row];
    return GraphitePaths.labels(
        batch.source(), SampleBatch.sliceOffset(key), SampleBatch.sliceLength(key), labels);
  }

  private static int line(
      long seed, byte[] bytes, int start, int end, long arrivalMs, SampleBatch out) {
    int pathEnd = Scan.indexOfBlank(bytes, start, end);
    int valueStart = skipBlanks(bytes, pathEnd, end);
    int valueEnd = wordEnd(bytes, valueStart, end);
    int timeStart = skipBlanks(bytes, valueEnd, end);
    int timeEnd = wordEnd(bytes, timeStart, end);
    int at = skipBlanks(bytes, timeEnd, end);
    if (timeEnd == timeStart || (at < end && bytes[at] != '\n')) {
      return refuse(Malformed.SYNTAX, bytes, start, end, out); // not three words
    }
    double value = number(bytes, valueStart, valueEnd);
    if (Double.isNaN(value)) {
      boolean none = !Decimals.isInvalid(value);
      return refuse(none ? Malformed.UNSUPPORTED : Malformed.BAD_VALUE, bytes, start, end, out);
    }
    long timestampMs = timestamp(bytes, timeStart, timeEnd, arrivalMs);
    if (timestampMs == Long.MIN_VALUE) {
      return refuse(Malformed.BAD_TIMESTAMP, bytes, start, end, out);
    }
    int length = pathEnd - start;
    long high = KeyHash.combine(seed, KeyHash.high(bytes, start, length));
    long low = KeyHash.combine(seed, KeyHash.low(bytes, start, length));
    out.add(high, low, SampleBatch.slice(start, length), 0, timestampMs, value);
    return at;
  }

  private static int refuse(Malformed reason, byte[] bytes, int start, int end, SampleBatch out) {
    int lineEnd = Scan.indexOf(bytes, start, end, (byte) '\n');
    out.refusals().add(reason, bytes, start, lineEnd - start);
    return lineEnd;
  }

  /// Epoch milliseconds, or `Long.MIN_VALUE` for what is no time.
  private static long timestamp(byte[] bytes, int from, int to, long arrivalMs) {
    double time = number(bytes, from, to);
    if (!(Math.abs(time) < LATEST)) { // NaN, infinite or absurd
      return Long.MIN_VALUE;
    }
    if (time == -1) {
      return arrivalMs;
    }
    return time > MILLISECONDS_FROM ? (long) time : Math.round(time * 1000);
  }

  private static double number(byte[] bytes, int from, int to) {
    double value = Decimals.parse(bytes, from, to);
    return Decimals.isInvalid(value) ? word(bytes, from, to) : value;
  }

  private static double word(byte[] bytes, int from, int to) {
    boolean negative = from < to && bytes[from] == '-';
    int at = negative || (from < to && bytes[from] == '+') ? from + 1 : from;
    if (is(bytes, at, to, "nan")) {
      return Double.NaN;
    }
    if (is(bytes, at, to, "inf") || is(bytes, at, to, "infinity")) {
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return Decimals.INVALID;
  }

  private static boolean is(byte[] bytes, int from, int to, String lowerCase) {
    if (to - from != lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < lowerCase.length(); i++) {
      if ((bytes[from + i] | 0x20) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int wordEnd(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && (bytes[at] > ' ' || bytes[at] < 0)) {
      at++;
    }
    return at;
  }

  private static int skipBlanks(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  /// Blanks and control bytes, but not the line feed.
  private static boolean isBlank(byte b) {
    return b <= ' ' && b >= 0 && b != '\n';
  }
}
