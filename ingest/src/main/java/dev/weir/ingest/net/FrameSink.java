package dev.weir.ingest.net;

/// Where a [Framer] puts the frames of a connection.
public interface FrameSink {
  /// One frame, without what separates it from the next; valid until this returns. `cut` says that
  /// it was longer than the limit, or that the connection ended inside it, and its end is missing.
  void frame(byte[] bytes, int offset, int length, boolean cut);

  /// A length in front of a frame is none (its first bytes are given): what follows is read as text
  /// up to the next LF. To be counted; the text itself comes to [#frame].
  void broken(byte[] bytes, int offset, int length);
}
