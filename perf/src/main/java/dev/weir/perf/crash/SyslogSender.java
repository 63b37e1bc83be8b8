package dev.weir.perf.crash;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/// Sends numbered syslog datagrams, about 2,000 a second, and remembers when each was sent. Nothing
/// is sent while the server is down.
final class SyslogSender implements Runnable {
  private static final long GAP_NANOS = 500_000;

  private final InetSocketAddress target;
  private final long[] sentNanos = new long[1 << 20];
  private int sent; // numbers 1 to sent went out
  private volatile boolean stopped;

  SyslogSender(InetSocketAddress target) {
    this.target = target;
  }

  void rearm() {
    stopped = false;
  }

  void stop() {
    stopped = true;
  }

  /// Number of the last datagram.
  int sent() {
    return sent;
  }

  /// The last datagram sent at least `nanos` before `killedAt`.
  int sentBefore(long killedAt, long nanos) {
    int last = sent;
    while (last > 0 && killedAt - sentNanos[last] < nanos) {
      last--;
    }
    return last;
  }

  @Override
  public void run() {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(target);
      long next = System.nanoTime();
      while (!stopped && sent + 1 < sentNanos.length) {
        int number = sent + 1;
        String text = "<13>1 - crash-host numbers - - - number " + number;
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        sentNanos[number] = System.nanoTime();
        sent = number;
        next += GAP_NANOS;
        while (System.nanoTime() < next && !stopped) {
          LockSupport.parkNanos(50_000);
        }
      }
    } catch (IOException portClosed) {
      // The server is gone: what was sent until now counts.
    }
  }
}
