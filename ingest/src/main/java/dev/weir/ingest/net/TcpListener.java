package dev.weir.ingest.net;

import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.ring.IngestMetrics;
import dev.weir.ingest.ring.IngestRing;
import dev.weir.ingest.ring.LineCount;
import dev.weir.ingest.ring.MalformedSamples;
import dev.weir.ingest.ring.Offer;
import dev.weir.ingest.ring.Protocol;
import dev.weir.ingest.ring.SlotBuffer;
import dev.weir.ingest.ring.Submission;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes lines from any number of connections (up to a limit) and packs those that are there at the
/// same time, of one connection or of many, into slots.
///
/// One thread with a selector rather than a thread for each connection: a connection then costs
/// only the bytes of its unfinished line, slots are filled across connections, "stop reading" is
/// one thread that waits, and at shutdown what has arrived can be read without interrupting
/// anybody. Cutting at the last LF and copying is far from being what limits a core.
///
/// When the ring is full, or the journal takes nothing, the thread waits and reads nothing, so that
/// senders slow down. A connection over the limit is closed and counted; a dead peer is found by
/// keep-alive probes after two minutes; one that is alive but silent for `idleLimit` is closed.
public final class TcpListener implements Listener {
  private static final Logger log = LoggerFactory.getLogger(TcpListener.class);

  private static final int BACKLOG = 1024;
  private static final int READ_BYTES = 64 * 1024;
  private static final long SWEEP_MILLIS_MAX = 10_000;
  private static final long FULL_POLL_NANOS = 1_000_000;
  private static final long JOIN_MILLIS = 1_500;
  private static final long DRAIN_NANOS = 1_000_000_000;
  private static final int SHOWN_BYTES = 200;

  /// Bounds of one listener; `connections` is shared by all. A line is at most `maxLineBytes` long
  /// without its LF.
  public record Limits(ConnectionLimit connections, int maxLineBytes, Duration idleLimit) {
    public Limits {
      if (maxLineBytes < 1 || maxLineBytes >= SlotBuffer.SIZE_BYTES) {
        throw new IllegalArgumentException("line limit must be 1 to 65535 bytes: " + maxLineBytes);
      }
    }
  }

  /// One connection.
  private static final class Connection {
    final SocketChannel channel;
    final LineFramer framer;
    long readNanos;

    Connection(SocketChannel channel, LineFramer framer, long nowNanos) {
      this.channel = channel;
      this.framer = framer;
      this.readNanos = nowNanos;
    }
  }

  private final Protocol protocol;
  private final Tenant tenant;
  private final Limits limits;
  private final IngestRing ring;
  private final Clock clock;
  private final IngestMetrics metrics;
  private final IngestMetrics.OfProtocol counters;
  private final MalformedSamples shown;
  private final ServerSocketChannel server;
  private final Selector selector;
  private final InetSocketAddress address;
  private final Thread thread;
  private final ByteBuffer read = ByteBuffer.allocate(READ_BYTES);
  private final Submission submission = new Submission();
  private final long sweepMillis;
  private final LineFramer.Sink sink;
  private SlotBuffer buffer; // the thread's
  private final AtomicInteger open = new AtomicInteger(); // the thread's
  private long sweptNanos; // the thread's
  private volatile boolean isClosing;
  private volatile long giveUpNanos;

