package dev.weir.ingest.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.ingest.ring.Pipe;
import dev.weir.ingest.ring.Protocol;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
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

final class ListenersTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static UdpListener udp(Pipe pipe, Protocol protocol) throws IOException {
    var listener =
        new UdpListener(protocol, Tenant.DEFAULT, ANY, pipe.ring, Clock.SYSTEM, pipe.metrics);
    listener.start();
    return listener;
  }

  private static TcpListener tcp(Pipe pipe, Protocol protocol, int connections, Duration idle)
      throws IOException {
    var listener =
        new TcpListener(
            protocol,
            Tenant.DEFAULT,
            ANY,
            new TcpListener.Limits(new ConnectionLimit(connections), 1000, idle),
            pipe.ring,
            Clock.SYSTEM,
            pipe.metrics,
            pipe.shown);
    listener.start();
    return listener;
  }

  private static TcpListener tcp(Pipe pipe, Protocol protocol) throws IOException {
    return tcp(pipe, protocol, 100, Duration.ofHours(1));
  }

  private static void datagram(DatagramSocket socket, Listener to, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, to.address()));
  }

  @Test
  void udp_linesWithAndWithoutLf_arePackedAndKept() throws Exception {
    try (Pipe pipe = Pipe.fresh();
        UdpListener listener = udp(pipe, Pipe.GRAPHITE);
        var socket = new DatagramSocket()) {
      for (int i = 0; i < 100; i++) {
        datagram(
            socket, listener, "u.x " + i + " " + (1_700_000_000 + i) + (i % 2 == 0 ? "" : "\n"));
      }
      Pipe.await("all stored", () -> pipe.store.sampleCount() == 100);
      assertEquals(
          100, pipe.metric("weir_ingest_received_datagrams_total", "protocol", "graphite"));
      assertEquals(100, pipe.metric("weir_ingest_received_lines_total", "protocol", "graphite"));
    }
  }

  @Test
  void udp_overload_sentIsAcceptedPlusDropped() throws Exception {
    int sent = 200_000;
    var open = new CountDownLatch(1);
    try (Pipe pipe = Pipe.fresh();
        UdpListener listener = udp(pipe, Pipe.GRAPHITE);
        var socket = new DatagramSocket()) {
      pipe.store.hold(open); // nothing gets through the apply stage
      String padding = ".".repeat(900);
      for (int i = 0; i < sent; i++) {
        datagram(socket, listener, "u" + padding + " " + i + " " + (1_600_000_000 + i));
        if (pipe.metric("weir_ingest_dropped_datagrams_total", "reason", "ring_full") > 500) {
          sent = i + 1;
          break;
        }
      }
      open.countDown();
      int total = sent;
      Pipe.await(
          "sent = accepted + dropped",
          () ->
              pipe.store.sampleCount()
                      + pipe.metric("weir_ingest_dropped_datagrams_total")
                      + pipe.metric("weir_ingest_kernel_dropped_datagrams_total")
                  == total);
      assertTrue(pipe.metric("weir_ingest_dropped_datagrams_total", "reason", "ring_full") > 0);
      assertEquals(0, pipe.ring.slotsUsed());
    }
  }

  @Test
  void foreignSource_isDroppedAndCounted_andGetsNothingBack() throws Exception {
    var others = SourceList.of(List.of("192.0.2.0/24", "2001:db8::/32"));
    try (Pipe pipe = Pipe.fresh();
        var udp =
            new UdpListener(
                Pipe.GRAPHITE, Tenant.DEFAULT, ANY, others, pipe.ring, Clock.SYSTEM, pipe.metrics);
        var tcp =
            new TcpListener(
                Pipe.GRAPHITE,
                Tenant.DEFAULT,
                ANY,
                new TcpListener.Limits(new ConnectionLimit(10), 1000, Duration.ofHours(1), others),
                pipe.ring,
                Clock.SYSTEM,
                pipe.metrics,
                pipe.shown);
        var socket = new DatagramSocket()) {
      udp.start();
      tcp.start();
      for (int i = 0; i < 50; i++) {
        datagram(socket, udp, "foreign 1 1700000000");
      }
      Pipe.await(
          "all dropped",
          () -> pipe.metric("weir_ingest_dropped_datagrams_total", "reason", "source") == 50);
      socket.setSoTimeout(1);
      assertThrows(
          java.net.SocketTimeoutException.class,
          () -> socket.receive(new DatagramPacket(new byte[10], 10)));
      try (var connection = new Socket(InetAddress.getLoopbackAddress(), tcp.address().getPort())) {
        assertEquals(-1, connection.getInputStream().read());
      }
      assertEquals(1, pipe.metric("weir_ingest_connections_source_closed_total"));
      assertEquals(0, pipe.store.sampleCount());
    }
  }

  @Test
  void allowedSource_isTaken() throws Exception {
    var here = SourceList.of(List.of("127.0.0.0/8", "::1"));
    try (Pipe pipe = Pipe.fresh();
        var udp =
            new UdpListener(
                Pipe.GRAPHITE, Tenant.DEFAULT, ANY, here, pipe.ring, Clock.SYSTEM, pipe.metrics);
        var socket = new DatagramSocket()) {
      udp.start();
      datagram(socket, udp, "ours 1 1700000000");
      Pipe.await("stored", () -> pipe.store.sampleCount() == 1);
    }
  }

  @Test
  void tcp_piecesOfLines_areJoinedAndTheLastIsKeptWhereTheProtocolSaysSo() throws Exception {
    try (Pipe pipe = Pipe.fresh();
        TcpListener graphite = tcp(pipe, Pipe.GRAPHITE);
        TcpListener statsd = tcp(pipe, Pipe.STATSD)) {
      try (var socket =
          new Socket(InetAddress.getLoopbackAddress(), graphite.address().getPort())) {
        socket.setTcpNoDelay(true);
        for (byte b : "t.a 1 1700000000\r\nt.a 2 1700000001".getBytes(UTF_8)) {
          socket.getOutputStream().write(b);
        }
      }
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), statsd.address().getPort())) {
        socket.getOutputStream().write("c:1|c\nc:1|".getBytes(UTF_8));
      }
      Pipe.await("both lines", () -> pipe.store.sampleCount() == 2);
      Pipe.await(
          "the whole statsd line",
          () -> pipe.metric("weir_ingest_received_lines_total", "protocol", "statsd") == 1);
      Pipe.await("closed", () -> graphite.connections() + statsd.connections() == 0);
      assertEquals(1, pipe.metric("weir_ingest_received_lines_total", "protocol", "statsd"));
    }
  }

  @Test
  void tcp_longLine_isCountedAndTheConnectionLives() throws Exception {
    try (Pipe pipe = Pipe.fresh();
        TcpListener listener = tcp(pipe, Pipe.GRAPHITE);
        var socket = new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort())) {
      var out = socket.getOutputStream();
      out.write("good 1 1700000000\n".getBytes(UTF_8));
      out.write("x".repeat(100_000).getBytes(UTF_8));
      out.write("\nbad line\ngood 2 1700000001\n".getBytes(UTF_8));
      Pipe.await("good lines", () -> pipe.store.sampleCount() == 2);
      assertEquals(
          1,
          pipe.metric("weir_ingest_malformed_total", "protocol", "graphite", "reason", "too_long"));
      assertEquals(1, listener.connections());
    }
  }

  @Test
  void tcp_connectionsOverTheLimit_areClosedAndCounted() throws Exception {
    try (Pipe pipe = Pipe.fresh();
        TcpListener listener = tcp(pipe, Pipe.GRAPHITE, 5, Duration.ofHours(1))) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort()));
      }
      Pipe.await("refused", () -> pipe.metric("weir_ingest_connections_refused_total") == 3);
      assertEquals(5, listener.connections());
      for (Socket socket : sockets) {
        socket.close();
      }
      Pipe.await("closed", () -> listener.connections() == 0);
      try (var socket =
          new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort())) {
        socket.getOutputStream().write("again 1 1700000000\n".getBytes(UTF_8));
        Pipe.await("served again", () -> pipe.store.sampleCount() == 1);
      }
    }
  }

  @Test
  void tcp_slowSenders_doNotKeepOthersWaiting() throws Exception {
    try (Pipe pipe = Pipe.fresh();
        TcpListener listener = tcp(pipe, Pipe.GRAPHITE, 600, Duration.ofHours(1))) {
      List<Socket> slow = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort());
        socket.getOutputStream().write("half a li".getBytes(UTF_8));
        slow.add(socket);
      }
      try (var socket =
          new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort())) {
        socket.getOutputStream().write("quick 1 1700000000\n".getBytes(UTF_8));
        Pipe.await("quick one", () -> pipe.store.sampleCount() == 1);
      }
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void tcp_fullRing_stopsReadingAndLosesNothing() throws Exception {
    var open = new CountDownLatch(1);
    int lines = 400_000;
    try (Pipe pipe = Pipe.fresh();
        TcpListener listener = tcp(pipe, Pipe.GRAPHITE)) {
      pipe.store.hold(open);
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try (var socket =
                    new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort())) {
                  var out = new java.io.BufferedOutputStream(socket.getOutputStream(), 65_536);
                  for (int i = 0; i < lines; i++) {
                    out.write(
                        ("t." + ".".repeat(60) + " " + i + " " + (1_600_000_000 + i) + "\n")
                            .getBytes(UTF_8));
                  }
                  out.flush();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      Pipe.await("ring is full for TCP", () -> pipe.ring.slotsUsed() >= 240);
      assertTrue(sender.isAlive());
      open.countDown();
      Pipe.await("all stored", () -> pipe.store.sampleCount() == lines);
      assertEquals(0, pipe.metric("weir_ingest_dropped_lines_total"));
      sender.join();
    }
  }

  @Test
  void tcp_silentConnection_isClosed() throws Exception {
    try (Pipe pipe = Pipe.fresh();
        TcpListener listener = tcp(pipe, Pipe.GRAPHITE, 10, Duration.ofMillis(200));
        var socket = new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort())) {
      Pipe.await("accepted", () -> listener.connections() == 1);
      assertEquals(-1, socket.getInputStream().read());
      assertEquals(1, pipe.metric("weir_ingest_connections_idle_closed_total"));
    }
  }

  @Test
  void tcp_close_takesInWhatHasArrived() throws Exception {
    int connections = 20;
    try (Pipe pipe = Pipe.fresh()) {
      TcpListener listener = tcp(pipe, Pipe.GRAPHITE);
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort());
        sockets.add(socket);
        var text = new StringBuilder();
        for (int line = 0; line < 1000; line++) {
          text.append("c").append(i).append(" 1 ").append(1_600_000_000 + line).append('\n');
        }
        socket.getOutputStream().write(text.toString().getBytes(UTF_8));
      }
      listener.close();
      pipe.write(Pipe.GRAPHITE, "end 1 1700000000\n"); // after all that was published
      assertEquals(connections * 1000 + 1, pipe.store.sampleCount());
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void bind_portTaken_saysSo() throws Exception {
    try (Pipe pipe = Pipe.fresh();
        UdpListener first = udp(pipe, Pipe.GRAPHITE)) {
      IOException e =
          assertThrows(
              IOException.class,
              () ->
                  new UdpListener(
                      Pipe.GRAPHITE,
                      Tenant.DEFAULT,
                      first.address(),
                      pipe.ring,
                      Clock.SYSTEM,
                      pipe.metrics));
      assertTrue(
          String.valueOf(e.getMessage()).startsWith("cannot listen on udp 127.0.0.1:"),
          e.getMessage());
    }
  }

  @Test
  void statsd_overUdpAndTcp_sharesWindows() throws Exception {
    try (Pipe pipe = Pipe.fresh();
        UdpListener udp = udp(pipe, Pipe.STATSD);
        TcpListener tcp = tcp(pipe, Pipe.STATSD);
        var datagrams = new DatagramSocket();
        var socket = new Socket(InetAddress.getLoopbackAddress(), tcp.address().getPort())) {
      datagram(datagrams, udp, "shared:1|c");
      socket.getOutputStream().write("shared:2|c\n".getBytes(UTF_8));
      Pipe.await(
          "both in the journal",
          () -> pipe.metric("weir_ingest_received_lines_total", "protocol", "statsd") == 2);
      new dev.weir.ingest.ring.StatsdFlusher(pipe.ring, Clock.SYSTEM).run();
      assertEquals(
          List.of(3.0),
          List.copyOf(
              pipe.store
                  .content()
                  .getOrDefault(
                      "default" + Labels.of("__name__", "stats_counts.shared"), java.util.Map.of())
                  .values()));
    }
  }
}
