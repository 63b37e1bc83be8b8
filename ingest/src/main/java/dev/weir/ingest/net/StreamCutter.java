package dev.weir.ingest.net;

import java.util.function.Supplier;

/// What cuts one connection's bytes, whichever the unit: whole lines packed together, or frames
/// that stand for themselves. The listener's thread.
interface StreamCutter {
  /// Takes in `bytes[offset, offset + length)`.
  void feed(byte[] bytes, int offset, int length);

  /// All that was received so far has been fed.
  void pause();

  /// Bytes of the unfinished line or frame that are kept.
  int heldBytes();

  /// The connection has ended.
  void end();

  /// Lines, of which an unfinished last one counts when `keepsFinalLine`.
  static StreamCutter lines(int maxLineBytes, boolean keepsFinalLine, LineFramer.Sink sink) {
    var framer = new LineFramer(maxLineBytes);
    return new StreamCutter() {
      @Override
      public void feed(byte[] bytes, int offset, int length) {
        framer.feed(bytes, offset, length, sink);
      }

      @Override
      public void pause() {}

      @Override
      public int heldBytes() {
        return framer.tailLength();
      }

      @Override
      public void end() {
        framer.end(keepsFinalLine, sink);
      }
    };
  }

  /// Frames.
  static StreamCutter frames(Supplier<Framer> framers, FrameSink sink) {
    Framer framer = framers.get();
    return new StreamCutter() {
      @Override
      public void feed(byte[] bytes, int offset, int length) {
        framer.feed(bytes, offset, length, sink);
      }

      @Override
      public void pause() {
        framer.pause(sink);
      }

      @Override
      public int heldBytes() {
        return framer.heldBytes();
      }

      @Override
      public void end() {
        framer.end(sink);
      }
    };
  }
}
