package dev.weir.ingest.decode;

import dev.weir.storage.model.Tenant;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// The bytes a decoder is given: one datagram, whole lines from a stream, or a whole (inflated)
/// body. Reused; valid only during the call.
public final class Payload {
  private byte[] bytes = new byte[0];
  private int offset;
  private int length;
  private long arrivalMs;
  private long timeUnitNanos = 1;
  private Tenant tenant = Tenant.DEFAULT;
  private @Nullable InetAddress source;
  private @Nullable InetAddress textOf; // whose text sourceText is
  private String sourceText = "";
  private boolean isCut;
  private boolean isReplayed;

  /// Points this at other bytes.
  public Payload set(byte[] bytes, int offset, int length, long arrivalMs) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    this.arrivalMs = arrivalMs;
    return this;
  }

  /// Whose data this is; part of every key hash.
  public Payload tenant(Tenant tenant) {
    this.tenant = tenant;
    return this;
  }

  /// Nanoseconds one unit of the sender's timestamps stands for, where the protocol lets the sender
  /// choose (Influx `precision`).
  public Payload timeUnitNanos(long nanos) {
    this.timeUnitNanos = nanos;
    return this;
  }

  /// Says who sent it, where that is known.
  public Payload source(@Nullable InetAddress source) {
    this.source = source;
    return this;
  }

  /// Says whether the listener had to leave out its end.
  public Payload cut(boolean isCut) {
    this.isCut = isCut;
    return this;
  }

  /// Says whether the bytes come from the journal and were decoded before.
  public Payload replayed(boolean isReplayed) {
    this.isReplayed = isReplayed;
    return this;
  }

  /// True when the bytes come from the journal: what they once caused elsewhere must not happen
  /// again.
  public boolean isReplayed() {
    return isReplayed;
  }

  /// The sender's address; null when nobody noted it.
  public @Nullable InetAddress source() {
    return source;
  }

  /// The sender's address as text; null when nobody noted it.
  public @Nullable String sourceText() {
    InetAddress from = source;
    if (from == null) {
      return null;
    }
    if (!from.equals(textOf)) {
      textOf = from;
      sourceText = from.getHostAddress();
    }
    return sourceText;
  }

  /// True when the listener left out its end, because it was too long.
  public boolean isCut() {
    return isCut;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  /// Epoch milliseconds when the bytes were received.
  public long arrivalMs() {
    return arrivalMs;
  }

  public long timeUnitNanos() {
    return timeUnitNanos;
  }

  public Tenant tenant() {
    return tenant;
  }
}
