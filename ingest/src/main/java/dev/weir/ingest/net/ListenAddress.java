package dev.weir.ingest.net;

import java.net.InetSocketAddress;

/// The value of a `listen` setting: `host:port`, `[v6]:port`, `:port` for every address, or `off`.
public final class ListenAddress {
  private ListenAddress() {}

  /// Parses `host:port`; the host is resolved. Throws `IllegalArgumentException` when it cannot be
  /// read or resolved.
  public static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("listen address must be host:port or off: " + text);
    }
    int port = port(text, text.substring(colon + 1));
    String host = text.substring(0, colon);
    if (host.isEmpty() || host.equals("*")) {
      return new InetSocketAddress(port);
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    var address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("listen address: unknown host: " + host);
    }
    return address;
  }

  /// `host:port` as a person would type it.
  public static String format(InetSocketAddress address) {
    String host =
        address.getAddress() == null
            ? address.getHostString()
            : address.getAddress().getHostAddress();
    if (host.indexOf(':') >= 0) {
      host = "[" + host + "]";
    }
    return host + ":" + address.getPort();
  }

  private static int port(String text, String digits) {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("listen address: port must be 0 to 65535: " + text);
  }
}
