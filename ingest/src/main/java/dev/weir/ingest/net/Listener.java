package dev.weir.ingest.net;

import java.net.InetSocketAddress;

/// A bound socket with a thread of its own that feeds the ring.
public interface Listener extends AutoCloseable {
  /// Name of the protocol.
  String protocol();

  /// `udp` or `tcp`.
  String transport();

  /// Where it really listens: the port asked for may have been 0.
  InetSocketAddress address();

  /// Starts to receive.
  void start();

  /// Takes in what has already arrived, then closes the socket; at most one second.
  @Override
  void close();
}
