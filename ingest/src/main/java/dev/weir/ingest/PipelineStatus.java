package dev.weir.ingest;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one pipeline of ingest is doing at one moment, for `/weir/v1/status`. Counters are totals
/// since the start: whoever wants rates takes two.
///
/// @param durability `fsync`, `interval` or `none`
/// @param journalProblem why the journal takes nothing, or null
/// @param slots slots of the ring
/// @param slotsUsed slots in use
/// @param refused samples refused, by reason; reasons with none left out
/// @param malformed the latest malformed input of each protocol that had any
public record PipelineStatus(
    String durability,
    @Nullable String journalProblem,
    int slots,
    int slotsUsed,
    List<ListenerState> listeners,
    List<ProtocolState> protocols,
    Map<String, Long> refused,
    List<MalformedInput> malformed) {

  /// One listener. `address` is null when it is off, and then `offReason` says why.
  public record ListenerState(
      String protocol, String transport, @Nullable String address, @Nullable String offReason) {}

  /// What came in by one protocol; `decoded` are samples or log lines.
  public record ProtocolState(
      String protocol,
      long bytes,
      long datagrams,
      long lines,
      long decoded,
      long malformed,
      long dropped) {}

  /// One piece of input that could not be read, escaped to printable ASCII. It is data of `tenant`:
  /// for nobody else's eyes.
  public record MalformedInput(
      String protocol, String tenant, String reason, String sample, long seenMs) {}
}
