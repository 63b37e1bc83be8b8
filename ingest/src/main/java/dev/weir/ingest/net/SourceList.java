package dev.weir.ingest.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The networks that may send to a listener, in CIDR form; an empty list is everybody. Addresses of
/// both families are compared as 128 bits, IPv4 in its mapped form (`::ffff:a.b.c.d`), so that it
/// does not matter in which form a sender appears. Immutable; any thread.
///
/// Cost: linear in the number of networks, 1,000 at most.
public final class SourceList {
  /// No restriction.
  public static final SourceList EVERYBODY = new SourceList(List.of());

  private static final int MAX_NETWORKS = 1000;
  private static final long MAPPED_LOW = 0xffff_0000_0000L;
  private static final int MAPPED_BITS = 96;
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern BITS = Pattern.compile("\\d{1,3}");

  /// A network: address bits beyond the prefix are zero.
  private record Network(String text, long high, long low, long highMask, long lowMask) {
    boolean contains(long addressHigh, long addressLow) {
      return (addressHigh & highMask) == high && (addressLow & lowMask) == low;
    }
  }

  private final Network[] networks;

  private SourceList(List<Network> networks) {
    this.networks = networks.toArray(Network[]::new);
  }

  /// Parses `10.0.0.0/8`, `192.0.2.7`, `2001:db8::/32`. Throws `IllegalArgumentException` with a
  /// sentence that can be shown.
  public static SourceList of(List<String> texts) {
    if (texts.isEmpty()) {
      return EVERYBODY;
    }
    if (texts.size() > MAX_NETWORKS) {
      throw new IllegalArgumentException(
          "too many networks: " + texts.size() + ", limit " + MAX_NETWORKS);
    }
    var networks = new ArrayList<Network>();
    texts.forEach(text -> networks.add(network(text)));
    return new SourceList(networks);
  }

  private static Network network(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    boolean isIpv4 = IPV4.matcher(literal).matches();
    if (!isIpv4 && !IPV6.matcher(literal).matches()) {
      throw notANetwork(text);
    }
    byte[] bytes = address(literal, text);
    int offset = isIpv4 ? MAPPED_BITS : 0;
    int most = 128 - offset;
    int bits = slash < 0 ? most : bits(text.substring(slash + 1), text);
    if (bits > most) {
      throw new IllegalArgumentException(
          "prefix too long: '" + text + "', limit /" + most + " in this family");
    }
    long highMask = mask(offset + bits);
    long lowMask = mask(offset + bits - 64);
    long high = isIpv4 ? 0 : longAt(bytes, 0);
    long low = isIpv4 ? MAPPED_LOW | (longAt(bytes, 0) >>> 32) : longAt(bytes, 8);
    if (!isIpv4 && bytes.length == 4) { // written as mapped: the JDK makes it IPv4
      high = 0;
      low = MAPPED_LOW | (longAt(bytes, 0) >>> 32);
    }
    if ((high & ~highMask) != 0 || (low & ~lowMask) != 0) {
      throw new IllegalArgumentException(
          "bits are set beyond the prefix: '" + text + "' (write the network's first address)");
    }
    return new Network(text, high, low, highMask, lowMask);
  }

  private static byte[] address(String literal, String text) {
    try {
      return InetAddress.ofLiteral(literal).getAddress();
    } catch (IllegalArgumentException e) {
      throw notANetwork(text);
    }
  }

  private static int bits(String digits, String text) {
    if (!BITS.matcher(digits).matches()) {
      throw notANetwork(text);
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException notANetwork(String text) {
    return new IllegalArgumentException(
        "not a network: '" + text + "' (write 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32)");
  }

  /// The uppermost `bits` of 64 set; none when negative, all from 64 on.
  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1L : -1L << (64 - bits);
  }

  /// Eight bytes, or what there is of them, from the upper end.
  private static long longAt(byte[] bytes, int from) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 8) | (from + i < bytes.length ? bytes[from + i] & 0xff : 0);
    }
    return value;
  }

  /// True when it allows every address.
  public boolean isEverybody() {
    return networks.length == 0;
  }

  /// True when `address` may send.
  public boolean allows(@Nullable InetAddress address) {
    if (networks.length == 0) {
      return true;
    }
    return switch (address) {
      case Inet4Address v4 -> contains(0, MAPPED_LOW | (longAt(v4.getAddress(), 0) >>> 32));
      case Inet6Address v6 -> {
        byte[] bytes = v6.getAddress();
        yield contains(longAt(bytes, 0), longAt(bytes, 8));
      }
      case null, default -> false;
    };
  }

  /// The same for the sender of a datagram.
  boolean allows(SocketAddress sender) {
    return networks.length == 0
        || (sender instanceof InetSocketAddress from && allows(from.getAddress()));
  }

  private boolean contains(long high, long low) {
    for (Network network : networks) {
      if (network.contains(high, low)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    var texts = new ArrayList<String>();
    for (Network network : networks) {
      texts.add(network.text);
    }
    return String.join(",", texts);
  }
}
