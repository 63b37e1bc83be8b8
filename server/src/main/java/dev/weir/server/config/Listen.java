package dev.weir.server.config;

import dev.weir.ingest.net.SourceList;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Where a listener listens, or that it does not. `explicit` says that somebody asked for it: then
/// a port that is taken ends the start, while a default listener is only shown as off.
///
/// `address` is null when the listener is off; port 0 lets the system choose. `sources` says who
/// may send to it.
public record Listen(
    String key, @Nullable InetSocketAddress address, boolean explicit, SourceList sources) {
  /// A listener that takes from everybody who reaches it.
  public Listen(String key, @Nullable InetSocketAddress address, boolean explicit) {
    this(key, address, explicit, SourceList.EVERYBODY);
  }

  /// The same for `allowed` senders only.
  Listen from(SourceList allowed) {
    return new Listen(key, address, explicit, allowed);
  }

  public boolean isOff() {
    return address == null;
  }

  /// The address of a listener that is on.
  public InetSocketAddress requireAddress() {
    if (address == null) {
      throw new IllegalStateException(key + " is off");
    }
    return address;
  }

  public boolean isLoopback() {
    return address == null || address.getAddress().isLoopbackAddress();
  }

  /// Parses `host:port`, `[v6]:port` or `off`; throws `IllegalArgumentException` with a sentence
  /// that can be shown.
  static Listen parse(String key, String text, boolean explicit) {
    if (text.equals("off")) {
      return new Listen(key, null, explicit);
    }
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException(
          "not a listener: '" + text + "' (write host:port, or off)");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address needs brackets: '[" + host + "]:port'");
    }
    int port = port(text.substring(colon + 1), text);
    try {
      return new Listen(key, new InetSocketAddress(InetAddress.getByName(host), port), explicit);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("host is not known: '" + host + "'", e);
    }
  }

  private static int port(String text, String whole) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("port must be 0 to 65535: '" + whole + "'");
  }
}
