package dev.weir.ingest.net;

/// Cuts the bytes of one connection into frames, however the network chopped them. Keeps at most
/// one unfinished frame, up to its limit, whatever is sent. One thread; one instance for each
/// connection.
public interface Framer {
  /// Takes in `bytes[offset, offset + length)`.
  void feed(byte[] bytes, int offset, int length, FrameSink sink);

  /// Bytes of the unfinished frame that are kept.
  int heldBytes();

  /// Says that all that was received so far has been fed: a frame whose end can only be told from
  /// what follows may be given to `sink`, since nothing follows for now.
  default void pause(FrameSink sink) {}

  /// Ends the connection: what is unfinished is given to `sink`. Ready for another connection
  /// afterwards.
  void end(FrameSink sink);
}
