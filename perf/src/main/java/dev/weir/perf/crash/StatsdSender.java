package dev.weir.perf.crash;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/// Sends datagrams that each add one to a counter and set a gauge to the number of the datagram:
/// after a crash the counter's total and the gauge must agree, else a line was lost or counted
/// twice. About 2,000 datagrams a second; nothing is sent while the server is down.
final class StatsdSender implements Runnable {
  private static final long GAP_NANOS = 500_000;

  private final InetSocketAddress target;
  private final ArrayDeque<long[]> recent = new ArrayDeque<>(); // sequence, nanoTime
  private long sequence;
  private volatile boolean stopped;

  StatsdSender(InetSocketAddress target) {
    this.target = target;
  }

  void stop() {
    stopped = true;
  }

  void rearm() {
    stopped = false;
    recent.clear();
  }

  long sequence() {
    return sequence;
  }

  /// The last datagram sent at least `nanos` before `killedAt`.
  long sentBefore(long killedAt, long nanos) {
    long last = 0;
    for (long[] sent : recent) {
      if (killedAt - sent[1] >= nanos) {
        last = sent[0];
      }
    }
    return last;
  }

  @Override
  public void run() {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(target);
      long next = System.nanoTime();
      while (!stopped) {
        sequence++;
        String lines = "crash.n:1|c\ncrash.seq:" + sequence + "|g";
        channel.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.US_ASCII)));
        recent.add(new long[] {sequence, System.nanoTime()});
        if (recent.size() > 4_000) {
          recent.removeFirst();
        }
        next += GAP_NANOS;
        while (System.nanoTime() < next && !stopped) {
          Thread.onSpinWait();
          java.util.concurrent.locks.LockSupport.parkNanos(50_000);
        }
      }
    } catch (IOException portClosed) {
      // The server is gone: what was sent until now counts.
    }
  }
}
