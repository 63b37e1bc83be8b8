package dev.weir.ingest.net;

import dev.weir.storage.io.Clock;
import java.net.InetAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a [SourceList] about one sender after the other. A datagram channel hands out the same
/// address object while the sender stays the same, so the last verdict is kept for it: then nothing
/// is allocated. One refused address is logged every 10 s at most. One thread.
final class SourceGate {
  private static final Logger log = LoggerFactory.getLogger(SourceGate.class);
  private static final long LOG_EVERY_NANOS = 10_000_000_000L;

  private final String protocol;
  private final SourceList sources;
  private final Clock clock;
  private @Nullable SocketAddress last;
  private boolean isLastAllowed;
  private long loggedNanos;
  private long unlogged;

  SourceGate(String protocol, SourceList sources, Clock clock) {
    this.protocol = protocol;
    this.sources = sources;
    this.clock = clock;
    loggedNanos = clock.nanoTime() - LOG_EVERY_NANOS;
  }

  /// True when a datagram of `sender` is taken.
  @SuppressWarnings("ReferenceEquality") // that is the point
  boolean admits(SocketAddress sender) {
    if (sources.isEverybody()) {
      return true;
    }
    if (sender != last) {
      last = sender;
      isLastAllowed = sources.allows(sender);
    }
    return isLastAllowed || refuse(sender);
  }

  /// True when a connection from `source` is taken.
  boolean admits(@Nullable InetAddress source) {
    return sources.allows(source) || refuse(source);
  }

  private boolean refuse(@Nullable Object source) {
    unlogged++;
    long now = clock.nanoTime();
    if (now - loggedNanos >= LOG_EVERY_NANOS) {
      log.warn("source_refused protocol={} source={} times={}", protocol, source, unlogged);
      loggedNanos = now;
      unlogged = 0;
    }
    return false;
  }
}
