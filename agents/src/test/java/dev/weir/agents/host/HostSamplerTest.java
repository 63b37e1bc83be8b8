package dev.weir.agents.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostSamplerTest {
  @TempDir Path proc;

  private Map<String, Double> sample() {
    var values = new TreeMap<String, Double>();
    new HostSampler(proc)
        .sample((name, labels, value) -> values.put(name + String.join(",", labels), value));
    return values;
  }

  private void file(String name, String text) throws IOException {
    Path path = proc.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void sample_emptyProc_isEmpty() {
    assertTrue(sample().isEmpty());
  }

  @Test
  void sample_stat_hasProcessorsByMode() throws IOException {
    file(
        "stat",
        """
        cpu  300 0 0 0 0 0 0 0 0 0
        cpu0 100 1 2 3000 4 5 6 7 0 0
        cpu1 200 1 2 3000 4 5 6 7 0 0
        intr 5000 1 2 3
        ctxt 777
        btime 1795211359
        processes 42
        procs_running 2
        """);
    var values = sample();
    assertEquals(1.0, values.get("node_cpu_seconds_totalcpu,0,mode,user"));
    assertEquals(30.0, values.get("node_cpu_seconds_totalcpu,1,mode,idle"));
    assertEquals(0.07, values.get("node_cpu_seconds_totalcpu,1,mode,steal"));
    assertEquals(5000.0, values.get("node_intr_total"));
    assertEquals(1795211359.0, values.get("node_boot_time_seconds"));
    assertEquals(16 + 5, values.size());
  }

  @Test
  void sample_meminfo_isInBytes() throws IOException {
    file("meminfo", "MemTotal:       24684040 kB\nActive(anon):   1 kB\nHugePages_Total:   3\n");
    var values = sample();
    assertEquals(24684040.0 * 1024, values.get("node_memory_MemTotal_bytes"));
    assertEquals(1024.0, values.get("node_memory_Active_anon_bytes"));
    assertEquals(3.0, values.get("node_memory_HugePages_Total"));
  }

  @Test
  void sample_diskstats_leavesPartitionsOut() throws IOException {
    file(
        "diskstats",
        """
         254 0 vda 10 1 20 3000 30 2 40 5000 1 6000 7000 0 0
         254 1 vda1 10 1 20 3000 30 2 40 5000 1 6000 7000 0 0
           7 0 loop0 10 1 20 3000 30 2 40 5000 1 6000 7000 0 0
        """);
    var values = sample();
    assertEquals(20 * 512.0, values.get("node_disk_read_bytes_totaldevice,vda"));
    assertEquals(5.0, values.get("node_disk_write_time_seconds_totaldevice,vda"));
    assertEquals(6.0, values.get("node_disk_io_time_seconds_totaldevice,vda"));
    assertFalse(values.keySet().stream().anyMatch(key -> key.endsWith("vda1")));
    assertFalse(values.keySet().stream().anyMatch(key -> key.endsWith("loop0")));
  }

  @Test
  void sample_netdev_hasBothDirections() throws IOException {
    file(
        "net/dev",
        """
        Inter-|   Receive                    |  Transmit
         face |bytes packets
          eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
        """);
    var values = sample();
    assertEquals(1.0, values.get("node_network_receive_bytes_totaldevice,eth0"));
    assertEquals(9.0, values.get("node_network_transmit_bytes_totaldevice,eth0"));
    assertEquals(14.0, values.get("node_network_transmit_colls_totaldevice,eth0"));
  }

  @Test
  void sample_damagedPart_isCountedAndLeavesTheRest() throws IOException {
    file("loadavg", "what");
    file("stat", "btime 5\n");
    var sampler = new HostSampler(proc);
    var names = new TreeMap<String, List<String>>();
    sampler.sample((name, labels, value) -> names.put(name, labels));
    assertTrue(names.containsKey("node_boot_time_seconds"));
    assertTrue(sampler.failures() > 0);
  }

  @Test
  void sample_mounts_reportsSpace() throws IOException {
    file("self/mounts", "/dev/x " + proc + " ext4 rw,relatime 0 0\nserver:/x /mnt nfs rw 0 0\n");
    var values = sample();
    String labels = "device,/dev/x,fstype,ext4,mountpoint," + proc;
    assertTrue(values.getOrDefault("node_filesystem_size_bytes" + labels, 0.0) > 0);
    assertEquals(0.0, values.get("node_filesystem_readonly" + labels));
    assertEquals(4, values.size());
  }
}
