package dev.weir.agents.host;

import java.util.List;

/// `/proc/net/dev`: traffic per interface.
final class NetDev {
  private static final String[] RECEIVED = {
    "bytes", "packets", "errs", "drop", "fifo", "frame", "compressed", "multicast"
  };
  private static final String[] SENT = {
    "bytes", "packets", "errs", "drop", "fifo", "colls", "carrier", "compressed"
  };

  private NetDev() {}

  static void parse(String text, HostSink sink) {
    for (String line : text.split("\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        List<String> labels = List.of("device", line.substring(0, colon).strip());
        String[] words = line.substring(colon + 1).strip().split("\\s+");
        columns("node_network_receive_", RECEIVED, words, 0, labels, sink);
        columns("node_network_transmit_", SENT, words, RECEIVED.length, labels, sink);
      }
    }
  }

  private static void columns(
      String prefix, String[] names, String[] words, int from, List<String> labels, HostSink sink) {
    for (int i = 0; i < names.length; i++) {
      sink.value(prefix + names[i] + "_total", labels, Double.parseDouble(words[from + i]));
    }
  }
}
