package dev.weir.perf.load;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/// What a fleet of hosts sends: ten integer gauges that wander between 0 and 100 and one counter a
/// host, one sample each per step. Deterministic by seed. One thread.
final class Workload {
  private static final String[] GAUGES = {
    "user", "system", "idle", "nice", "iowait", "irq", "softirq", "steal", "guest", "guest_nice"
  };

  private final int hosts;
  private final double[][] gauges;
  private final long[] counters;
  private final Random random;
  private final StringBuilder text = new StringBuilder(1 << 16);

  Workload(int hosts, long seed) {
    this.hosts = hosts;
    this.random = new Random(seed);
    this.gauges = new double[hosts][GAUGES.length];
    this.counters = new long[hosts];
    for (double[] host : gauges) {
      for (int i = 0; i < host.length; i++) {
        host[i] = random.nextInt(101);
      }
    }
  }

  /// Samples in one step of one host.
  static int samplesPerHost() {
    return GAUGES.length + 1;
  }

  int hosts() {
    return hosts;
  }

  /// One Influx line of host `host`.
  byte[] influx(int from, int to, long ms) {
    text.setLength(0);
    for (int host = from; host < to; host++) {
      step(host);
      text.append("load,host=h").append(host).append(",region=r").append(host % 9).append(' ');
      for (int i = 0; i < GAUGES.length; i++) {
        text.append(GAUGES[i]).append('=').append((long) gauges[host][i]).append("i,");
      }
      text.append("bytes_total=").append(counters[host]).append("i ").append(ms).append('\n');
    }
    return bytes();
  }

  /// Graphite plaintext lines of hosts `from` to `to`.
  byte[] graphite(int from, int to, long ms) {
    text.setLength(0);
    for (int host = from; host < to; host++) {
      step(host);
      for (int i = 0; i < GAUGES.length; i++) {
        text.append("load.h").append(host).append('.').append(GAUGES[i]).append(' ');
        text.append((long) gauges[host][i]).append(' ').append(ms / 1000).append('\n');
      }
      text.append("load.h").append(host).append(".bytes_total ").append(counters[host]);
      text.append(' ').append(ms / 1000).append('\n');
    }
    return bytes();
  }

  /// A statsd datagram of at most `limit` bytes: counters, timers and gauges of one host.
  byte[] statsd(int host, int limit) {
    text.setLength(0);
    step(host);
    while (text.length() < limit - 40) {
      int n = random.nextInt(1_000);
      int kind = n % 10;
      text.append("load.h").append(host).append(".m").append(n);
      if (kind < 7) {
        text.append(":1|c\n");
      } else if (kind < 9) {
        text.append(':').append(random.nextInt(500)).append("|ms\n");
      } else {
        text.append(':').append(random.nextInt(100)).append("|g\n");
      }
    }
    return bytes();
  }

  private byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private void step(int host) {
    double[] values = gauges[host];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.clamp(values[i] + random.nextGaussian(), 0, 100);
    }
    counters[host] += random.nextInt(1 << 20);
  }
}
