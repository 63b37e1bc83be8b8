package dev.weir.ingest.decode;

import dev.weir.ingest.collectd.CollectdDecoder;
import dev.weir.ingest.collectd.NotificationSink;
import dev.weir.ingest.collectd.TypesTable;
import dev.weir.ingest.graphite.GraphiteDecoder;
import dev.weir.ingest.influx.InfluxDecoder;
import dev.weir.ingest.jsonimport.JsonImportDecoder;
import dev.weir.ingest.remotewrite.MetricMetadata;
import dev.weir.ingest.remotewrite.RemoteWriteDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

/// Every sample decoder against damaged input.
final class DecoderFuzzTest {
  private static final int RUNS = 100_000;

  @Test
  void influx() {
    var seeds = new ArrayList<byte[]>();
    for (String name : List.of("influxdb-client-js-v2", "micrometer-influx-v1")) {
      Fixtures.requests("influx/" + name + ".stream").forEach(r -> seeds.add(r.body()));
    }
    seeds.removeIf(b -> b.length == 0);
    Fuzz.run("influx", new InfluxDecoder(), seeds, RUNS);
  }

  @Test
  void graphite() {
    List<byte[]> seeds =
        List.of(
            Fixtures.bytes("graphite/micrometer-plaintext.stream"),
            Fixtures.bytes("graphite/netdata-graphite.stream"),
            "a{b=\"c\",d=\"e\"} 1e3 -1\nb;c=d nan 1\n".getBytes(StandardCharsets.UTF_8));
    Fuzz.run("graphite", new GraphiteDecoder(), seeds, RUNS);
  }

  @Test
  void remoteWrite() throws IOException {
    var seeds = new ArrayList<byte[]>();
    for (var request : Fixtures.requests("prometheus/remote-write-1.0.stream")) {
      seeds.add(Snappy.uncompress(request.body()));
    }
    byte[] head = java.util.Arrays.copyOf(seeds.getFirst(), 300);
    seeds.addAll(java.util.Collections.nCopies(seeds.size(), head)); // begins where messages do
    Fuzz.run("remotewrite", new RemoteWriteDecoder(new MetricMetadata(100)), seeds, RUNS);
  }

  @Test
  void jsonImport() {
    String line =
        "{\"metric\":{\"__name__\":\"a\\u00e9\",\"b\":\"c\"},\"values\":[1,\"NaN\",null,{\"schema\":1},2.5e3],"
            + "\"timestamps\":[1,2,3,4,5]}\n";
    List<byte[]> seeds = List.of((line + line + line).getBytes(StandardCharsets.UTF_8));
    Fuzz.run("jsonimport", new JsonImportDecoder(), seeds, RUNS);
  }

  @Test
  void collectd() {
    var seeds = new ArrayList<>(Fixtures.datagrams("collectd/network-plain.dgrams"));
    seeds.addAll(Fixtures.datagrams("collectd/thirdparty-bucky-squares-signed.dgrams"));
    seeds.addAll(Fixtures.datagrams("collectd/thirdparty-bucky-squares-encrypted.dgrams"));
    var decoder = new CollectdDecoder(TypesTable.standard(), NotificationSink.NONE);
    Fuzz.run("collectd", decoder, seeds, RUNS);
    var heads = new ArrayList<byte[]>();
    seeds.forEach(s -> heads.add(java.util.Arrays.copyOf(s, 200)));
    Fuzz.run("collectd", decoder, heads, RUNS);
  }
}
