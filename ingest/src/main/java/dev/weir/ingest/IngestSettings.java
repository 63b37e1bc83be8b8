package dev.weir.ingest;

import dev.weir.ingest.http.BodyLimits;
import dev.weir.ingest.net.SourceList;
import dev.weir.ingest.ring.Durability;
import dev.weir.ingest.ring.SlotBuffer;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What `ingest.*` and `storage.durability` say, checked.
///
/// @param statsd UDP and TCP
/// @param collectd UDP
/// @param graphite UDP and TCP
/// @param syslog UDP and TCP
/// @param lines raw and JSON log lines, UDP and TCP
/// @param decoders decoding threads of each pipeline; 0 takes half the processors
/// @param slots slots of each ring, a power of two
/// @param bodies bounds on request bodies
/// @param maxLineBytes longest line of a line protocol over TCP; at most 65,535
/// @param maxConnections TCP connections of all line protocols together
/// @param tcpIdleLimit how long a TCP connection may be silent
/// @param flushInterval length of a statsd window
/// @param durability when the journal is forced
/// @param idCacheLimit series keys whose id is cached at least; twice as many at most
/// @param shardCount shards of the store, from its header
public record IngestSettings(
    Listen statsd,
    Listen collectd,
    Listen graphite,
    Listen syslog,
    Listen lines,
    int decoders,
    int slots,
    BodyLimits bodies,
    int maxLineBytes,
    int maxConnections,
    Duration tcpIdleLimit,
    Duration flushInterval,
    Durability durability,
    int idCacheLimit,
    int shardCount) {

  /// Where to listen. `address` is null for a listener that is off; `isExplicit` says that somebody
  /// asked for it, so that failing to bind ends the start instead of leaving it off. Only `sources`
  /// may send.
  public record Listen(
      @Nullable InetSocketAddress address, boolean isExplicit, SourceList sources) {
    /// Not at all.
    public static final Listen OFF = new Listen(null, false);

    /// Everybody may send.
    public Listen(@Nullable InetSocketAddress address, boolean isExplicit) {
      this(address, isExplicit, SourceList.EVERYBODY);
    }
  }

  public IngestSettings {
    if (maxLineBytes < 1 || maxLineBytes >= SlotBuffer.SIZE_BYTES) {
      throw new IllegalArgumentException(
          "ingest.max_line must be 1 to " + (SlotBuffer.SIZE_BYTES - 1) + ": " + maxLineBytes);
    }
  }

  int decoderThreads() {
    return decoders > 0 ? decoders : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }
}
