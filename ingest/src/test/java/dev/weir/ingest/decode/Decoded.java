package dev.weir.ingest.decode;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.Tenant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a decoder makes of some bytes: samples with their labels, and what it refused.
public final class Decoded {
  /// Arrival time of everything decoded here.
  public static final long ARRIVAL_MS = 1_795_000_000_123L;

  /// One sample.
  public record Sample(Labels labels, long timestampMs, double value) {
    @Override
    public String toString() {
      return labels + " " + value + " @" + timestampMs;
    }
  }

  private final List<Sample> samples = new ArrayList<>();
  private final SampleBatch batch = new SampleBatch();
  private int invalidLabels;

  /// Decodes a text.
  public static Decoded of(SampleDecoder decoder, String text) {
    return of(decoder, text.getBytes(StandardCharsets.UTF_8), 1);
  }

  /// Decodes bytes, placed somewhere inside a larger array.
  public static Decoded of(SampleDecoder decoder, byte[] bytes, long timeUnitNanos) {
    byte[] padded = new byte[bytes.length + 24];
    java.util.Arrays.fill(padded, (byte) '7');
    System.arraycopy(bytes, 0, padded, 11, bytes.length);
    var decoded = new Decoded();
    var payload =
        new Payload()
            .set(padded, 11, bytes.length, ARRIVAL_MS)
            .tenant(Tenant.DEFAULT)
            .timeUnitNanos(timeUnitNanos);
    decoded.batch.clear(padded);
    decoder.decode(payload, decoded.batch);
    decoded.read(decoder);
    return decoded;
  }

  private void read(SampleDecoder decoder) {
    var builder = new LabelsBuilder();
    for (int row = 0; row < batch.length(); row++) {
      if (decoder.labels(batch, row, builder.clear())) {
        samples.add(new Sample(builder.build(), batch.timestamps()[row], batch.values()[row]));
      } else {
        invalidLabels++;
      }
    }
  }

  public List<Sample> samples() {
    return samples;
  }

  /// Samples as text, one a line.
  public String text() {
    var text = new StringBuilder();
    samples.forEach(s -> text.append(s).append('\n'));
    return text.toString();
  }

  /// The only sample.
  public Sample only() {
    if (samples.size() != 1) {
      throw new AssertionError("not one sample: " + samples + ", refused " + refusals().total());
    }
    return samples.getFirst();
  }

  public SampleBatch batch() {
    return batch;
  }

  public Refusals refusals() {
    return batch.refusals();
  }

  /// Rows whose labels were refused.
  public int invalidLabels() {
    return invalidLabels;
  }
}
