package dev.weir.perf.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/// Sends load on a fixed schedule and prints one JSON line: rate reached, acknowledgement latency
/// (HTTP) or send lag (TCP, UDP) from the intended time, refusals.
///
/// `LoadRun influx|graphite|statsd [--port P] [--hosts H] [--rate SAMPLES_PER_S] [--seconds S]
/// [--connections C] [--batch HOSTS] [--bytes DATAGRAM] [--seed N]`
public final class LoadRun {
  private final String protocol;
  private final Map<String, Long> options;
  private final ConcurrentHistogram latencyMicros = new ConcurrentHistogram(3);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  private LoadRun(String protocol, Map<String, Long> options) {
    this.protocol = protocol;
    this.options = options;
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 0 || (args.length & 1) == 0) {
      System.err.println("usage: LoadRun influx|graphite|statsd [--port P] [--rate N] ...");
      System.exit(2);
    }
    var options = new HashMap<String, Long>();
    for (int i = 1; i < args.length; i += 2) {
      options.put(args[i].substring(2), Long.parseLong(args[i + 1]));
    }
    new LoadRun(args[0], options).run();
  }

  private long option(String name, long otherwise) {
    return options.getOrDefault(name, otherwise);
  }

  private void run() throws InterruptedException {
    int connections = (int) option("connections", 2);
    List<Thread> threads = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      int index = i;
      threads.add(
          Thread.ofPlatform().name("load-" + i).start(() -> connection(index, connections)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "{\"protocol\":\"%s\",\"samples\":%d,\"seconds\":%.2f,\"samples_per_s\":%.0f,"
            + "\"refused_requests\":%d,\"latency_ms\":{\"p50\":%.2f,\"p99\":%.2f,\"max\":%.2f}}%n",
        protocol,
        sent.get(),
        seconds,
        sent.get() / seconds,
        refused.get(),
        latencyMicros.getValueAtPercentile(50) / 1e3,
        latencyMicros.getValueAtPercentile(99) / 1e3,
        latencyMicros.getMaxValue() / 1e3);
  }

  private void connection(int index, int connections) {
    try {
      switch (protocol) {
        case "influx" -> http(index, connections);
        case "graphite" -> tcp(index, connections);
        case "statsd" -> udp(index, connections);
        default -> throw new IllegalArgumentException("unknown protocol " + protocol);
      }
    } catch (IOException e) {
      System.err.println(Thread.currentThread().getName() + ": " + e);
    }
  }

  /// One batch to send; returns the number of samples.
  private interface Batch {
    int send(int round) throws IOException;
  }

  /// Sends batches when they are due until the time is over.
  private void schedule(int connections, int samplesPerBatch, Batch batch) throws IOException {
    double perSecond = option("rate", 100_000) / (double) connections / samplesPerBatch;
    long gap = (long) (1e9 / perSecond);
    long start = System.nanoTime();
    long end = start + option("seconds", 10) * 1_000_000_000L;
    long due = start;
    for (int round = 0; due < end && System.nanoTime() < end + 5_000_000_000L; round++) {
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
      }
      sent.addAndGet(batch.send(round));
      latencyMicros.recordValue((System.nanoTime() - due) / 1_000);
      due += gap;
    }
  }

  private void http(int index, int connections) throws IOException {
    int hosts = (int) option("hosts", 100);
    int perBatch = (int) Math.min(hosts, option("batch", 50));
    var workload = new Workload(hosts, option("seed", 42) + index);
    long base = System.currentTimeMillis() - 3_600_000;
    int port = (int) option("port", 9430);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      int batches = Math.max(1, hosts / perBatch);
      schedule(
          connections,
          perBatch * Workload.samplesPerHost(),
          round -> {
            int from = (round % batches) * perBatch;
            long ms = base + (long) (round / batches) * 1_000 + index;
            byte[] body = workload.influx(from, from + perBatch, ms);
            String head =
                "POST /write?precision=ms HTTP/1.1\r\nHost: 127.0.0.1:"
                    + port
                    + "\r\nContent-Length: "
                    + body.length
                    + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            if (status(in) / 100 != 2) {
              refused.incrementAndGet();
            }
            return perBatch * Workload.samplesPerHost();
          });
    }
  }

  /// Reads one answer and returns its status.
  private static int status(InputStream in) throws IOException {
    int status = 0;
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (status == 0) {
        status = Integer.parseInt(line.split(" ")[1]);
      } else if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    return status;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("connection closed by the server");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private void tcp(int index, int connections) throws IOException {
    int hosts = (int) option("hosts", 100);
    int perBatch = (int) Math.min(hosts, option("batch", 50));
    var workload = new Workload(hosts, option("seed", 42) + index);
    long base = System.currentTimeMillis() - 3_600_000;
    int port = (int) option("port", 2003);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      int batches = Math.max(1, hosts / perBatch);
      schedule(
          connections,
          perBatch * Workload.samplesPerHost(),
          round -> {
            int from = (round % batches) * perBatch;
            out.write(workload.graphite(from, from + perBatch, base + round / batches * 1_000L));
            return perBatch * Workload.samplesPerHost();
          });
    }
  }

  private void udp(int index, int connections) throws IOException {
    int hosts = (int) option("hosts", 10);
    int bytes = (int) option("bytes", 1_400);
    var workload = new Workload(hosts, option("seed", 42) + index);
    byte[][] datagrams = new byte[64][];
    int lines = 0;
    for (int i = 0; i < datagrams.length; i++) {
      datagrams[i] = workload.statsd(i % hosts, bytes);
      lines += lines(datagrams[i]);
    }
    var target = InetAddress.getLoopbackAddress();
    int port = (int) option("port", 8125);
    try (var socket = new DatagramSocket()) {
      schedule(
          connections,
          lines / datagrams.length,
          round -> {
            byte[] datagram = datagrams[round % datagrams.length];
            socket.send(new DatagramPacket(datagram, datagram.length, target, port));
            return lines(datagram);
          });
    }
  }

  private static int lines(byte[] datagram) {
    int lines = 0;
    for (byte b : datagram) {
      lines += b == '\n' ? 1 : 0;
    }
    return lines;
  }
}
