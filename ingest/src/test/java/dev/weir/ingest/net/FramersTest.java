package dev.weir.ingest.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.decode.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FramersTest {
  private static final List<String> SYSLOG_STREAMS =
      List.of(
          "logger-rfc3164-newline",
          "logger-rfc5424-octet-counted",
          "rsyslog-rfc3164iso-newline",
          "rsyslog-rfc5424-octet-counted",
          "rsyslog-rfc5425-decrypted",
          "syslog-ng-rfc3164-newline",
          "syslog-ng-rfc5424-octet-counted");

  @Test
  void syslog_captured_hasAsManyFramesAsMessagesWereSent() {
    List<Integer> expected = List.of(4, 4, 10, 10, 10, 7, 7);
    for (int i = 0; i < SYSLOG_STREAMS.size(); i++) {
      Frames frames = captured(SYSLOG_STREAMS.get(i));
      assertEquals(expected.get(i), frames.frames.size(), SYSLOG_STREAMS.get(i));
      assertTrue(frames.broken.isEmpty() && frames.cut.isEmpty());
      frames.frames.forEach(f -> assertTrue(f.startsWith("<"), f));
    }
  }

  private static Frames captured(String name) {
    return Frames.of(new SyslogFramer(), Fixtures.bytes("syslog/" + name + ".stream"));
  }

  @Test
  void syslog_countedLengths_areThoseSent() {
    assertEquals(List.of(103, 103, 103, 103), lengths(captured("logger-rfc5424-octet-counted")));
    assertEquals(
        List.of(80, 110, 98, 98, 98, 98, 98, 124, 105, 1093),
        lengths(captured("rsyslog-rfc5424-octet-counted")));
    assertEquals(
        List.of(100, 100, 104, 104, 104, 104, 110),
        lengths(captured("syslog-ng-rfc5424-octet-counted")));
  }

  private static List<Integer> lengths(Frames frames) {
    return frames.frames.stream().map(String::length).toList();
  }

  @Test
  void syslog_byteByByteAndAtEveryCut_givesTheSame() {
    for (String name : SYSLOG_STREAMS) {
      byte[] stream = Fixtures.bytes("syslog/" + name + ".stream");
      String whole = Frames.of(new SyslogFramer(), stream).toString();
      assertEquals(
          whole, Frames.chopped(new SyslogFramer(), stream, 1, new Random(1)).toString(), name);
      var framer = new SyslogFramer(); // serves one connection after another
      for (int cut = 0; cut <= stream.length; cut++) {
        var frames = new Frames();
        framer.feed(stream, 0, cut, frames);
        framer.feed(stream, cut, stream.length - cut, frames);
        framer.end(frames);
        assertEquals(whole, frames.toString(), name);
      }
    }
  }

  @Test
  void syslog_framingsMixed_areToldApartFrameByFrame() {
    Frames frames =
        Frames.of(
            new SyslogFramer(), "<1>a\n5 <2>\nb<3>c\r\n4 <4>d\n\n<5>e\0<6>f\0\n4 <7>g4 <8>h<9>i");
    assertEquals(
        List.of("<1>a", "<2>\nb", "<3>c", "<4>d", "<5>e", "<6>f", "<7>g", "<8>h", "<9>i"),
        frames.frames);
    assertTrue(frames.broken.isEmpty());
  }

  @Test
  void syslog_brokenCounts_costAtMostTheirOwnMessage() {
    for (String bad :
        List.of("12345678901 ", "0 ", "12x", "99999999 ", "007 ", "5\n", "16777217 ")) {
      Frames frames = Frames.of(new SyslogFramer(), "4 <1>a" + bad + "<2>b\n4 <3>c<4>d\n");
      assertEquals(1, frames.broken.size(), bad);
      assertEquals("<1>a", frames.frames.getFirst(), bad);
      List<String> text = bad.endsWith("\n") ? List.of("5", "<2>b") : List.of(bad + "<2>b");
      assertEquals(text, frames.frames.subList(1, frames.frames.size() - 2), bad);
      assertEquals(
          List.of("<3>c", "<4>d"),
          frames.frames.subList(frames.frames.size() - 2, frames.frames.size()),
          bad);
    }
  }

  @Test
  void syslog_overLongFrames_areCutAndTheConnectionGoesOn() {
    var framer = new SyslogFramer(10);
    Frames frames =
        Frames.of(
            framer, "25 <1>4567890123456789012345<2>4567890123456\n4 <3>a<4>b\n10 0123456789");
    assertEquals(List.of("<1>4567890", "<2>4567890", "<3>a", "<4>b", "0123456789"), frames.frames);
    assertEquals(List.of("<1>4567890", "<2>4567890"), frames.cut);
  }

  @Test
  void syslog_connectionEndsInsideAFrame_givesWhatThereIs() {
    assertEquals(List.of("<1>a"), Frames.of(new SyslogFramer(), "<1>a").frames);
    Frames counted = Frames.of(new SyslogFramer(), "10 <1>a");
    assertEquals(List.of("<1>a"), counted.cut);
    assertEquals(List.of("12"), Frames.of(new SyslogFramer(), "12").frames);
  }

  @Test
  void text_lines_loseOnlyTheirEnds() {
    Frames frames =
        Frames.of(new TextFramer(10), "a\r\n\n\r\nb\0c\n<d\n0123456789\n01234567890\ne");
    assertEquals(List.of("a", "b\0c", "<d", "0123456789", "0123456789", "e"), frames.frames);
    assertEquals(List.of("0123456789"), frames.cut);
    byte[] captured = Fixtures.bytes("json_lines/logstash-logback-encoder.stream");
    assertEquals(5, Frames.of(new TextFramer(), captured).frames.size());
  }

  @Test
  void randomPieces_giveWhatOnePieceGives() {
    long seed = System.nanoTime();
    System.out.println("framers seed " + seed);
    var random = new Random(seed);
    byte[] alphabet = "\n\r\0 <>0123459ab".getBytes(StandardCharsets.ISO_8859_1);
    for (int round = 0; round < 20_000; round++) {
      byte[] stream = new byte[random.nextInt(120)];
      for (int i = 0; i < stream.length; i++) {
        stream[i] = alphabet[random.nextInt(alphabet.length)];
      }
      int limit = 8 + random.nextInt(30);
      assertEquals(
          Frames.of(new SyslogFramer(limit), stream).toString(),
          Frames.chopped(new SyslogFramer(limit), stream, 7, random).toString());
      assertEquals(
          Frames.of(new TextFramer(limit), stream).toString(),
          Frames.chopped(new TextFramer(limit), stream, 7, random).toString());
    }
  }

  /// Python's handler over TCP ends messages with NUL, one message a write.
  @Test
  void syslog_nul_endsAMessage_whenNothingFollows_andIsContentElsewhere() {
    var framer = new SyslogFramer();
    var frames = new Frames();
    byte[] python = "<1>a\0".getBytes(StandardCharsets.ISO_8859_1);
    framer.feed(python, 0, python.length, frames);
    assertEquals(List.of(), frames.frames);
    framer.pause(frames);
    assertEquals(List.of("<1>a"), frames.frames);
    byte[] binary = "<2>b\0c\0\0d\0\n<3>e\0<4>f".getBytes(StandardCharsets.ISO_8859_1);
    framer.feed(binary, 0, binary.length, frames);
    framer.end(frames);
    assertEquals(List.of("<1>a", "<2>b\0c\0\0d", "<3>e", "<4>f"), frames.frames);
  }
}