  /// Binds the socket.
  public TcpListener(
      Protocol protocol,
      Tenant tenant,
      InetSocketAddress wanted,
      Limits limits,
      IngestRing ring,
      Clock clock,
      IngestMetrics metrics,
      MalformedSamples shown)
      throws IOException {
    this.protocol = protocol;
    this.tenant = tenant;
    this.limits = limits;
    this.ring = ring;
    this.clock = clock;
    this.metrics = metrics;
    this.shown = shown;
    counters = metrics.of(protocol);
    sweepMillis = Math.clamp(limits.idleLimit().toMillis() / 4, 10, SWEEP_MILLIS_MAX);
    server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(wanted, BACKLOG);
      server.configureBlocking(false);
      address = (InetSocketAddress) server.getLocalAddress();
      selector = Selector.open();
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "cannot listen on tcp " + ListenAddress.format(wanted) + ": " + e.getMessage(), e);
    }
    metrics.connections(protocol.name(), open::get);
    buffer = ring.buffers().take();
    sink = new ToSlots();
    thread =
        Thread.ofPlatform().name("ingest-tcp-" + protocol.name()).daemon().unstarted(this::run);
  }

  @Override
  public String protocol() {
    return protocol.name();
  }

  @Override
  public String transport() {
    return "tcp";
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  /// Open connections.
  public int connections() {
    return open.get();
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    giveUpNanos = System.nanoTime() + DRAIN_NANOS;
    isClosing = true;
    selector.wakeup();
    try {
      if (thread.isAlive()) {
        thread.join(JOIN_MILLIS);
      } else {
        closeAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    sweptNanos = System.nanoTime();
    while (!isClosing) {
      try {
        selector.select(open.get() > 0 ? sweepMillis : 0);
        handleSelected();
        publish();
        sweepIdle();
      } catch (IOException e) {
        log.error("listener_failed protocol={} reason={}", protocol.name(), e.toString());
        LockSupport.parkNanos(100_000_000); // out of file descriptors, say: do not spin
      }
    }
    drain();
    closeAll();
  }

  private void handleSelected() throws IOException {
    var keys = selector.selectedKeys().iterator();
    while (keys.hasNext()) {
      SelectionKey key = keys.next();
      keys.remove();
      if (key.attachment() instanceof Connection connection) {
        readOnce(key, connection);
      } else {
        accept();
      }
    }
  }

  private void accept() throws IOException {
    for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
      if (!limits.connections().tryOpen()) {
        metrics.connectionRefused(protocol.name());
        channel.close();
        continue;
      }
      try {
        channel.configureBlocking(false);
        probeWhenSilent(channel);
        var connection =
            new Connection(channel, new LineFramer(limits.maxLineBytes()), System.nanoTime());
        channel.register(selector, SelectionKey.OP_READ, connection);
        open.incrementAndGet();
      } catch (IOException e) {
        limits.connections().closed();
        channel.close(); // gone already
      }
    }
  }

  private static void probeWhenSilent(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 60);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 15);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 4);
    }
  }

  /// One read, so that a fast sender does not keep others waiting. False when nothing was there.
  private boolean readOnce(SelectionKey key, Connection connection) {
    int count;
    read.clear();
    try {
      count = connection.channel.read(read);
    } catch (IOException e) {
      count = -1; // reset by the peer: what was whole is kept
    }
    if (count > 0) {
      connection.readNanos = System.nanoTime();
      connection.framer.feed(read.array(), 0, count, sink);
      return true;
    }
    if (count < 0) {
      end(key, connection);
    }
    return false;
  }

  private void end(SelectionKey key, Connection connection) {
    connection.framer.end(protocol.keepsFinalLine(), sink);
    key.cancel();
    open.decrementAndGet();
    limits.connections().closed();
    try {
      connection.channel.close();
    } catch (IOException e) {
      log.debug("connection_close_failed reason={}", e.toString());
    }
  }

  private void sweepIdle() {
    long now = System.nanoTime();
    if (now - sweptNanos < sweepMillis * 1_000_000) {
      return;
    }
    sweptNanos = now;
    for (SelectionKey key : new ArrayList<>(selector.keys())) {
      if (key.isValid()
          && key.attachment() instanceof Connection connection
          && now - connection.readNanos > limits.idleLimit().toNanos()) {
        metrics.connectionIdle(protocol.name());
        end(key, connection);
      }
    }
    publish();
  }

  /// Takes in what has reached this machine, connections not yet accepted included.
  private void drain() {
    try {
      accept();
      server.close();
      boolean isMore = true;
      while (isMore && System.nanoTime() - giveUpNanos < 0) {
        isMore = false;
        for (SelectionKey key : new ArrayList<>(selector.keys())) {
          if (key.isValid() && key.attachment() instanceof Connection connection) {
            isMore |= readOnce(key, connection);
          }
        }
      }
    } catch (IOException e) {
      log.warn("listener_drain_failed protocol={} reason={}", protocol.name(), e.toString());
    }
    for (SelectionKey key : new ArrayList<>(selector.keys())) {
      if (key.isValid() && key.attachment() instanceof Connection connection) {
        end(key, connection);
      }
    }
    publish();
  }

  private void closeAll() {
    try {
      server.close();
      selector.close();
    } catch (IOException e) {
      log.warn("listener_close_failed protocol={} reason={}", protocol.name(), e.toString());
    }
  }

  /// Copies lines into the slot being filled.
  private final class ToSlots implements LineFramer.Sink {
    @Override
    public void lines(byte[] bytes, int offset, int length) {
      int from = offset;
      int end = offset + length;
      while (end - from > buffer.room()) {
        int fits = lastLineEnd(bytes, from, from + buffer.room());
        buffer.append(bytes, from, fits - from);
        from = fits;
        publish();
      }
      buffer.append(bytes, from, end - from);
    }

    @Override
    public void tooLong(byte[] bytes, int offset, int length) {
      counters.malformed(Malformed.TOO_LONG, 1);
      shown.show(
          protocol.name(),
          Malformed.TOO_LONG,
          new String(bytes, offset, Math.min(length, SHOWN_BYTES), StandardCharsets.UTF_8));
    }
  }

  /// End of the last whole line in `[from, to)`, or `from` when there is none.
  private static int lastLineEnd(byte[] bytes, int from, int to) {
    int at = to;
    while (at > from && bytes[at - 1] != '\n') {
      at--;
    }
    return at;
  }

  private void publish() {
    if (buffer.length() == 0) {
      return;
    }
    int lines = LineCount.of(buffer.bytes(), 0, buffer.length());
    counters.received(buffer.length(), 0, lines);
    submission.payload(protocol, buffer).tenant(tenant).arrivedAt(clock.wallMillis());
    Offer offer = awaitRoom();
    if (offer == Offer.TAKEN) {
      buffer = ring.buffers().take();
    } else {
      counters.dropped(
          offer == Offer.FULL ? IngestMetrics.Drop.RING_FULL : IngestMetrics.Drop.CLOSED, 0, lines);
      buffer.clear();
    }
  }

  /// Waits until the ring takes the slot: for ever while running, for the rest of the drain then.
  private Offer awaitRoom() {
    while (true) {
      Offer offer =
          ring.failure() == null ? ring.offer(submission, UdpListener.SLOTS_LEFT_FREE) : Offer.FULL;
      if (offer != Offer.FULL || (isClosing && System.nanoTime() - giveUpNanos >= 0)) {
        return offer;
      }
      LockSupport.parkNanos(FULL_POLL_NANOS);
    }
  }
}
