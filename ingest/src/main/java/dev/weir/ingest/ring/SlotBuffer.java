package dev.weir.ingest.ring;

import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// 64 KiB of received bytes with the ends of the datagrams in them. Filled by one listener thread,
/// handed to the ring, released to its [SlotBuffers] by the apply thread.
public final class SlotBuffer implements Resource {
  /// As large as a UDP datagram can be.
  public static final int SIZE_BYTES = 64 * 1024;

  private static final int DATAGRAMS_MAX = 4096;

  private final SlotBuffers owner;
  private final byte[] bytes = new byte[SIZE_BYTES];
  private int length;
  private int[] ends = new int[64];
  private @Nullable InetAddress[] sources = IngestEvent.NO_SOURCES; // parallel to ends, where noted
  private int datagrams;

  SlotBuffer(SlotBuffers owner) {
    this.owner = owner;
  }

  /// Forgets what it holds.
  public void clear() {
    length = 0;
    datagrams = 0;
  }

  public byte[] bytes() {
    return bytes;
  }

  /// Bytes filled.
  public int length() {
    return length;
  }

  /// Bytes that still fit, at most one datagram's worth.
  public int room() {
    return datagrams == DATAGRAMS_MAX ? 0 : SIZE_BYTES - length;
  }

  /// Takes in `count` bytes that were written at [#length()].
  public void advance(int count) {
    length += count;
    assert length <= SIZE_BYTES : length;
  }

  /// Appends a copy.
  public void append(byte[] from, int offset, int count) {
    System.arraycopy(from, offset, bytes, length, count);
    advance(count);
  }

  /// Appends one byte.
  public void append(byte value) {
    bytes[length] = value;
    advance(1);
  }

  /// Says that a datagram ends here.
  public void endDatagram() {
    if (datagrams == ends.length) {
      ends = Arrays.copyOf(ends, ends.length * 2);
    }
    ends[datagrams++] = length;
  }

  /// Says that a datagram, or a frame of a connection, ends here and who sent it.
  public void endFrame(@Nullable InetAddress source) {
    endDatagram();
    if (sources.length < ends.length) {
      sources = Arrays.copyOf(sources, ends.length);
    }
    sources[datagrams - 1] = source;
  }

  /// Who sent them, where [#endFrame] said so.
  public @Nullable InetAddress[] sources() {
    return sources;
  }

  /// Ends of the datagrams, the first [#datagrams()] of the array.
  public int[] ends() {
    return ends;
  }

  /// Number of datagrams ended.
  public int datagrams() {
    return datagrams;
  }

  @Override
  public void release() {
    owner.give(this);
  }
}
