package dev.weir.ingest;

import dev.weir.ingest.decode.SampleDecoder;
import dev.weir.ingest.http.BodyCuts;
import dev.weir.ingest.ring.Protocol;
import dev.weir.ingest.statsd.StatsdWindows;
import java.util.List;

/// The protocols of samples, each with what decodes it. A new protocol is a decoder, a fixture test
/// and a row here (and a listener or a route that feeds it).
///
/// @param windows where statsd lines go
public record ProtocolTable(
    Protocol statsd,
    Protocol collectd,
    Protocol graphite,
    Protocol remoteWrite,
    Protocol influx,
    Protocol jsonImport,
    StatsdWindows windows) {

  /// All of them.
  List<Protocol> protocols() {
    return List.of(statsd, collectd, graphite, remoteWrite, influx, jsonImport);
  }

  /// The table with these decoders.
  public static ProtocolTable of(
      SampleDecoder collectd,
      SampleDecoder graphite,
      SampleDecoder remoteWrite,
      SampleDecoder influx,
      SampleDecoder jsonImport,
      StatsdWindows windows) {
    return new ProtocolTable(
        Protocol.aggregated("statsd"),
        Protocol.datagrams("collectd", collectd),
        Protocol.lines("graphite", graphite),
        Protocol.body("remote_write", remoteWrite, BodyCuts.PROTOBUF_FIELDS),
        Protocol.body("influx", influx, BodyCuts.INFLUX_LINES),
        Protocol.body("import", jsonImport, BodyCuts.LINES),
        windows);
  }
}
