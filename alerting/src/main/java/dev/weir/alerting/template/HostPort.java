package dev.weir.alerting.template;

/// `host:port` or `[v6]:port`, split as Go's `net.SplitHostPort` does it.
///
/// @param text the whole
/// @param host the part before the port, without brackets; the whole text when there is no port
/// @param port empty when there is none
record HostPort(String text, String host, String port) {
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

  static HostPort of(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return new HostPort(text, text, "");
    }
    String host = text.substring(0, colon);
    String port = text.substring(colon + 1);
    if (host.startsWith("[") && host.endsWith("]")) {
      return new HostPort(text, host.substring(1, host.length() - 1), port);
    }
    boolean isPlain = host.indexOf(':') < 0 && text.indexOf('[') < 0 && text.indexOf(']') < 0;
    return isPlain ? new HostPort(text, host, port) : new HostPort(text, text, "");
  }

  String withoutPort() {
    return host;
  }

  /// The first part of the name with the port; addresses stay whole.
  String withoutDomain() {
    if (isAddress()) {
      return text;
    }
    int dot = host.indexOf('.');
    String name = dot < 0 ? host : host.substring(0, dot);
    return port.isEmpty() ? name : name + ':' + port;
  }

  private boolean isAddress() {
    boolean isV6 = host.contains("::") || host.chars().filter(c -> c == ':').count() == 7;
    return isV6 || host.matches(OCTET + "(\\." + OCTET + "){3}");
  }
}
