package dev.weir.agents.host;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What the metrics of [HostSampler] mean: their types and a sentence each, for people who choose
/// among their names. Of the memory metrics, which are as many as the kernel has, only those that
/// are asked for have a sentence. Any thread.
public final class HostMetadata {
  /// @param type `counter` or `gauge`
  public record Entry(String type, String help) {}

  private static final Map<String, Entry> ALL = all();

  private HostMetadata() {}

  /// Every metric with a sentence, by name.
  public static void forEach(BiConsumer<String, Entry> consumer) {
    ALL.forEach(consumer);
  }

  /// What is known of the metric `name`; null when that is nothing.
  public static @Nullable Entry find(String name) {
    return ALL.get(name);
  }

  private static Map<String, Entry> all() {
    var all = new TreeMap<String, Entry>();
    processors(all);
    memory(all);
    disks(all);
    filesystems(all);
    network(all);
    return all;
  }

  private static void counter(Map<String, Entry> all, String name, String help) {
    all.put("node_" + name + "_total", new Entry("counter", help));
  }

  private static void gauge(Map<String, Entry> all, String name, String help) {
    all.put("node_" + name, new Entry("gauge", help));
  }

  private static void processors(Map<String, Entry> all) {
    counter(all, "cpu_seconds", "Seconds that each CPU spent in each mode.");
    counter(all, "context_switches", "Context switches.");
    counter(all, "forks", "Processes and threads that were started.");
    counter(all, "intr", "Interrupts.");
    gauge(all, "load1", "Mean number of tasks that run or wait, over 1 minute.");
    gauge(all, "load5", "Mean number of tasks that run or wait, over 5 minutes.");
    gauge(all, "load15", "Mean number of tasks that run or wait, over 15 minutes.");
    gauge(all, "procs_running", "Tasks that run or could.");
    gauge(all, "procs_blocked", "Tasks that wait for input or output.");
    gauge(all, "boot_time_seconds", "When the host was started, in epoch seconds.");
    gauge(all, "time_seconds", "The host's clock, in epoch seconds.");
    gauge(all, "filefd_allocated", "Open files of all processes.");
    gauge(all, "filefd_maximum", "Most files that all processes may have open.");
    gauge(all, "uname_info", "Always 1; kernel, machine and host name are its labels.");
  }

  private static void memory(Map<String, Entry> all) {
    gauge(all, "memory_MemTotal_bytes", "Memory that the kernel can use.");
    gauge(all, "memory_MemFree_bytes", "Memory that nothing uses, not even a cache.");
    gauge(all, "memory_MemAvailable_bytes", "Memory that programs can get without swapping.");
    gauge(all, "memory_Buffers_bytes", "Cache of blocks of raw devices.");
    gauge(all, "memory_Cached_bytes", "Cache of files, shared memory included.");
    gauge(all, "memory_Shmem_bytes", "Shared memory and files of tmpfs.");
    gauge(all, "memory_Slab_bytes", "The kernel's own structures.");
    gauge(all, "memory_SReclaimable_bytes", "The part of the slab that can be given back.");
    gauge(all, "memory_Dirty_bytes", "Data that wait to be written to disk.");
    gauge(all, "memory_Writeback_bytes", "Data that are being written to disk.");
    gauge(all, "memory_SwapTotal_bytes", "Size of all swap areas.");
    gauge(all, "memory_SwapFree_bytes", "Swap that is not in use.");
    gauge(all, "memory_Committed_AS_bytes", "Memory that was promised to programs.");
  }

  private static void disks(Map<String, Entry> all) {
    counter(all, "disk_reads_completed", "Reads that were completed.");
    counter(all, "disk_reads_merged", "Reads that were joined with a neighbour.");
    counter(all, "disk_read_bytes", "Bytes read.");
    counter(all, "disk_read_time_seconds", "Seconds that all reads took together.");
    counter(all, "disk_writes_completed", "Writes that were completed.");
    counter(all, "disk_writes_merged", "Writes that were joined with a neighbour.");
    counter(all, "disk_written_bytes", "Bytes written.");
    counter(all, "disk_write_time_seconds", "Seconds that all writes took together.");
    counter(all, "disk_io_time_seconds", "Seconds in which the disk was busy.");
    counter(
        all,
        "disk_io_time_weighted_seconds",
        "Seconds in which the disk was busy, times the requests under way.");
    gauge(all, "disk_io_now", "Requests under way.");
  }

  private static void filesystems(Map<String, Entry> all) {
    gauge(all, "filesystem_size_bytes", "Size of the file system.");
    gauge(all, "filesystem_free_bytes", "Bytes free, those reserved for root included.");
    gauge(all, "filesystem_avail_bytes", "Bytes free for programs that are not root's.");
    gauge(all, "filesystem_readonly", "1 when the file system is mounted read-only, else 0.");
  }

  private static void network(Map<String, Entry> all) {
    for (String direction : new String[] {"receive", "transmit"}) {
      String prefix = "network_" + direction + "_";
      String done = direction.equals("receive") ? " received" : " sent";
      counter(all, prefix + "bytes", "Bytes" + done + ".");
      counter(all, prefix + "packets", "Packets" + done + ".");
      counter(all, prefix + "errs", "Packets not" + done + " for an error.");
      counter(all, prefix + "drop", "Packets dropped that should have been" + done + ".");
      counter(
          all, prefix + "fifo", "Packets not" + done + " because a queue of the device was full.");
      counter(all, prefix + "compressed", "Compressed packets" + done + ".");
    }
    counter(all, "network_receive_frame", "Packets received with a framing error.");
    counter(all, "network_receive_multicast", "Multicast packets received.");
    counter(all, "network_transmit_colls", "Collisions while sending.");
    counter(all, "network_transmit_carrier", "Packets not sent because the carrier was lost.");
  }
}
