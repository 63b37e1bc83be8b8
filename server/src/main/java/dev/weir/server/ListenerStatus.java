package dev.weir.server;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// One listener as shown to people.
///
/// @param name what it is for, such as `statsd`
/// @param transport `udp`, `tcp`, `udp+tcp`, `http` or `https`
/// @param address where it listens; null when it is off
/// @param offReason why it is off; null when it is on
public record ListenerStatus(
    String name, String transport, @Nullable String address, @Nullable String offReason) {

  static ListenerStatus on(String name, String transport, String address) {
    return new ListenerStatus(name, transport, address, null);
  }

  static ListenerStatus off(String name, String transport, String reason) {
    return new ListenerStatus(name, transport, null, reason);
  }

  /// `host:port`, with brackets where needed.
  static String format(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /// The line printed at the start.
  String line() {
    String where = address == null ? "off (" + offReason + ")" : transport + " " + address;
    return "%-10s %s".formatted(name, where);
  }
}
