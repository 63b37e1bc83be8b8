package dev.weir.agents.host;

import java.util.List;
import java.util.regex.Pattern;

/// `/proc/diskstats`, whole devices only. Source: Linux, Documentation/admin-guide/iostats.rst.
final class DiskStats {
  /// What node exporter leaves out by default.
  private static final Pattern IGNORED =
      Pattern.compile("(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+");

  private static final double SECTOR_BYTES = 512;

  private DiskStats() {}

  static void parse(String text, HostSink sink) {
    for (String line : text.split("\n")) {
      String[] words = line.strip().split("\\s+");
      if (words.length >= 14 && !IGNORED.matcher(words[2]).matches()) {
        device(words, sink);
      }
    }
  }

  private static void device(String[] words, HostSink sink) {
    List<String> labels = List.of("device", words[2]);
    sink.value("node_disk_reads_completed_total", labels, number(words, 3));
    sink.value("node_disk_reads_merged_total", labels, number(words, 4));
    sink.value("node_disk_read_bytes_total", labels, number(words, 5) * SECTOR_BYTES);
    sink.value("node_disk_read_time_seconds_total", labels, number(words, 6) / 1e3);
    sink.value("node_disk_writes_completed_total", labels, number(words, 7));
    sink.value("node_disk_writes_merged_total", labels, number(words, 8));
    sink.value("node_disk_written_bytes_total", labels, number(words, 9) * SECTOR_BYTES);
    sink.value("node_disk_write_time_seconds_total", labels, number(words, 10) / 1e3);
    sink.value("node_disk_io_now", labels, number(words, 11));
    sink.value("node_disk_io_time_seconds_total", labels, number(words, 12) / 1e3);
    sink.value("node_disk_io_time_weighted_seconds_total", labels, number(words, 13) / 1e3);
  }

  private static double number(String[] words, int index) {
    return Double.parseDouble(words[index]);
  }
}
