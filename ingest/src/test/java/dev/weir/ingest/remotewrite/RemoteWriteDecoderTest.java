package dev.weir.ingest.remotewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.decode.Decoded;
import dev.weir.ingest.decode.Fixtures;
import dev.weir.ingest.decode.Malformed;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Staleness;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

final class RemoteWriteDecoderTest {
  private final MetricMetadata metadata = new MetricMetadata(1000);
  private final RemoteWriteDecoder decoder = new RemoteWriteDecoder(metadata);

  private Decoded decode(byte[] message) {
    return Decoded.of(decoder, message, 1);
  }

  @Test
  void decode_prometheusFixture_hasItsFacts() throws IOException {
    var requests = Fixtures.requests("prometheus/remote-write-1.0.stream");
    assertEquals(6, requests.size());
    int samples = 0;
    int up = 0;
    var names = new HashSet<String>();
    for (var request : requests) {
      Decoded decoded = decode(Snappy.uncompress(request.body()));
      assertEquals(0, decoded.refusals().total());
      assertEquals(0, decoded.invalidLabels());
      for (Decoded.Sample sample : decoded.samples()) {
        samples++;
        names.add(sample.labels().metricName());
        up += sample.labels().metricName().equals("up") ? 1 : 0;
        assertEquals("dev-cluster", sample.labels().find("cluster"));
        assertEquals("dev", sample.labels().find("role"));
        assertTrue(sample.timestampMs() > 1_795_000_000_000L);
      }
    }
    assertEquals(744, samples);
    assertEquals(6, up);
    assertEquals(111, names.size());
    MetricMetadata.Entry entry = metadata.find(Tenant.DEFAULT, "go_goroutines");
    assertNotNull(entry);
    assertEquals("gauge", entry.type());
    assertEquals("Number of goroutines that currently exist.", entry.help());
    int[] known = new int[1];
    metadata.forEach(Tenant.DEFAULT, (name, e) -> known[0]++);
    assertEquals(104, known[0], "names with metadata");
  }

  @Test
  void decode_specialValues_keepTheirBits() {
    byte[] message =
        WriteRequests.series(
            Labels.of("__name__", "a"),
            new long[] {-5, 0, 7},
            new double[] {Staleness.STALE_NAN, 0, Double.NEGATIVE_INFINITY});
    Decoded decoded = decode(message);
    assertEquals(3, decoded.samples().size());
    assertTrue(Staleness.isStale(decoded.samples().get(0).value()));
    assertEquals(-5, decoded.samples().get(0).timestampMs());
    assertEquals(Double.NEGATIVE_INFINITY, decoded.samples().get(2).value());
  }

  @Test
  void decode_zerosLeftOut_areZeros() {
    byte[] label = WriteRequests.label("__name__", "a");
    byte[] message =
        WriteRequests.field(1, WriteRequests.join(label, WriteRequests.field(2, new byte[0])));
    assertEquals("a{} 0.0 @0\n", decode(message).text());
  }

  @Test
  void decode_scatteredLabels_areOneSet() {
    byte[] sample = WriteRequests.sample(7, 1.5);
    byte[] message =
        WriteRequests.field(
            1,
            WriteRequests.join(
                WriteRequests.label("__name__", "a"),
                sample,
                WriteRequests.label("b", "c"),
                sample));
    Decoded decoded = decode(message);
    assertEquals("a{b=\"c\"} 1.5 @7\na{b=\"c\"} 1.5 @7\n", decoded.text());
  }

  @Test
  void decode_unknownFieldsAndExemplars_areSkipped() {
    byte[] series =
        WriteRequests.join(
            WriteRequests.label("__name__", "a"),
            WriteRequests.field(3, new byte[] {8, 1}),
            WriteRequests.field(15, "future".getBytes(StandardCharsets.UTF_8)),
            WriteRequests.field(1000, new byte[3]),
            WriteRequests.sample(7, 1));
    byte[] message =
        WriteRequests.join(WriteRequests.field(9, new byte[2]), WriteRequests.field(1, series));
    assertEquals("a{} 1.0 @7\n", decode(message).text());
    assertEquals(0, decode(message).refusals().total());
  }

  @Test
  void decode_nativeHistograms_areCounted() {
    byte[] series =
        WriteRequests.join(
            WriteRequests.label("__name__", "a"), WriteRequests.field(4, new byte[] {8, 1}));
    Decoded decoded = decode(WriteRequests.field(1, series));
    assertEquals(0, decoded.samples().size());
    assertEquals(1, decoded.refusals().count(Malformed.UNSUPPORTED));
  }

  @Test
  void decode_seriesWithoutLabels_isRefused() {
    Decoded decoded = decode(WriteRequests.field(1, WriteRequests.sample(7, 1)));
    assertEquals(1, decoded.refusals().count(Malformed.BAD_TAG));
  }

  @Test
  void decode_everyTruncation_keepsWhatIsWhole() {
    byte[] first =
        WriteRequests.series(
            Labels.of("__name__", "a", "b", "c"), new long[] {1}, new double[] {1});
    byte[] both =
        WriteRequests.join(
            first,
            WriteRequests.series(Labels.of("__name__", "d"), new long[] {300}, new double[] {2}));
    for (int length = 0; length < both.length; length++) {
      Decoded decoded = decode(Arrays.copyOf(both, length));
      assertEquals(length >= first.length ? 1 : 0, decoded.samples().size(), "" + length);
      boolean isWhole = length == 0 || length == first.length;
      assertEquals(isWhole ? 0 : 1, decoded.refusals().count(Malformed.TRUNCATED), "" + length);
    }
  }

  @Test
  void decode_hugeLengths_areNotBelieved() {
    byte[] message = {0x0A, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07, 1, 2};
    assertEquals(1, decode(message).refusals().count(Malformed.TRUNCATED));
    byte[] negative = {0x0A, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 0};
    assertEquals(1, decode(negative).refusals().count(Malformed.TRUNCATED));
  }

  @Test
  void metadata_beyondCapacity_isRefused() {
    var small = new MetricMetadata(1);
    var entry = new MetricMetadata.Entry("counter", "help", "");
    assertTrue(small.put(Tenant.DEFAULT, "a", entry));
    assertTrue(!small.put(Tenant.DEFAULT, "b", entry));
    assertTrue(small.put(Tenant.DEFAULT, "a", entry));
    assertEquals(1, small.refused());
    assertNull(small.find(new Tenant("other"), "a"));
  }
}
