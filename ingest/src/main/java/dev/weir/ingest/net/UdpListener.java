package dev.weir.ingest.net;

import dev.weir.ingest.ring.IngestMetrics;
import dev.weir.ingest.ring.IngestRing;
import dev.weir.ingest.ring.LineCount;
import dev.weir.ingest.ring.Offer;
import dev.weir.ingest.ring.Protocol;
import dev.weir.ingest.ring.SlotBuffer;
import dev.weir.ingest.ring.Submission;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Receives datagrams, packs as many as are there into one slot, and publishes it when it is full
/// or the socket is empty. Nothing is ever sent back.
///
/// When the ring is full the listener waits 20 ms, during which the kernel's buffer fills; then it
/// drops what it has (the newest) and counts it. The last slots of the ring are left to those who
/// answer somebody.
///
/// A datagram from outside the source list is dropped and counted, and one such address is logged
/// every 10 s at most.
///
/// One thread, `ingest-udp-<protocol>`; allocates nothing per datagram beyond what comes with a
/// change of the sender, of which the JDK makes a new address.
public final class UdpListener implements Listener {
  private static final Logger log = LoggerFactory.getLogger(UdpListener.class);

  /// Receive buffer asked for; the kernel grants at most `net.core.rmem_max`.
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  /// Slots left to HTTP, Intake and flushes.
  static final int SLOTS_LEFT_FREE = 16;

  private static final long FULL_WAIT_NANOS = 20_000_000;
  private static final long FULL_POLL_NANOS = 500_000;
  private static final long JOIN_MILLIS = 1_000;
  private static final long DRAIN_NANOS = 500_000_000;

  private final Protocol protocol;
  private final Tenant tenant;
  private final IngestRing ring;
  private final Clock clock;
  private final IngestMetrics.OfProtocol counters;
  private final DatagramChannel channel;
  private final Selector selector;
  private final InetSocketAddress address;
  private final SourceGate gate; // the thread's
  private final Thread thread;
  private final ByteBuffer datagram = ByteBuffer.allocateDirect(SlotBuffer.SIZE_BYTES);
  private final Submission submission = new Submission();
  private SlotBuffer buffer; // the thread's
  private volatile boolean isClosing;

  /// Binds the socket; everybody may send.
  public UdpListener(
      Protocol protocol,
      Tenant tenant,
      InetSocketAddress wanted,
      IngestRing ring,
      Clock clock,
      IngestMetrics metrics)
      throws IOException {
    this(protocol, tenant, wanted, SourceList.EVERYBODY, ring, clock, metrics);
  }

  /// Binds the socket; only `sources` may send.
  public UdpListener(
      Protocol protocol,
      Tenant tenant,
      InetSocketAddress wanted,
      SourceList sources,
      IngestRing ring,
      Clock clock,
      IngestMetrics metrics)
      throws IOException {
    this.protocol = protocol;
    this.tenant = tenant;
    this.ring = ring;
    this.clock = clock;
    gate = new SourceGate(protocol.name(), sources, clock);
    counters = metrics.of(protocol);
    channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      channel.bind(wanted);
      channel.configureBlocking(false);
      address = (InetSocketAddress) channel.getLocalAddress();
      selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      metrics.receiveBuffer(protocol.name(), channel.getOption(StandardSocketOptions.SO_RCVBUF));
    } catch (IOException e) {
      channel.close();
      throw new IOException(
          "cannot listen on udp " + ListenAddress.format(wanted) + ": " + e.getMessage(), e);
    }
    metrics.kernelDrops(protocol.name(), () -> KernelDrops.of(address));
    buffer = ring.buffers().take();
    thread =
        Thread.ofPlatform().name("ingest-udp-" + protocol.name()).daemon().unstarted(this::run);
  }

  @Override
  public String protocol() {
    return protocol.name();
  }

  @Override
  public String transport() {
    return "udp";
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    isClosing = true;
    selector.wakeup();
    try {
      if (thread.isAlive()) {
        thread.join(JOIN_MILLIS);
      }
      channel.close();
      selector.close();
    } catch (IOException e) {
      log.warn("listener_close_failed protocol={} reason={}", protocol.name(), e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!isClosing) {
      try {
        selector.select();
        selector.selectedKeys().clear();
        receiveAll(Long.MAX_VALUE);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // an ICMP error of an earlier datagram, or the like: the socket lives
        counters.dropped(IngestMetrics.Drop.RECEIVE, 1, 0);
      }
    }
    try {
      receiveAll(System.nanoTime() + DRAIN_NANOS); // what had arrived before the end
    } catch (IOException e) {
      log.warn("listener_drain_failed protocol={} reason={}", protocol.name(), e.toString());
    }
  }

  /// Receives until the socket is empty (or, while closing, until the deadline).
  private void receiveAll(long deadlineNanos) throws IOException {
    while (true) {
      datagram.clear();
      SocketAddress sender = channel.receive(datagram);
      if (sender == null) {
        break;
      }
      if (gate.admits(sender)) {
        take(datagram.flip(), sender);
      } else {
        counters.dropped(IngestMetrics.Drop.SOURCE, 1, 0);
      }
      if (isClosing && deadlineNanos != Long.MAX_VALUE && System.nanoTime() > deadlineNanos) {
        break;
      }
    }
    publish();
  }

  private void take(ByteBuffer received, SocketAddress sender) {
    int size = received.remaining();
    if (size == 0) {
      counters.dropped(IngestMetrics.Drop.RECEIVE, 1, 0);
      return;
    }
    boolean needsLineEnd =
        protocol.framing() == Protocol.Framing.LINES && received.get(size - 1) != '\n';
    int needed = size + (needsLineEnd ? 1 : 0);
    if (needed > SlotBuffer.SIZE_BYTES) {
      needed--; // a datagram of the largest size without LF: its end will do
      needsLineEnd = false;
    }
    if (needed > buffer.room()) {
      publish();
    }
    received.get(buffer.bytes(), buffer.length(), size);
    buffer.advance(size);
    if (needsLineEnd) {
      buffer.append((byte) '\n');
    }
    if (protocol.framing() == Protocol.Framing.FRAMES) {
      buffer.endFrame(sender instanceof InetSocketAddress from ? from.getAddress() : null);
    } else {
      buffer.endDatagram();
    }
  }

  private void publish() {
    if (buffer.length() == 0) {
      return;
    }
    int lines =
        protocol.framing() == Protocol.Framing.LINES
            ? LineCount.of(buffer.bytes(), 0, buffer.length())
            : 0;
    counters.received(buffer.length(), buffer.datagrams(), lines);
    submission.payload(protocol, buffer).tenant(tenant).arrivedAt(clock.wallMillis());
    Offer offer = offer();
    if (offer == Offer.TAKEN) {
      buffer = ring.buffers().take();
    } else {
      counters.dropped(
          offer == Offer.FULL ? IngestMetrics.Drop.RING_FULL : IngestMetrics.Drop.CLOSED,
          buffer.datagrams(),
          0);
      buffer.clear();
    }
  }

  private Offer offer() {
    Offer offer = ring.offer(submission, SLOTS_LEFT_FREE);
    if (offer == Offer.FULL) {
      long start = System.nanoTime();
      while (offer == Offer.FULL && System.nanoTime() - start < FULL_WAIT_NANOS) {
        LockSupport.parkNanos(FULL_POLL_NANOS);
        offer = ring.offer(submission, SLOTS_LEFT_FREE);
      }
    }
    return offer;
  }
}
