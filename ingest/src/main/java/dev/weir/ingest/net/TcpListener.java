package dev.weir.ingest.net;

import dev.weir.ingest.ring.IngestMetrics;
import dev.weir.ingest.ring.IngestRing;
import dev.weir.ingest.ring.MalformedSamples;
import dev.weir.ingest.ring.Protocol;
import dev.weir.ingest.ring.SlotBuffer;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes lines or frames from any number of connections (up to a limit) and packs those that are
/// there at the same time, of one connection or of many, into slots.
///
/// One thread with a selector rather than a thread for each connection: a connection then costs
/// only the bytes of its unfinished line, slots are filled across connections, "stop reading" is
/// one thread that waits, and at shutdown what has arrived can be read without interrupting
/// anybody. Cutting at the last LF and copying is far from being what limits a core.
///
/// When the ring is full, or the journal takes nothing, the thread waits and reads nothing, so that
/// senders slow down. A connection over the limit is closed and counted; a dead peer is found by
/// keep-alive probes after two minutes; one that is alive but silent for `idleLimit` is closed, and
/// so is one that would take the unfinished lines and frames of all of them over 64 MiB.
public final class TcpListener implements Listener {
  private static final Logger log = LoggerFactory.getLogger(TcpListener.class);

  private static final int BACKLOG = 1024;
  private static final int READ_BYTES = 64 * 1024;
  private static final long SWEEP_MILLIS_MAX = 10_000;

  /// Most bytes of unfinished lines and frames of all connections together.
  static final long HELD_BYTES_MAX = 64L << 20;

  private static final long JOIN_MILLIS = 1_500;
  private static final long DRAIN_NANOS = 1_000_000_000;

  /// Bounds of one listener; `connections` is shared by all. A line is at most `maxLineBytes` long
  /// without its LF. Connections from outside `sources` are closed at once.
  public record Limits(
      ConnectionLimit connections, int maxLineBytes, Duration idleLimit, SourceList sources) {
    /// Everybody may connect.
    public Limits(ConnectionLimit connections, int maxLineBytes, Duration idleLimit) {
      this(connections, maxLineBytes, idleLimit, SourceList.EVERYBODY);
    }

    public Limits {
      if (maxLineBytes < 1 || maxLineBytes >= SlotBuffer.SIZE_BYTES) {
        throw new IllegalArgumentException("line limit must be 1 to 65535 bytes: " + maxLineBytes);
      }
    }
  }

  /// One connection.
  private static final class Connection {
    final SocketChannel channel;
    final StreamCutter cutter;
    final @Nullable InetAddress source;
    long readNanos;
    int heldBytes;

    Connection(
        SocketChannel channel, StreamCutter cutter, @Nullable InetAddress source, long nowNanos) {
      this.channel = channel;
      this.cutter = cutter;
      this.source = source;
      this.readNanos = nowNanos;
    }
  }

  private final Protocol protocol;
  private final Limits limits;
  private final @Nullable Supplier<Framer> framers;
  private final IngestMetrics metrics;
  private final ServerSocketChannel server;
  private final Selector selector;
  private final InetSocketAddress address;
  private final Thread thread;
  private final ByteBuffer read = ByteBuffer.allocate(READ_BYTES);
  private final long sweepMillis;
  private final SourceGate gate; // the thread's
  private final StreamPacker packer; // the thread's
  private final AtomicInteger open = new AtomicInteger(); // the thread's
  private long sweptNanos; // the thread's
  private long heldBytes; // of all connections; the thread's
  private volatile boolean isClosing;
  private volatile long giveUpNanos;

  /// Binds the socket of a protocol whose lines are packed together.
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
    this(protocol, tenant, wanted, limits, ring, clock, metrics, shown, null);
  }

  /// Binds the socket. With `framers`, which make one for each connection, the protocol's frames
  /// stand for themselves; without, its lines are packed together.
  public TcpListener(
      Protocol protocol,
      Tenant tenant,
      InetSocketAddress wanted,
      Limits limits,
      IngestRing ring,
      Clock clock,
      IngestMetrics metrics,
      MalformedSamples shown,
      @Nullable Supplier<Framer> framers)
      throws IOException {
    this.protocol = protocol;
    this.limits = limits;
    this.framers = framers;
    this.metrics = metrics;
    gate = new SourceGate(protocol.name(), limits.sources(), clock);
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
    packer = new StreamPacker(protocol, tenant, ring, clock, metrics, shown, this::isGivingUp);
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
        packer.publish();
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
      if (!gate.admits(channel.socket().getInetAddress())) {
        metrics.connectionForeign(protocol.name());
        channel.close();
        continue;
      }
      if (!limits.connections().tryOpen()) {
        metrics.connectionRefused(protocol.name());
        channel.close();
        continue;
      }
      try {
        channel.configureBlocking(false);
        probeWhenSilent(channel);
        var connection =
            new Connection(channel, cutter(), channel.socket().getInetAddress(), System.nanoTime());
        channel.register(selector, SelectionKey.OP_READ, connection);
        open.incrementAndGet();
      } catch (IOException e) {
        limits.connections().closed();
        channel.close(); // gone already
      }
    }
  }

  private StreamCutter cutter() {
    return framers == null
        ? StreamCutter.lines(limits.maxLineBytes(), protocol.keepsFinalLine(), packer)
        : StreamCutter.frames(framers, packer);
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
      packer.from(connection.source);
      connection.cutter.feed(read.array(), 0, count);
      if (count < READ_BYTES) {
        connection.cutter.pause();
      }
      hold(connection, connection.cutter.heldBytes());
      if (heldBytes > HELD_BYTES_MAX) {
        metrics.connectionCrowded(protocol.name());
        end(key, connection);
      }
      return true;
    }
    if (count < 0) {
      end(key, connection);
    }
    return false;
  }

  private void hold(Connection connection, int bytes) {
    heldBytes += bytes - connection.heldBytes;
    connection.heldBytes = bytes;
  }

  private void end(SelectionKey key, Connection connection) {
    packer.from(connection.source);
    connection.cutter.end();
    hold(connection, 0);
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
    packer.publish();
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
    packer.publish();
  }

  private void closeAll() {
    try {
      server.close();
      selector.close();
    } catch (IOException e) {
      log.warn("listener_close_failed protocol={} reason={}", protocol.name(), e.toString());
    }
  }

  /// True when closing has taken as long as it may.
  private boolean isGivingUp() {
    return isClosing && System.nanoTime() - giveUpNanos >= 0;
  }
}
