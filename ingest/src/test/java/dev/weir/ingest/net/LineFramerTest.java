package dev.weir.ingest.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LineFramerTest {
  /// Collects what came out.
  private static final class Collected implements LineFramer.Sink {
    final StringBuilder lines = new StringBuilder();
    int tooLong;

    @Override
    public void lines(byte[] bytes, int offset, int length) {
      assertTrue(length > 0);
      assertEquals('\n', bytes[offset + length - 1]);
      lines.append(new String(bytes, offset, length, ISO_8859_1));
    }

    @Override
    public void tooLong(byte[] bytes, int offset, int length) {
      tooLong++;
    }
  }

  @Test
  void feed_capturedStreamsSplitAtEveryByte_giveTheSameLines() throws IOException {
    for (String name :
        new String[] {
          "graphite/micrometer-plaintext",
          "graphite/netdata-graphite",
          "graphite/node-graphite",
          "statsd/hot-shots-tcp",
          "statsd/python-statsd-tcp"
        }) {
      byte[] stream = fixture("/fixtures/" + name + ".stream");
      for (int cut = 0; cut <= stream.length; cut++) {
        var framer = new LineFramer(16_384);
        var out = new Collected();
        framer.feed(stream, 0, cut, out);
        framer.feed(stream, cut, stream.length - cut, out);
        framer.end(true, out);
        String whole = new String(stream, ISO_8859_1);
        assertEquals(whole.endsWith("\n") ? whole : whole + "\n", out.lines.toString(), name);
        assertEquals(0, out.tooLong);
      }
    }
  }

  @Test
  void feed_randomPieces_giveWhatOnePieceGives() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      byte[] stream = new byte[random.nextInt(400)];
      for (int i = 0; i < stream.length; i++) {
        stream[i] = (byte) (random.nextInt(12) == 0 ? '\n' : 'a' + random.nextInt(3));
      }
      var whole = new Collected();
      var one = new LineFramer(20);
      one.feed(stream, 0, stream.length, whole);
      one.end(true, whole);
      var pieces = new Collected();
      var framer = new LineFramer(20);
      int at = 0;
      while (at < stream.length) {
        int count = Math.min(1 + random.nextInt(30), stream.length - at);
        framer.feed(stream, at, count, pieces);
        assertTrue(framer.tailLength() <= 20, "tail " + framer.tailLength() + " seed " + seed);
        at += count;
      }
      framer.end(true, pieces);
      assertEquals(whole.lines.toString(), pieces.lines.toString(), "seed " + seed);
      assertEquals(whole.tooLong, pieces.tooLong, "seed " + seed);
      assertEquals(expected(stream, 20), pieces.lines.toString(), "seed " + seed);
    }
  }

  private static String expected(byte[] stream, int max) {
    var out = new StringBuilder();
    for (String line : new String(stream, ISO_8859_1).split("\n", -1)) {
      out.append(line.length() <= max ? line + "\n" : "");
    }
    // split gives an empty piece after the last LF, which is no line
    return stream.length == 0 || stream[stream.length - 1] == '\n'
        ? out.substring(0, out.length() - 1)
        : out.toString();
  }

  @Test
  void end_withoutKeeping_dropsTheUnfinishedLine() {
    var framer = new LineFramer(100);
    var out = new Collected();
    byte[] bytes = "a:1|c\nb:2".getBytes(ISO_8859_1);
    framer.feed(bytes, 0, bytes.length, out);
    framer.end(false, out);
    assertEquals("a:1|c\n", out.lines.toString());
  }

  @Test
  void feed_endlessLine_keepsNothingAndCountsOnce() {
    var framer = new LineFramer(1000);
    var out = new Collected();
    byte[] bytes = new byte[4096];
    for (int i = 0; i < 1000; i++) {
      framer.feed(bytes, 0, bytes.length, out);
    }
    assertEquals(1, out.tooLong);
    assertEquals(0, framer.tailLength());
    byte[] next = "\ngood\n".getBytes(ISO_8859_1);
    framer.feed(next, 0, next.length, out);
    assertEquals("good\n", out.lines.toString());
  }

  private static byte[] fixture(String path) throws IOException {
    try (InputStream in = LineFramerTest.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("no fixture " + path);
      }
      return in.readAllBytes();
    }
  }
}
