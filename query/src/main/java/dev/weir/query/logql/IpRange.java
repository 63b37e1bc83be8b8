package dev.weir.query.logql;

import org.jspecify.annotations.Nullable;

/// A set of IP addresses, `10.0.0.1`, `10.0.0.0/8`, `10.0.0.1-10.0.0.9`, and their search in text.
/// Immutable. Source of the rules: Loki 3, `pkg/logql/log/ip.go`: an address is looked for wherever
/// something like one begins; IPv4 addresses written as IPv6 are not the same.
final class IpRange {
  private final IpAddress first;
  private final IpAddress last;

  private IpRange(IpAddress first, IpAddress last) {
    this.first = first;
    this.last = last;
  }

  /// Throws `IllegalArgumentException` with Loki's reason.
  static IpRange parse(String text) {
    IpAddress single = IpAddress.parse(text);
    if (single != null) {
      return new IpRange(single, single);
    }
    int slash = text.indexOf('/');
    int dash = text.indexOf('-');
    IpRange range = slash > 0 ? prefix(text, slash) : dash > 0 ? between(text, dash) : null;
    if (range == null) {
      throw new IllegalArgumentException("ip: invalid pattern: \"" + text + "\"");
    }
    return range;
  }

  private static @Nullable IpRange prefix(String text, int slash) {
    IpAddress address = IpAddress.parse(text.substring(0, slash));
    String length = text.substring(slash + 1);
    if (address == null || length.isEmpty() || length.length() > 3) {
      return null;
    }
    int bits = 0;
    for (int i = 0; i < length.length(); i++) {
      char c = length.charAt(i);
      if (c < '0' || c > '9') {
        return null;
      }
      bits = bits * 10 + (c - '0');
    }
    return bits > address.bits() ? null : new IpRange(address.floor(bits), address.ceiling(bits));
  }

  private static @Nullable IpRange between(String text, int dash) {
    IpAddress first = IpAddress.parse(text.substring(0, dash));
    IpAddress last = IpAddress.parse(text.substring(dash + 1));
    if (first == null || last == null || first.isVersion4() != last.isVersion4()) {
      return null;
    }
    return first.compareTo(last) > 0 ? null : new IpRange(first, last);
  }

  /// True for a single IPv4 address, whose text every line with it contains.
  boolean isSingleVersion4() {
    return first.isVersion4() && first.compareTo(last) == 0;
  }

  boolean contains(IpAddress address) {
    return address.isVersion4() == first.isVersion4()
        && first.compareTo(address) <= 0
        && address.compareTo(last) <= 0;
  }

  /// True when an address of this set stands in `[from, to)`.
  boolean isIn(byte[] text, int from, int to) {
    for (int at = from; at < to; at++) {
      int end;
      if (looksLikeVersion4(text, at, to)) {
        end = IpAddress.spanEnd(text, at, to, false);
      } else if (looksLikeVersion6(text, at, to)) {
        end = IpAddress.spanEnd(text, at, to, true);
      } else {
        continue;
      }
      IpAddress found = IpAddress.parse(text, at, end);
      if (found != null && contains(found)) {
        return true;
      }
      at = end; // the byte after it cannot begin an address
    }
    return false;
  }

  private static boolean looksLikeVersion4(byte[] text, int at, int to) {
    return at + 3 < to
        && text[at] >= '0'
        && text[at] <= '9'
        && (text[at + 1] == '.' || text[at + 2] == '.' || text[at + 3] == '.');
  }

  private static boolean looksLikeVersion6(byte[] text, int at, int to) {
    if (at + 4 >= to) {
      return false;
    }
    if (text[at] == ':') {
      return text[at + 1] == ':' && isHex(text[at + 2]);
    }
    for (int i = 0; i < 4 && isHex(text[at + i]); i++) {
      if (text[at + i + 1] == ':') {
        return true;
      }
    }
    return false;
  }

  static boolean isHex(byte c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
