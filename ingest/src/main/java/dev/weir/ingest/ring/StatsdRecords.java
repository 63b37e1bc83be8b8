package dev.weir.ingest.ring;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.LittleEndian;
import dev.weir.storage.bytes.VarInt;
import dev.weir.storage.model.Tenant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Payloads of the journal records `STATSD` and the head of `STATSD_FLUSH`. Format:
/// `ingest/docs/format/journal-statsd.md`.
///
/// An instance encodes and belongs to one thread; decoding is static.
final class StatsdRecords {
  static final byte VERSION = 1;

  /// Bytes in front of the samples of a flush.
  static final int FLUSH_HEAD_BYTES = 2 + 3 * Long.BYTES;

  private static final int LAST_PART = 1;

  private byte[] bytes = new byte[SlotBuffer.SIZE_BYTES];

  /// Lines as they arrived.
  static final class Lines {
    Tenant tenant = Tenant.DEFAULT;
    long arrivalMs;
    byte[] bytes = IngestEvent.NO_BYTES;
    int offset;
    int length;
    int[] ends = new int[64];
    int datagrams;
  }

  /// The head of a flush: see [PendingFlush]. Of the parts of one flush only the last has `isLast`;
  /// a flush counts when its last part was journalled.
  record FlushHead(boolean isLast, long number, long cutoff, long flushMs) {}

  /// Encodes the lines of `event`; the result is valid until the next call.
  ByteBuffer encode(IngestEvent event) {
    byte[] tenant = event.tenant.name().getBytes(StandardCharsets.UTF_8);
    reserve(32 + tenant.length + 5 * event.datagrams + event.length);
    int at = 0;
    bytes[at++] = VERSION;
    at = VarInt.putUnsigned(bytes, at, tenant.length);
    System.arraycopy(tenant, 0, bytes, at, tenant.length);
    at += tenant.length;
    LittleEndian.putLong(bytes, at, event.arrivalMs);
    at = VarInt.putUnsigned(bytes, at + Long.BYTES, event.datagrams);
    int start = 0;
    for (int i = 0; i < event.datagrams; i++) {
      at = VarInt.putUnsigned(bytes, at, event.ends[i] - start);
      start = event.ends[i];
    }
    System.arraycopy(event.bytes, event.offset, bytes, at, event.length);
    return ByteBuffer.wrap(bytes, 0, at + event.length);
  }

  /// Decodes lines into `into`, whose bytes are `payload`'s array. Throws [CorruptDataException].
  static void decode(ByteBuffer payload, Lines into) {
    ByteReader in = reader(payload);
    checkVersion(in.unsignedByte());
    into.tenant = tenant(in.text("tenant"), into.tenant);
    into.arrivalMs = in.fixedLong();
    int datagrams = in.length("datagram count");
    if (into.ends.length < datagrams) {
      into.ends = new int[datagrams];
    }
    int end = 0;
    for (int i = 0; i < datagrams; i++) {
      end += in.length("datagram");
      into.ends[i] = end;
    }
    if (datagrams > 0 && end != in.remaining()) {
      throw new CorruptDataException("datagrams end at " + end + " of " + in.remaining());
    }
    into.datagrams = datagrams;
    into.bytes = in.array();
    into.offset = in.position();
    into.length = in.remaining();
  }

  /// Fills the reserved front of a flush's payload.
  static void putFlushHead(ByteBuffer payload, PendingFlush flush, boolean isLast) {
    byte[] bytes = payload.array();
    int at = payload.arrayOffset() + payload.position();
    bytes[at] = VERSION;
    bytes[at + 1] = (byte) (isLast ? LAST_PART : 0);
    LittleEndian.putLong(bytes, at + 2, flush.number());
    LittleEndian.putLong(bytes, at + 2 + Long.BYTES, flush.cutoff());
    LittleEndian.putLong(bytes, at + 2 + 2 * Long.BYTES, flush.flushMs());
  }

  /// Reads the head of a flush and moves the position of `payload` to its samples.
  static FlushHead takeFlushHead(ByteBuffer payload) {
    if (payload.remaining() < FLUSH_HEAD_BYTES) {
      throw new CorruptDataException("flush too short: " + payload.remaining() + " bytes");
    }
    byte[] head = new byte[FLUSH_HEAD_BYTES];
    payload.get(head);
    checkVersion(head[0]);
    return new FlushHead(
        (head[1] & LAST_PART) != 0,
        LittleEndian.getLong(head, 2),
        LittleEndian.getLong(head, 2 + Long.BYTES),
        LittleEndian.getLong(head, 2 + 2 * Long.BYTES));
  }

  private static Tenant tenant(String name, Tenant previous) {
    if (previous.name().equals(name)) {
      return previous;
    }
    if (!Tenant.isValid(name)) {
      throw new CorruptDataException("tenant name: " + name);
    }
    return new Tenant(name);
  }

  private static void checkVersion(int version) {
    if (version != VERSION) {
      throw new CorruptDataException("unknown version of a statsd record: " + version);
    }
  }

  private static ByteReader reader(ByteBuffer payload) {
    if (payload.hasArray()) {
      return new ByteReader(
          payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
    }
    byte[] copy = new byte[payload.remaining()];
    payload.get(payload.position(), copy);
    return new ByteReader(copy, 0, copy.length);
  }

  private void reserve(int size) {
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
    }
  }
}
