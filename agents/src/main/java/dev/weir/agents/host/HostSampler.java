package dev.weir.agents.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Takes samples of one host. A part of `/proc` that is missing or unreadable is left out; on a
/// system without `/proc` a sample is empty.
///
/// Names and meanings: node exporter 1.9 (collectors cpu, meminfo, loadavg, diskstats, filesystem,
/// netdev, stat, uname, filefd). One thread at a time.
public final class HostSampler {
  private final Path proc;
  private final FilesystemSampler filesystems;
  private long failures;

  /// `proc` is where the proc file system is mounted.
  public HostSampler(Path proc) {
    this.proc = proc;
    this.filesystems = new FilesystemSampler(proc);
  }

  /// Emits every value there is now.
  public void sample(HostSink sink) {
    part("stat", text -> ProcStat.parse(text, sink));
    part("meminfo", text -> MemInfo.parse(text, sink));
    part("loadavg", text -> loadAverage(text, sink));
    part("diskstats", text -> DiskStats.parse(text, sink));
    part("net/dev", text -> NetDev.parse(text, sink));
    part("sys/fs/file-nr", text -> openFiles(text, sink));
    part("uptime", text -> sink.value("node_time_seconds", List.of(), nowSeconds()));
    uname(sink);
    filesystems.sample(sink);
  }

  /// Parts that could not be read or understood so far.
  public long failures() {
    return failures;
  }

  private interface Part {
    void parse(String text);
  }

  private void part(String file, Part part) {
    try {
      part.parse(
          Files.readString(proc.resolve(file), java.nio.charset.StandardCharsets.ISO_8859_1));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      failures++;
    }
  }

  private static void loadAverage(String text, HostSink sink) {
    String[] words = text.split(" ");
    sink.value("node_load1", List.of(), Double.parseDouble(words[0]));
    sink.value("node_load5", List.of(), Double.parseDouble(words[1]));
    sink.value("node_load15", List.of(), Double.parseDouble(words[2]));
  }

  private static void openFiles(String text, HostSink sink) {
    String[] words = text.strip().split("\\s+");
    sink.value("node_filefd_allocated", List.of(), Double.parseDouble(words[0]));
    sink.value("node_filefd_maximum", List.of(), Double.parseDouble(words[2]));
  }

  private void uname(HostSink sink) {
    try {
      String release = Files.readString(proc.resolve("sys/kernel/osrelease")).strip();
      String nodename = Files.readString(proc.resolve("sys/kernel/hostname")).strip();
      String version = Files.readString(proc.resolve("sys/kernel/version")).strip();
      String machine = System.getProperty("os.arch", "").replace("amd64", "x86_64");
      sink.value(
          "node_uname_info",
          List.of(
              "sysname",
              "Linux",
              "release",
              release,
              "version",
              version,
              "machine",
              machine,
              "nodename",
              nodename),
          1);
    } catch (IOException e) {
      failures++;
    }
  }

  private static double nowSeconds() {
    return System.currentTimeMillis() / 1e3;
  }
}
