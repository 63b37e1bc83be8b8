package dev.weir.ingest.remotewrite;

import static dev.weir.ingest.decode.Protobuf.BYTES;
import static dev.weir.ingest.decode.Protobuf.FAILED;
import static dev.weir.ingest.decode.Protobuf.FIXED64;
import static dev.weir.ingest.decode.Protobuf.VARINT;

import dev.weir.ingest.decode.KeyHash;
import dev.weir.ingest.decode.KeySeed;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.Protobuf;
import dev.weir.ingest.decode.SampleBatch;
import dev.weir.ingest.decode.SampleDecoder;
import dev.weir.ingest.decode.Utf8;
import dev.weir.storage.model.LabelsBuilder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Decodes a `prometheus.WriteRequest`, one row per float sample; the bits of values (staleness
/// markers!) are kept. Any thread.
///
/// Metadata goes to a [MetricMetadata]; exemplars are skipped; native histograms are counted
/// `UNSUPPORTED`. A series that is malformed is refused alone, `TRUNCATED`, as long as its own
/// length is sound; after a length that is not, the rest of the message is.
///
/// The key is the bytes of the series' label messages as sent: senders must sort labels, and one
/// that does not always has the same order. `keyA` is their slice; `keyB` is 0, or 1 when labels
/// were not contiguous and the slice is one of the batch's scratch.
public final class RemoteWriteDecoder implements SampleDecoder {
  // field numbers << 3 | wire type
  private static final int SERIES = (1 << 3) | BYTES;
  private static final int METADATA = (3 << 3) | BYTES;
  private static final int LABEL = (1 << 3) | BYTES;
  private static final int SAMPLE = (2 << 3) | BYTES;
  private static final int HISTOGRAM = (4 << 3) | BYTES;
  private static final int SAMPLE_VALUE = (1 << 3) | FIXED64;
  private static final int SAMPLE_TIME = (2 << 3) | VARINT;

  private static final String[] TYPES = {
    "unknown", "counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset"
  };
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final KeySeed seeds = new KeySeed("remotewrite");
  private final MetricMetadata metadata;

  public RemoteWriteDecoder(MetricMetadata metadata) {
    this.metadata = metadata;
  }

  @Override
  public void decode(Payload in, SampleBatch out) {
    byte[] bytes = in.bytes();
    int end = in.offset() + in.length();
    long seed = seeds.of(in.tenant());
    int at = in.offset();
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int value = Protobuf.varintEnd(bytes, at, end);
      int next = tag < 0 ? FAILED : Protobuf.skip(bytes, value, end, tag & 7);
      if (next < 0) {
        out.refusals().add(Malformed.TRUNCATED, bytes, at, end - at);
        return;
      }
      if (tag == SERIES) {
        series(seed, bytes, Protobuf.contents(bytes, value, end), next, out);
      } else if (tag == METADATA) {
        metadata(in, Protobuf.contents(bytes, value, end), next, out);
      }
      at = next;
    }
  }

  @Override
  public boolean labels(SampleBatch batch, int row, LabelsBuilder labels) {
    byte[] bytes = batch.keyB()[row] == 0 ? batch.source() : batch.scratch();
    int at = SampleBatch.sliceOffset(batch.keyA()[row]);
    int end = at + SampleBatch.sliceLength(batch.keyA()[row]);
    while (at < end) {
      int start = Protobuf.contents(bytes, at + 1, end);
      int next = Protobuf.skip(bytes, at + 1, end, BYTES);
      String name = string(bytes, start, next, 1);
      String value = string(bytes, start, next, 2);
      if (name == null || value == null || name.isEmpty()) {
        return false;
      }
      labels.set(name, value);
      at = next;
    }
    return true;
  }

  private static void series(long seed, byte[] bytes, int start, int end, SampleBatch out) {
    int labelsStart = -1;
    int labelsEnd = -1;
    int firstOther = -1;
    boolean contiguous = true;
    int at = start;
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int next = tag < 0 ? FAILED : Protobuf.skip(bytes, valueAt(bytes, at, end), end, tag & 7);
      if (next < 0 || (tag == LABEL && bytes[at] < 0)) {
        out.refusals().add(Malformed.TRUNCATED, bytes, start, end - start);
        return;
      }
      if (tag == LABEL) {
        contiguous &= labelsEnd < 0 || labelsEnd == at;
        labelsStart = labelsStart < 0 ? at : labelsStart;
        labelsEnd = next;
      } else if (firstOther < 0) {
        firstOther = at;
      }
      at = next;
    }
    if (firstOther < 0) {
      return; // no samples
    }
    if (labelsStart < 0) {
      out.refusals().add(Malformed.BAD_TAG, bytes, start, end - start);
      return;
    }
    if (!contiguous) {
      samplesOfScattered(seed, bytes, start, end, out);
      return;
    }
    int length = labelsEnd - labelsStart;
    long high = KeyHash.combine(seed, KeyHash.high(bytes, labelsStart, length));
    long low = KeyHash.combine(seed, KeyHash.low(bytes, labelsStart, length));
    samples(high, low, SampleBatch.slice(labelsStart, length), 0, bytes, firstOther, end, out);
  }

  /// Labels with something between them, which protobuf allows and nobody sends.
  private static void samplesOfScattered(
      long seed, byte[] bytes, int start, int end, SampleBatch out) {
    int length = 0;
    int offset = -1;
    int at = start;
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int next = Protobuf.skip(bytes, valueAt(bytes, at, end), end, tag & 7);
      if (tag == LABEL) {
        int copy = out.addScratch(bytes, at, next - at);
        offset = offset < 0 ? copy : offset;
        length += next - at;
      }
      at = next;
    }
    long high = KeyHash.combine(seed, KeyHash.high(out.scratch(), offset, length));
    long low = KeyHash.combine(seed, KeyHash.low(out.scratch(), offset, length));
    samples(high, low, SampleBatch.slice(offset, length), 1, bytes, start, end, out);
  }

  private static void samples(
      long high,
      long low,
      long keyA,
      long keyB,
      byte[] bytes,
      int start,
      int end,
      SampleBatch out) {
    int rows = out.length();
    int at = start;
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int value = valueAt(bytes, at, end);
      int next = Protobuf.skip(bytes, value, end, tag & 7);
      if (tag == SAMPLE) {
        int contents = Protobuf.contents(bytes, value, end);
        if (!sample(high, low, keyA, keyB, bytes, contents, next, out)) {
          out.truncate(rows);
          out.refusals().add(Malformed.TRUNCATED, bytes, at, next - at);
          return;
        }
      } else if (tag == HISTOGRAM) {
        out.refusals().add(Malformed.UNSUPPORTED, bytes, at, next - at);
      }
      at = next;
    }
  }

  private static boolean sample(
      long high,
      long low,
      long keyA,
      long keyB,
      byte[] bytes,
      int start,
      int end,
      SampleBatch out) {
    double value = 0; // protobuf leaves zeros out
    long timestampMs = 0;
    int at = start;
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int valueAt = valueAt(bytes, at, end);
      int next = tag < 0 ? FAILED : Protobuf.skip(bytes, valueAt, end, tag & 7);
      if (next < 0) {
        return false;
      }
      if (tag == SAMPLE_VALUE) {
        value = Double.longBitsToDouble((long) LONGS.get(bytes, valueAt));
      } else if (tag == SAMPLE_TIME) {
        timestampMs = Protobuf.varint(bytes, valueAt, next);
      }
      at = next;
    }
    out.add(high, low, keyA, keyB, timestampMs, value);
    return true;
  }

  private void metadata(Payload in, int start, int end, SampleBatch out) {
    byte[] bytes = in.bytes();
    int type = 0;
    int at = start;
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int valueAt = valueAt(bytes, at, end);
      int next = tag < 0 ? FAILED : Protobuf.skip(bytes, valueAt, end, tag & 7);
      if (next < 0) {
        out.refusals().add(Malformed.TRUNCATED, bytes, start, end - start);
        return;
      }
      if (tag == ((1 << 3) | VARINT)) {
        type = (int) Math.clamp(Protobuf.varint(bytes, valueAt, next), 0L, TYPES.length - 1L);
      }
      at = next;
    }
    String metric = string(bytes, start, end, 2);
    String help = string(bytes, start, end, 4);
    String unit = string(bytes, start, end, 5);
    if (metric == null || help == null || unit == null) {
      out.refusals().add(Malformed.BAD_UTF8, bytes, start, end - start);
    } else if (!metric.isEmpty()) {
      var entry = new MetricMetadata.Entry(TYPES[type], help, unit.toLowerCase(Locale.ROOT));
      metadata.put(in.tenant(), metric, entry);
    }
  }

  /// The text of field `number` of the message in `bytes[start, end)`: empty when absent, null when
  /// the message is malformed or the text is not UTF-8.
  private static @Nullable String string(byte[] bytes, int start, int end, int number) {
    String found = "";
    int at = start;
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int valueAt = valueAt(bytes, at, end);
      int next = tag < 0 ? FAILED : Protobuf.skip(bytes, valueAt, end, tag & 7);
      if (next < 0) {
        return null;
      }
      if (tag == ((number << 3) | BYTES)) {
        int contents = Protobuf.contents(bytes, valueAt, end);
        found = Utf8.decode(bytes, contents, next - contents);
      }
      at = next;
    }
    return found;
  }

  private static int valueAt(byte[] bytes, int at, int end) {
    return Protobuf.varintEnd(bytes, at, end);
  }
}
