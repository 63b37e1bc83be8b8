package dev.weir.server.vitals;

import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.File;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Metrics of the process and its virtual machine, under the names that Prometheus' client
/// libraries use. What `/proc` would tell is NaN where there is no `/proc`.
///
/// Management beans are asked for only when read: loading them would slow the start.
public final class ProcessMetrics {
  private static final double TICKS_PER_SECOND = 100;
  private static final int PAGE_BYTES = 4096;

  private final Path self;

  private ProcessMetrics(Path self) {
    this.self = self;
  }

  /// Registers everything. `self` is `/proc/self`; `version` names the build.
  public static void register(MetricRegistry metrics, Path self, String version) {
    var process = new ProcessMetrics(self);
    process.registerProcess(metrics);
    registerMemory(metrics);
    registerThreads(metrics);
    metrics.gauge(
        "weir_build_info",
        "1, with the build's version as a label.",
        () -> 1,
        "version",
        version,
        "java",
        Runtime.version().toString());
  }

  /// Registers the collectors; separate because it asks the virtual machine which there are.
  public static void registerCollectors(MetricRegistry metrics) {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      metrics.counterFrom(
          "jvm_gc_collections_total",
          "Garbage collections.",
          collector::getCollectionCount,
          "gc",
          collector.getName());
      metrics.counterFrom(
          "jvm_gc_collection_seconds_total",
          "Time spent in garbage collections.",
          () -> collector.getCollectionTime() / 1e3,
          "gc",
          collector.getName());
    }
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      metrics.gauge(
          "jvm_buffer_pool_used_bytes",
          "Bytes in buffers outside the heap.",
          pool::getMemoryUsed,
          "pool",
          pool.getName());
    }
  }

  private void registerProcess(MetricRegistry metrics) {
    metrics.counterFrom("process_cpu_seconds_total", "Processor time used.", this::cpuSeconds);
    metrics.gauge(
        "process_resident_memory_bytes",
        "Memory resident in RAM.",
        () -> statField(23) * PAGE_BYTES);
    metrics.gauge("process_virtual_memory_bytes", "Virtual memory size.", () -> statField(22));
    metrics.gauge("process_open_fds", "Open file descriptors.", this::openFiles);
    metrics.gauge("process_max_fds", "Most file descriptors allowed.", this::maxFiles);
    double started =
        ProcessHandle.current()
            .info()
            .startInstant()
            .map(i -> i.toEpochMilli() / 1e3)
            .orElse(Double.NaN);
    metrics.gauge(
        "process_start_time_seconds", "Start of the process, epoch seconds.", () -> started);
  }

  private static void registerMemory(MetricRegistry metrics) {
    Runtime runtime = Runtime.getRuntime();
    String used = "Memory in use by the virtual machine.";
    metrics.gauge(
        "jvm_memory_used_bytes",
        used,
        () -> runtime.totalMemory() - runtime.freeMemory(),
        "area",
        "heap");
    metrics.gauge(
        "jvm_memory_used_bytes",
        used,
        () -> {
          MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
          return memory.getNonHeapMemoryUsage().getUsed();
        },
        "area",
        "nonheap");
    metrics.gauge(
        "jvm_memory_committed_bytes",
        "Memory the virtual machine holds.",
        runtime::totalMemory,
        "area",
        "heap");
    metrics.gauge(
        "jvm_memory_max_bytes",
        "Memory the virtual machine may hold.",
        runtime::maxMemory,
        "area",
        "heap");
  }

  private static void registerThreads(MetricRegistry metrics) {
    metrics.gauge(
        "jvm_threads_current",
        "Live platform threads.",
        () -> ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private double cpuSeconds() {
    return (statField(13) + statField(14)) / TICKS_PER_SECOND;
  }

  /// Field `index`, from 0, of `/proc/self/stat`, at least 2 (those after the name, which may hold
  /// blanks). NaN when there is none.
  private double statField(int index) {
    try {
      String text = Files.readString(self.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] words = text.substring(text.lastIndexOf(')') + 2).split(" ");
      return Double.parseDouble(words[index - 2]);
    } catch (IOException | RuntimeException e) {
      return Double.NaN;
    }
  }

  private double openFiles() {
    String[] names = new File(self.toFile(), "fd").list();
    return names == null ? Double.NaN : names.length;
  }

  private double maxFiles() {
    try (var lines = Files.lines(self.resolve("limits"), StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("Max open files"))
          .mapToDouble(line -> Double.parseDouble(line.split(" {2,}")[1]))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException | RuntimeException e) {
      return Double.NaN;
    }
  }
}
