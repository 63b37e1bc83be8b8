package dev.weir.ingest.http;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/// The bytes of a request as sent, for a virtual thread that waits for them.
///
/// Undertow's own blocking stream waits in a selector, which pins the carrier of a virtual thread:
/// a few hundred clients that send nothing would stop every handler. Here a wait is a short park,
/// growing to 20 ms, which costs a timer and holds nothing. A body that comes slower than 16 KiB/s
/// on the whole, beyond the first 30 seconds, ends the wait.
///
/// One thread. Throws [SlowClient] and [TooLarge] as what they are, unchecked by `InputStream`.
final class BodyInput extends InputStream {
  private static final long PAUSE_FIRST_NANOS = 20_000;
  private static final long PAUSE_LAST_NANOS = 20_000_000;
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final long NANOS_PER_BYTE = 1_000_000_000L / (16 << 10);

  /// The body came too slowly.
  static final class SlowClient extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /// The body as sent is longer than the limit.
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final @Nullable StreamSourceChannel channel;
  private final long limitBytes;
  private final long startNanos = System.nanoTime();
  private long count;

  BodyInput(HttpServerExchange exchange, long limitBytes) {
    this.channel = exchange.getRequestChannel();
    this.limitBytes = limitBytes;
  }

  /// Bytes read so far.
  long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (channel == null || length == 0) {
      return channel == null ? -1 : 0;
    }
    ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
    long pause = PAUSE_FIRST_NANOS;
    while (true) {
      int received = channel.read(buffer);
      if (received > 0) {
        count += received;
        if (count > limitBytes) {
          throw new TooLarge();
        }
      }
      if (received != 0) {
        return received;
      }
      if (System.nanoTime() - startNanos > PATIENCE_NANOS + count * NANOS_PER_BYTE) {
        throw new SlowClient();
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(pause * 2, PAUSE_LAST_NANOS);
    }
  }
}
