package dev.weir.ingest;

import dev.weir.ingest.decode.LogDecoder;
import dev.weir.ingest.http.BodyCuts;
import dev.weir.ingest.net.Framer;
import dev.weir.ingest.ring.Protocol;
import java.util.List;
import java.util.function.Supplier;

/// The protocols of log lines, each with what decodes it and, for connections, what cuts them into
/// frames. A new protocol is a decoder, a fixture test and a row here (and a listener or a route
/// that feeds it).
///
/// @param lokiJson and `lokiProtobuf`: two forms of one protocol, so one name
public record LogProtocolTable(
    Framed syslog, Framed lines, Protocol lokiJson, Protocol lokiProtobuf) {

  /// A protocol with listeners. `framers` makes one framer for each connection.
  public record Framed(Protocol protocol, Supplier<Framer> framers) {}

  /// The table with these decoders.
  public static LogProtocolTable of(
      LogDecoder syslog,
      Supplier<Framer> syslogFramers,
      LogDecoder lines,
      Supplier<Framer> lineFramers,
      LogDecoder lokiJson,
      LogDecoder lokiProtobuf) {
    return new LogProtocolTable(
        new Framed(Protocol.logFrames("syslog", syslog), syslogFramers),
        new Framed(Protocol.logFrames("lines", lines), lineFramers),
        Protocol.logBody("loki", lokiJson, Protocol.BodyCut.WHOLE),
        Protocol.logBody("loki", lokiProtobuf, BodyCuts.PROTOBUF_FIELDS));
  }

  /// One row for each name.
  List<Protocol> protocols() {
    return List.of(syslog.protocol(), lines.protocol(), lokiJson);
  }
}
