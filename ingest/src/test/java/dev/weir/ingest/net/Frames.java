package dev.weir.ingest.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Collects what a framer finds: frames as Latin-1 text.
public final class Frames implements FrameSink {
  public final List<String> frames = new ArrayList<>();
  public final List<String> cut = new ArrayList<>();
  public final List<String> broken = new ArrayList<>();

  @Override
  public void frame(byte[] bytes, int offset, int length, boolean isCut) {
    String text = new String(bytes, offset, length, ISO_8859_1);
    frames.add(text);
    if (isCut) {
      cut.add(text);
    }
  }

  @Override
  public void broken(byte[] bytes, int offset, int length) {
    broken.add(new String(bytes, offset, length, ISO_8859_1));
  }

  /// All of a connection in one piece.
  public static Frames of(Framer framer, byte[] stream) {
    var frames = new Frames();
    framer.feed(stream, 0, stream.length, frames);
    framer.end(frames);
    return frames;
  }

  public static Frames of(Framer framer, String stream) {
    return of(framer, stream.getBytes(ISO_8859_1));
  }

  /// In pieces of one to `most` bytes.
  public static Frames chopped(Framer framer, byte[] stream, int most, Random random) {
    var frames = new Frames();
    int at = 0;
    while (at < stream.length) {
      int count = Math.min(1 + random.nextInt(most), stream.length - at);
      byte[] piece = java.util.Arrays.copyOfRange(stream, at, at + count);
      framer.feed(piece, 0, count, frames);
      at += count;
    }
    framer.end(frames);
    return frames;
  }

  @Override
  public String toString() {
    return "frames " + frames + " cut " + cut + " broken " + broken;
  }
}
