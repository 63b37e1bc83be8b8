package dev.weir.agents.host;

import java.util.List;

/// `/proc/meminfo`: every line a gauge in bytes, named as node exporter names it.
final class MemInfo {
  private MemInfo() {}

  static void parse(String text, HostSink sink) {
    for (String line : text.split("\n")) {
      String[] words = line.split("\\s+");
      if (words.length >= 2 && words[0].endsWith(":")) {
        boolean kilobytes = words.length > 2 && words[2].equals("kB");
        String key = words[0].substring(0, words[0].length() - 1);
        String name = "node_memory_" + key.replace("(", "_").replace(")", "");
        double value = Double.parseDouble(words[1]);
        sink.value(kilobytes ? name + "_bytes" : name, List.of(), kilobytes ? value * 1024 : value);
      }
    }
  }
}
