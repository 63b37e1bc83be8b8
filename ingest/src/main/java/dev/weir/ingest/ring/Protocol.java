package dev.weir.ingest.ring;

import dev.weir.ingest.decode.LogDecoder;
import dev.weir.ingest.decode.SampleDecoder;
import org.jspecify.annotations.Nullable;

/// One row of the protocol table: a name (the label `protocol` of every counter), how its bytes are
/// cut into payloads, and what decodes them. A new protocol is a decoder, a fixture test and one
/// such row.
///
/// `decoder` makes samples, `logDecoder` log records; a protocol with neither has lines that feed
/// the statsd windows instead of becoming samples at once. `keepsFinalLine` says whether bytes
/// after the last LF of a closing TCP connection are a line.
public record Protocol(
    String name,
    Framing framing,
    @Nullable SampleDecoder decoder,
    @Nullable LogDecoder logDecoder,
    boolean keepsFinalLine,
    BodyCut cut) {

  /// How bytes are cut into payloads.
  public enum Framing {
    /// Lines ending in LF: datagrams and connections are packed together, whole lines at a time.
    LINES,
    /// Each datagram stands for itself.
    DATAGRAMS,
    /// Each datagram, or each frame of a connection, stands for itself and has a sender.
    FRAMES,
    /// A request's body, cut by [BodyCut] where it is long.
    BODY
  }

  /// What a slot with a payload of this protocol carries.
  EventKind kind() {
    if (logDecoder != null) {
      return EventKind.LOGS;
    }
    return decoder == null ? EventKind.STATSD : EventKind.SAMPLES;
  }

  /// True when it brings log records: then it belongs into the ring of the logs.
  public boolean isLogs() {
    return logDecoder != null;
  }

  /// Finds where a long body may be cut in two that decode to the same as the whole.
  public interface BodyCut {
    /// Never cuts.
    BodyCut WHOLE = (bytes, from, to, target) -> to;

    /// The end of a piece that begins at `from` and is about `target` bytes long: a place in
    /// `(from, to]` where an element ends.
    int end(byte[] bytes, int from, int to, int target);
  }

  /// Lines that become samples.
  public static Protocol lines(String name, SampleDecoder decoder) {
    return new Protocol(name, Framing.LINES, decoder, null, true, BodyCut.WHOLE);
  }

  /// Lines for the statsd windows.
  public static Protocol aggregated(String name) {
    return new Protocol(name, Framing.LINES, null, null, false, BodyCut.WHOLE);
  }

  /// Datagrams that become samples.
  public static Protocol datagrams(String name, SampleDecoder decoder) {
    return new Protocol(name, Framing.DATAGRAMS, decoder, null, false, BodyCut.WHOLE);
  }

  /// Request bodies that become samples.
  public static Protocol body(String name, SampleDecoder decoder, BodyCut cut) {
    return new Protocol(name, Framing.BODY, decoder, null, true, cut);
  }

  /// Frames that become log records.
  public static Protocol logFrames(String name, LogDecoder decoder) {
    return new Protocol(name, Framing.FRAMES, null, decoder, true, BodyCut.WHOLE);
  }

  /// Request bodies that become log records.
  public static Protocol logBody(String name, LogDecoder decoder, BodyCut cut) {
    return new Protocol(name, Framing.BODY, null, decoder, true, cut);
  }
}
