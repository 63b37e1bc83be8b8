package dev.weir.server;

import org.jspecify.annotations.Nullable;

/// One listener as shown to people.
///
/// @param name what it is for, such as `statsd`
/// @param transport `udp`, `tcp`, `udp+tcp` or `http`
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

  /// The line printed at the start.
  String line() {
    String where = address == null ? "off (" + offReason + ")" : transport + " " + address;
    return "%-10s %s".formatted(name, where);
  }
}
