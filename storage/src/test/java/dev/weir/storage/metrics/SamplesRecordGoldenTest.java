package dev.weir.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.bytes.FormatPage;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The definitions in the page are those of [ListRegistry]; their real form is the catalogue's.
class SamplesRecordGoldenTest {
  @Test
  void encoded_isWhatThePageShows() throws IOException {
    var registry = new ListRegistry().known(200);
    int fresh = registry.resolve(Tenant.DEFAULT, Labels.of("__name__", "up"));
    var samples = new ResolvedSamples();
    samples.add(100, 1_795_219_200_000L, 1);
    samples.add(101, 1_795_219_200_000L, 0);
    samples.add(99, 1_795_219_200_000L, 0.1);
    samples.add(fresh, 1_795_219_210_000L, 250);
    ByteBuffer payload = new SamplesRecord().encode(registry, samples, 64);
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    assertEquals(FormatPage.dump("samples-record"), FormatPage.dump(bytes));
  }

  @Test
  void page_isReadable() throws IOException {
    var registry = new ListRegistry().known(200);
    List<String> found = new ArrayList<>();
    SamplesRecord.decode(
        ByteBuffer.wrap(FormatPage.bytes("samples-record")),
        registry,
        new ResolvedSamples(),
        (first, last, samples) -> {
          for (int i = 0; i < samples.length(); i++) {
            found.add(
                samples.series()[i] + " " + samples.timestamps()[i] + " " + samples.values()[i]);
          }
        });
    assertEquals(
        List.of(
            "100 1795219200000 1.0",
            "101 1795219200000 0.0",
            "99 1795219200000 0.1",
            "200 1795219210000 250.0"),
        found);
    assertEquals("up", registry.labels(200).metricName());
  }
}
