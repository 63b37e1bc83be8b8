package dev.weir.ingest.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.ring.Durability;
import dev.weir.ingest.ring.LogPipe;
import dev.weir.ingest.ring.MemoryLog;
import dev.weir.ingest.ring.MemoryLogStore;
import dev.weir.ingest.ring.Pipe;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Sockets of protocols whose frames stand for themselves.
final class LogListenersTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String FROM_HERE =
      "default" + Labels.of("host", InetAddress.getLoopbackAddress().getHostAddress());

  private static UdpListener udp(LogPipe pipe) throws IOException {
    var listener =
        new UdpListener(LogPipe.FRAMES, Tenant.DEFAULT, ANY, pipe.ring, Clock.SYSTEM, pipe.metrics);
    listener.start();
    return listener;
  }

  private static TcpListener tcp(LogPipe pipe) throws IOException {
    return tcp(pipe, 100);
  }

  private static TcpListener tcp(LogPipe pipe, int connections) throws IOException {
    var listener =
        new TcpListener(
            LogPipe.FRAMES,
            Tenant.DEFAULT,
            ANY,
            new TcpListener.Limits(new ConnectionLimit(connections), 1000, Duration.ofHours(1)),
            pipe.ring,
            Clock.SYSTEM,
            pipe.metrics,
            pipe.shown,
            SyslogFramer::new);
    listener.start();
    return listener;
  }

  private static Socket connect(TcpListener listener) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort());
  }

  @Test
  void udp_eachDatagramIsARecordOfItsSender() throws Exception {
    try (LogPipe pipe = LogPipe.fresh();
        UdpListener listener = udp(pipe);
        var socket = new DatagramSocket()) {
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        sent.add("<13>line " + i + "\nand its second");
        byte[] bytes = sent.getLast().getBytes(UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, listener.address()));
      }
      Pipe.await("all searchable", () -> pipe.store.count() == 100);
      assertEquals(sent, pipe.store.texts());
      assertEquals(
          List.of(FROM_HERE),
          pipe.store.lines().stream().map(MemoryLogStore.Line::stream).distinct().toList());
      assertEquals(100, pipe.metric("weir_ingest_received_datagrams_total", "protocol", "frames"));
    }
  }

  @Test
  void tcp_countedAndLinesMixed_areCutApart() throws Exception {
    try (LogPipe pipe = LogPipe.fresh();
        TcpListener listener = tcp(pipe);
        Socket socket = connect(listener)) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      for (byte b :
          "<13>one\n10 <13>two\nab<13>three\r\n4 four99999999999 five\n".getBytes(UTF_8)) {
        out.write(b);
      }
      Pipe.await("all searchable", () -> pipe.store.count() == 5);
      assertEquals(
          List.of("<13>one", "<13>two\nab", "<13>three", "four", "99999999999 five"),
          pipe.store.texts());
      assertEquals(FROM_HERE, pipe.store.lines().getFirst().stream());
      assertEquals(
          1, pipe.metric("weir_ingest_malformed_total", "protocol", "frames", "reason", "syntax"));
      assertEquals(5, pipe.metric("weir_ingest_received_lines_total", "protocol", "frames"));
    }
  }

  @Test
  void tcp_framesLargerThanASlot_travelAloneAndInOrder() throws Exception {
    try (LogPipe pipe = LogPipe.fresh();
        TcpListener listener = tcp(pipe);
        Socket socket = connect(listener)) {
      OutputStream out = socket.getOutputStream();
      out.write("first\n".getBytes(UTF_8));
      out.write(("100000 " + "a".repeat(100_000)).getBytes(UTF_8));
      out.write(("400000 " + "b".repeat(400_000)).getBytes(UTF_8)); // over the limit
      out.write("last\n".getBytes(UTF_8));
      Pipe.await("all searchable", () -> pipe.store.count() == 4);
      List<MemoryLogStore.Line> lines = pipe.store.lines();
      assertEquals("first", lines.get(0).line());
      assertEquals("a".repeat(100_000), lines.get(1).line());
      assertEquals("", lines.get(1).fields());
      assertEquals("b".repeat(256 * 1024), lines.get(2).line());
      assertEquals("weir_line_cut=true", lines.get(2).fields());
      assertEquals(FROM_HERE, lines.get(2).stream());
      assertEquals("last", lines.get(3).line());
      assertEquals(
          1,
          pipe.metric(
              "weir_ingest_log_lines_touched_total", "protocol", "frames", "limit", "line_cut"));
    }
  }

  @Test
  void tcp_largeFramesBeyondTheirMemory_areNotReadUntilThereIsRoom() throws Exception {
    int frames = 160; // of 250,000 bytes: 40 MB
    byte[] frame = ("250000 " + "x".repeat(250_000)).getBytes(UTF_8);
    var open = new CountDownLatch(1);
    try (LogPipe pipe = new LogPipe(new MemoryLog(), new MemoryLogStore(), Durability.NONE).open();
        TcpListener listener = tcp(pipe)) {
      pipe.store.hold(open);
      Thread sender =
          sender(
              listener,
              out -> {
                for (int i = 0; i < frames; i++) {
                  out.write(frame);
                }
              });
      int fit = (int) (FrameMemory.LIMIT_BYTES / 250_000);
      Pipe.await("memory is used up", () -> pipe.ring.slotsUsed() == fit);
      Thread.sleep(50);
      assertEquals(fit, pipe.ring.slotsUsed());
      assertTrue(sender.isAlive());
      open.countDown();
      Pipe.await("all searchable", () -> pipe.store.count() == frames);
      assertEquals(0, pipe.metric("weir_ingest_dropped_lines_total"));
      sender.join();
    }
  }

  @Test
  void tcp_fullRing_stopsReadingAndLosesNothing() throws Exception {
    int lines = 200_000;
    var open = new CountDownLatch(1);
    try (LogPipe pipe = LogPipe.fresh();
        TcpListener listener = tcp(pipe)) {
      pipe.store.hold(open);
      String padding = ".".repeat(100);
      Thread sender =
          sender(
              listener,
              out -> {
                for (int i = 0; i < lines; i++) {
                  out.write(("<13>" + i + padding + "\n").getBytes(UTF_8));
                }
              });
      Pipe.await("ring is full for TCP", () -> pipe.ring.slotsUsed() >= 240);
      assertTrue(sender.isAlive());
      open.countDown();
      Pipe.await("all searchable", () -> pipe.store.count() == lines);
      assertEquals(0, pipe.metric("weir_ingest_dropped_lines_total"));
      sender.join();
    }
  }

  @Test
  void journalFails_datagramsAreCountedAndConnectionsWait() throws Exception {
    try (LogPipe pipe = LogPipe.fresh();
        UdpListener datagrams = udp(pipe);
        TcpListener listener = tcp(pipe);
        Socket socket = connect(listener);
        var sending = new DatagramSocket()) {
      pipe.log.failAppends("No space left on device");
      byte[] bytes = "<13>lost".getBytes(UTF_8);
      sending.send(new DatagramPacket(bytes, bytes.length, datagrams.address()));
      Pipe.await(
          "drop counted",
          () -> pipe.metric("weir_ingest_dropped_datagrams_total", "reason", "journal") == 1);
      socket.getOutputStream().write("<13>waits\n".getBytes(UTF_8));
      pipe.log.failAppends(null);
      Pipe.await("the one that waited", () -> pipe.store.count() == 1);
      assertEquals(List.of("<13>waits"), pipe.store.texts());
    }
  }

  @Test
  void tcp_unfinishedFrames_areBoundedTogether() throws Exception {
    byte[] part = ("262144 " + "x".repeat(262_143)).getBytes(UTF_8); // all but one byte
    int fit = (int) (TcpListener.HELD_BYTES_MAX / 262_143);
    List<Socket> sockets = new ArrayList<>();
    try (LogPipe pipe = LogPipe.fresh();
        TcpListener listener = tcp(pipe, fit + 10)) {
      for (int i = 0; i < fit + 3; i++) {
        Socket socket = connect(listener);
        sockets.add(socket);
        socket.getOutputStream().write(part);
      }
      Pipe.await(
          "the last are closed",
          () -> pipe.metric("weir_ingest_connections_memory_closed_total") == 3);
      Pipe.await("and no others", () -> listener.connections() == fit);
      sockets.getFirst().getOutputStream().write('x');
      Pipe.await("a whole one", () -> pipe.store.count() == 4); // and three that were cut
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void tcp_endOfConnection_keepsTheLastFrame() throws Exception {
    try (LogPipe pipe = LogPipe.fresh();
        TcpListener listener = tcp(pipe)) {
      try (Socket socket = connect(listener)) {
        socket.getOutputStream().write("<13>whole\n<13>without LF".getBytes(UTF_8));
      }
      Pipe.await("both", () -> pipe.store.count() == 2);
      assertEquals(List.of("<13>whole", "<13>without LF"), pipe.store.texts());
    }
  }

  private interface Sending {
    void to(OutputStream out) throws IOException;
  }

  private static Thread sender(TcpListener listener, Sending sending) {
    return Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = connect(listener)) {
            var out = new java.io.BufferedOutputStream(socket.getOutputStream(), 65_536);
            sending.to(out);
            out.flush();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }
}
