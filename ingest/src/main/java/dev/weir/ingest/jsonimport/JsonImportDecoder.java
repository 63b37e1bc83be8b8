package dev.weir.ingest.jsonimport;

import dev.weir.ingest.decode.Decimals;
import dev.weir.ingest.decode.KeyHash;
import dev.weir.ingest.decode.KeySeed;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.SampleBatch;
import dev.weir.ingest.decode.SampleDecoder;
import dev.weir.ingest.decode.Scan;
import dev.weir.storage.model.LabelsBuilder;
import org.jspecify.annotations.Nullable;

/// Decodes lines `{"metric":{"name":"value",..},"values":[..],"timestamps":[ms,..]}`, one row per
/// value. Any thread.
///
/// A value is a number, `null` (left out, together with its timestamp) or one of the strings `NaN`,
/// `+Inf`, `-Inf`, `StaleNaN` and their usual spellings, or a number as a string. An object is a
/// native histogram: counted `UNSUPPORTED` and left out. Timestamps are milliseconds, as numbers or
/// strings. Members may come in any order; others are skipped. A line that is no such object, or
/// whose two arrays differ in length, is refused as a whole. White space around a line and empty
/// lines do not matter.
///
/// The key is the text of the `metric` object as sent; `keyA` is its slice.
public final class JsonImportDecoder implements SampleDecoder {
  private final KeySeed seeds = new KeySeed("jsonimport");

  @Override
  public void decode(Payload in, SampleBatch out) {
    byte[] bytes = in.bytes();
    int end = in.offset() + in.length();
    long seed = seeds.of(in.tenant());
    var line = new ImportLine();
    int at = in.offset();
    while (at < end) {
      int lineEnd = Scan.indexOf(bytes, at, end, (byte) '\n');
      int start = Json.skipSpace(bytes, at, lineEnd);
      if (start < lineEnd) {
        int rows = out.length();
        Malformed fault =
            line.read(bytes, start, lineEnd) ? rows(seed, bytes, line, out) : Malformed.SYNTAX;
        if (fault != null) {
          out.truncate(rows);
          out.refusals().add(fault, bytes, start, lineEnd - start);
        }
      }
      at = lineEnd + 1;
    }
  }

  @Override
  public boolean labels(SampleBatch batch, int row, LabelsBuilder labels) {
    byte[] bytes = batch.source();
    int at = SampleBatch.sliceOffset(batch.keyA()[row]) + 1;
    int end = at + SampleBatch.sliceLength(batch.keyA()[row]) - 1;
    at = Json.skipSpace(bytes, at, end);
    if (bytes[at] == '}') {
      return true; // no labels: refused for want of a name
    }
    while (true) {
      int nameEnd = bytes[at] == '"' ? Json.skipString(bytes, at, end) : Json.FAILED;
      int colon = nameEnd < 0 ? end : Json.skipSpace(bytes, nameEnd, end);
      int value = colon >= end || bytes[colon] != ':' ? end : Json.skipSpace(bytes, colon + 1, end);
      int valueEnd = value < end && bytes[value] == '"' ? Json.skipString(bytes, value, end) : -1;
      if (valueEnd < 0) {
        return false;
      }
      String name = Json.string(bytes, at, nameEnd);
      String text = Json.string(bytes, value, valueEnd);
      if (name == null || text == null || name.isEmpty()) {
        return false;
      }
      labels.set(name, text);
      at = Json.skipSpace(bytes, valueEnd, end);
      if (at == end - 1 && bytes[at] == '}') {
        return true;
      }
      if (at >= end || bytes[at] != ',') {
        return false;
      }
      at = Json.skipSpace(bytes, at + 1, end);
      if (at >= end) {
        return false;
      }
    }
  }

  /// Adds the rows of a line; null when all is well.
  private static @Nullable Malformed rows(
      long seed, byte[] bytes, ImportLine line, SampleBatch out) {
    int metric = SampleBatch.sliceOffset(line.metric());
    int metricLength = SampleBatch.sliceLength(line.metric());
    long high = KeyHash.combine(seed, KeyHash.high(bytes, metric, metricLength));
    long low = KeyHash.combine(seed, KeyHash.low(bytes, metric, metricLength));
    int valuesEnd = SampleBatch.sliceOffset(line.values()) + SampleBatch.sliceLength(line.values());
    int timesEnd =
        SampleBatch.sliceOffset(line.timestamps()) + SampleBatch.sliceLength(line.timestamps());
    int value = first(bytes, SampleBatch.sliceOffset(line.values()), valuesEnd);
    int time = first(bytes, SampleBatch.sliceOffset(line.timestamps()), timesEnd);
    while (value < valuesEnd && time < timesEnd) {
      int valueEnd = Json.skip(bytes, value, valuesEnd);
      int timeEnd = Json.skip(bytes, time, timesEnd);
      if (valueEnd < 0 || timeEnd < 0) {
        return Malformed.SYNTAX;
      }
      long timestampMs = ImportValues.timestamp(bytes, time, timeEnd);
      if (timestampMs == Long.MIN_VALUE) {
        return Malformed.BAD_TIMESTAMP;
      }
      if (bytes[value] == '{') {
        out.refusals().add(Malformed.UNSUPPORTED, bytes, value, valueEnd - value);
      } else if (!Json.is(bytes, value, valueEnd, "null")) {
        double number = ImportValues.value(bytes, value, valueEnd);
        if (Decimals.isInvalid(number)) {
          return Malformed.BAD_VALUE;
        }
        out.add(high, low, line.metric(), 0, timestampMs, number);
      }
      value = next(bytes, valueEnd, valuesEnd);
      time = next(bytes, timeEnd, timesEnd);
    }
    boolean isWhole = value == valuesEnd && time == timesEnd;
    return isWhole ? null : Malformed.SYNTAX;
  }

  /// Position of the first element of the array at `at`; `end` when it is empty.
  private static int first(byte[] bytes, int at, int end) {
    int element = Json.skipSpace(bytes, at + 1, end);
    return bytes[element] == ']' ? end : element;
  }

  /// Position of the element after the one that ends at `at`; `end` when that was the last, more
  /// than `end` when something else stands there.
  private static int next(byte[] bytes, int at, int end) {
    int separator = Json.skipSpace(bytes, at, end);
    if (separator == end - 1) {
      return bytes[separator] == ']' ? end : end + 1;
    }
    boolean isComma = separator < end && bytes[separator] == ',';
    return isComma ? Json.skipSpace(bytes, separator + 1, end) : end + 1;
  }
}
