package dev.weir.ingest.influx;

import dev.weir.ingest.decode.Decimals;
import dev.weir.ingest.decode.KeyHash;
import dev.weir.ingest.decode.KeySeed;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.SampleBatch;
import dev.weir.ingest.decode.SampleDecoder;
import dev.weir.ingest.decode.Scan;
import dev.weir.storage.model.LabelsBuilder;

/// Decodes `measurement[,tag=v..] field=v[,field=v..] [timestamp]`, one row per numeric or boolean
/// field. Any thread.
///
/// The series is `<measurement>_<field>`, or `<measurement>` for a field called `value`; tags are
/// labels; booleans are 1 and 0. A string field is counted `UNSUPPORTED` and the rest of its line
/// kept. A line with any other fault is refused as a whole, as InfluxDB does. A field named twice
/// gives two rows of one series and time, of which the store keeps the last. Timestamps are in
/// units of [Payload#timeUnitNanos()], rounded down to milliseconds; without one the arrival time
/// counts.
///
/// A row's key is the hash of measurement and tags, computed once a line, combined with that of the
/// field's name; `keyA` and `keyB` are the slices of the two.
///
/// Methods that read a part return the position after it, or `-1 - reason` when it is malformed.
public final class InfluxDecoder implements SampleDecoder {
  private static final Malformed[] REASONS = Malformed.values();

  private final KeySeed seeds = new KeySeed("influx");

  @Override
  public void decode(Payload in, SampleBatch out) {
    byte[] bytes = in.bytes();
    int end = in.offset() + in.length();
    long seed = seeds.of(in.tenant());
    int at = in.offset();
    while (at < end) {
      byte first = bytes[at];
      if (first == '\n' || first == ' ' || first == '\r' || first == '\t') {
        at++;
      } else if (first == '#') {
        at = Scan.indexOf(bytes, at, end, (byte) '\n');
      } else {
        at = line(seed, bytes, at, end, in, out);
      }
    }
  }

  @Override
  public boolean labels(SampleBatch batch, int row, LabelsBuilder labels) {
    return InfluxNames.labels(batch.source(), batch.keyA()[row], batch.keyB()[row], labels);
  }

  private static int line(
      long seed, byte[] bytes, int start, int end, Payload in, SampleBatch out) {
    int rows = out.length();
    int headEnd = InfluxNames.headEnd(bytes, start, end);
    int at = headEnd < 0 ? headEnd : fields(seed, bytes, start, headEnd, end, out);
    if (at >= 0) {
      at = timestamp(bytes, at, end, rows, in, out);
    }
    if (at >= 0) {
      return at;
    }
    out.truncate(rows);
    int lineEnd = Scan.indexOf(bytes, start, end, (byte) '\n');
    out.refusals().add(REASONS[-1 - at], bytes, start, lineEnd - start);
    return lineEnd;
  }

  private static int fields(
      long seed, byte[] bytes, int start, int headEnd, int end, SampleBatch out) {
    int headLength = headEnd - start;
    long high = KeyHash.combine(seed, KeyHash.high(bytes, start, headLength));
    long low = KeyHash.combine(seed, KeyHash.low(bytes, start, headLength));
    long head = SampleBatch.slice(start, headLength);
    int at = headEnd;
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    while (true) {
      int nameEnd = InfluxNames.fieldNameEnd(bytes, at, end);
      if (nameEnd < 0) {
        return nameEnd;
      }
      int nameLength = nameEnd - at;
      long fieldHigh = KeyHash.combine(high, KeyHash.high(bytes, at, nameLength));
      long fieldLow = KeyHash.combine(low, KeyHash.low(bytes, at, nameLength));
      long field = SampleBatch.slice(at, nameLength);
      int valueEnd = InfluxValues.end(bytes, nameEnd + 1, end);
      if (valueEnd < 0) {
        return valueEnd;
      }
      if (bytes[nameEnd + 1] == '"') {
        out.refusals().add(Malformed.UNSUPPORTED, bytes, at, valueEnd - at);
      } else {
        double value = InfluxValues.parse(bytes, nameEnd + 1, valueEnd);
        if (Decimals.isInvalid(value)) {
          return refused(Malformed.BAD_VALUE);
        }
        out.add(fieldHigh, fieldLow, head, field, 0, value);
      }
      at = valueEnd;
      if (at == end || bytes[at] != ',') {
        return at;
      }
      at++;
    }
  }

  /// Reads what follows the fields to the end of the line and gives the rows from `firstRow` on
  /// their time.
  private static int timestamp(
      byte[] bytes, int start, int end, int firstRow, Payload in, SampleBatch out) {
    int at = start;
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\r')) {
      at++;
    }
    long timestampMs;
    if (at == end || bytes[at] == '\n') {
      timestampMs = in.arrivalMs();
    } else {
      boolean negative = bytes[at] == '-';
      int digits = negative ? at + 1 : at;
      int stop = digits;
      long units = 0;
      int digit;
      while (stop < end && (digit = bytes[stop] - '0') >= 0 && digit <= 9) {
        units = units * 10 + digit;
        stop++;
      }
      if (stop == digits || stop - digits > 19 || units < 0) {
        return refused(Malformed.BAD_TIMESTAMP);
      }
      at = stop;
      while (at < end && (bytes[at] == ' ' || bytes[at] == '\r')) {
        at++;
      }
      if (at < end && bytes[at] != '\n') {
        return refused(Malformed.BAD_TIMESTAMP);
      }
      timestampMs = toMillis(negative ? -units : units, in.timeUnitNanos());
      if (timestampMs == Long.MIN_VALUE) {
        return refused(Malformed.BAD_TIMESTAMP);
      }
    }
    long[] timestamps = out.timestamps();
    for (int row = firstRow; row < out.length(); row++) {
      timestamps[row] = timestampMs;
    }
    return at;
  }

  /// Milliseconds, rounded down; `Long.MIN_VALUE` when out of range.
  private static long toMillis(long units, long unitNanos) {
    if (unitNanos < 1_000_000) {
      return Math.floorDiv(units, 1_000_000 / unitNanos);
    }
    long unitMs = unitNanos / 1_000_000;
    boolean fits = Math.abs(units) <= Long.MAX_VALUE / unitMs;
    return fits ? units * unitMs : Long.MIN_VALUE;
  }

  static int refused(Malformed reason) {
    return -1 - reason.ordinal();
  }
}
