package dev.weir.ingest;

import dev.weir.ingest.net.ConnectionLimit;
import dev.weir.ingest.net.Framer;
import dev.weir.ingest.net.ListenAddress;
import dev.weir.ingest.net.Listener;
import dev.weir.ingest.net.SourceList;
import dev.weir.ingest.net.TcpListener;
import dev.weir.ingest.net.UdpListener;
import dev.weir.ingest.ring.IngestMetrics;
import dev.weir.ingest.ring.IngestRing;
import dev.weir.ingest.ring.MalformedSamples;
import dev.weir.ingest.ring.Protocol;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets of one pipeline: which are bound, which are off and why. The opening thread changes
/// it, once; others read after that.
final class Listeners {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);
  private static final int SAME_PORT_TRIES = 16;

  private final IngestSettings settings;
  private final ConnectionLimit connections;
  private final IngestRing ring;
  private final Clock clock;
  private final IngestMetrics metrics;
  private final MalformedSamples shown;
  private final List<Listener> bound = new ArrayList<>();
  private final List<PipelineStatus.ListenerState> states = new ArrayList<>();

  Listeners(
      IngestSettings settings,
      ConnectionLimit connections,
      IngestRing ring,
      Clock clock,
      IngestMetrics metrics,
      MalformedSamples shown) {
    this.settings = settings;
    this.connections = connections;
    this.ring = ring;
    this.clock = clock;
    this.metrics = metrics;
    this.shown = shown;
  }

  /// Binds UDP for a protocol. Throws when that was asked for and cannot be; what is only a default
  /// is then off, with a warning.
  void udp(Protocol protocol, IngestSettings.Listen where) throws IOException {
    bind(protocol, "udp", where, address -> bindUdp(protocol, address, where.sources()));
  }

  /// Binds UDP and TCP on one port, for lines that are packed together.
  void both(Protocol protocol, IngestSettings.Listen where) throws IOException {
    bind(protocol, "udp+tcp", where, address -> bindBoth(protocol, address, where.sources(), null));
  }

  /// Binds UDP and TCP on one port, for frames that stand for themselves.
  void both(LogProtocolTable.Framed framed, IngestSettings.Listen where) throws IOException {
    Protocol protocol = framed.protocol();
    bind(
        protocol,
        "udp+tcp",
        where,
        address -> bindBoth(protocol, address, where.sources(), framed.framers()));
  }

  /// Starts to receive.
  void start() {
    bound.forEach(Listener::start);
  }

  /// What is bound, or why it is off.
  List<PipelineStatus.ListenerState> states() {
    return List.copyOf(states);
  }

  /// Takes in what has arrived and closes the sockets: each on a thread of its own, for it may take
  /// a second. The threads run when this returns.
  List<Thread> close() {
    return bound.stream().map(each -> Thread.ofVirtual().start(each::close)).toList();
  }

  private interface Binding {
    InetSocketAddress bind(InetSocketAddress address) throws IOException;
  }

  private void bind(
      Protocol protocol, String transport, IngestSettings.Listen where, Binding binding)
      throws IOException {
    InetSocketAddress address = where.address();
    if (address == null) {
      states.add(off(protocol, transport, "switched off"));
      return;
    }
    try {
      String is = ListenAddress.format(binding.bind(address));
      states.add(new PipelineStatus.ListenerState(protocol.name(), transport, is, null));
    } catch (IOException e) {
      if (where.isExplicit()) {
        throw new IOException("ingest." + protocol.name() + ".listen: " + e.getMessage(), e);
      }
      log.warn("listener_off protocol={} reason={}", protocol.name(), e.getMessage());
      states.add(off(protocol, transport, String.valueOf(e.getMessage())));
    }
  }

  private static PipelineStatus.ListenerState off(
      Protocol protocol, String transport, String reason) {
    return new PipelineStatus.ListenerState(protocol.name(), transport, null, reason);
  }

  /// TCP first, then UDP on the same port; another pair when the system chose a port that is taken.
  private InetSocketAddress bindBoth(
      Protocol protocol,
      InetSocketAddress address,
      SourceList sources,
      @Nullable Supplier<Framer> framers)
      throws IOException {
    var limits =
        new TcpListener.Limits(
            connections, settings.maxLineBytes(), settings.tcpIdleLimit(), sources);
    IOException last = null;
    for (int i = 0; i < (address.getPort() == 0 ? SAME_PORT_TRIES : 1); i++) {
      var tcp =
          new TcpListener(
              protocol, Tenant.DEFAULT, address, limits, ring, clock, metrics, shown, framers);
      try {
        bindUdp(protocol, tcp.address(), sources);
        bound.add(tcp);
        return tcp.address();
      } catch (IOException e) {
        tcp.close();
        last = e;
      }
    }
    throw last == null ? new IOException("BUG: nothing was tried") : last;
  }

  private InetSocketAddress bindUdp(
      Protocol protocol, InetSocketAddress address, SourceList sources) throws IOException {
    var udp = new UdpListener(protocol, Tenant.DEFAULT, address, sources, ring, clock, metrics);
    bound.add(udp);
    return udp.address();
  }
}
