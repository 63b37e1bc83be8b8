package dev.weir.agents.host;

import java.util.List;

/// `/proc/stat`: processor time by mode, context switches, interrupts, processes.
final class ProcStat {
  /// Kernel clock ticks in a second as user space sees them: 100 on every Linux we run on.
  private static final double TICKS_PER_SECOND = 100;

  private static final String[] MODES = {
    "user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"
  };

  private ProcStat() {}

  static void parse(String text, HostSink sink) {
    for (String line : text.split("\n")) {
      String[] words = line.split(" +");
      switch (words[0]) {
        case "cpu" -> {} // the sum of those below
        case "intr" -> sink.value("node_intr_total", List.of(), number(words));
        case "ctxt" -> sink.value("node_context_switches_total", List.of(), number(words));
        case "btime" -> sink.value("node_boot_time_seconds", List.of(), number(words));
        case "processes" -> sink.value("node_forks_total", List.of(), number(words));
        case "procs_running" -> sink.value("node_procs_running", List.of(), number(words));
        case "procs_blocked" -> sink.value("node_procs_blocked", List.of(), number(words));
        default -> {
          if (words[0].startsWith("cpu")) {
            processor(words, sink);
          }
        }
      }
    }
  }

  private static double number(String[] words) {
    return Double.parseDouble(words[1]);
  }

  private static void processor(String[] words, HostSink sink) {
    String cpu = words[0].substring("cpu".length());
    for (int i = 0; i < MODES.length && i + 1 < words.length; i++) {
      sink.value(
          "node_cpu_seconds_total",
          List.of("cpu", cpu, "mode", MODES[i]),
          Double.parseDouble(words[i + 1]) / TICKS_PER_SECOND);
    }
  }
}
