package dev.weir.storage.logs;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.Crc32C;
import dev.weir.storage.bytes.LittleEndian;
import dev.weir.storage.bytes.VarInt;
import dev.weir.storage.logs.part.PartSummary;
import dev.weir.storage.model.Tenant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which parts there are, and up to which journal position they stand for everything. Written as a
/// whole, atomically: what it does not list does not exist. Format:
/// `storage/docs/format/logs-manifest.md`.
///
/// @param position journal position that the parts cover
/// @param nextNumber number of the next part
record Manifest(long position, long nextNumber, List<PartEntry> parts) {
  static final String NAME = "manifest";

  /// Half a million parts.
  static final int MAX_BYTES = 64 << 20;

  static final Manifest EMPTY = new Manifest(0, 1, List.of());

  private static final int VERSION = 1;
  private static final byte[] MAGIC = "weirlogs".getBytes(StandardCharsets.US_ASCII);
  private static final int CRC_AT = 12;
  private static final int BODY_AT = 16;
  private static final int ENTRY_BYTES = 8 * VarInt.MAX_BYTES + 66;

  Manifest {
    parts = List.copyOf(parts);
  }

  ByteBuffer encode() {
    byte[] out = new byte[BODY_AT + 3 * VarInt.MAX_BYTES + parts.size() * ENTRY_BYTES];
    System.arraycopy(MAGIC, 0, out, 0, MAGIC.length);
    LittleEndian.putInt(out, 8, VERSION);
    int at = VarInt.putUnsigned(out, BODY_AT, position);
    at = VarInt.putUnsigned(out, at, nextNumber);
    at = VarInt.putUnsigned(out, at, parts.size());
    for (PartEntry part : parts) {
      at = put(out, at, part);
    }
    LittleEndian.putInt(out, CRC_AT, Crc32C.of(out, BODY_AT, at - BODY_AT));
    return ByteBuffer.wrap(out, 0, at);
  }

  private static int put(byte[] out, int start, PartEntry part) {
    PartSummary summary = part.summary();
    int at = VarInt.putUnsigned(out, start, part.number());
    at = VarInt.putUnsigned(out, at, part.order());
    byte[] tenant = summary.tenant().name().getBytes(StandardCharsets.UTF_8);
    at = VarInt.putUnsigned(out, at, tenant.length);
    System.arraycopy(tenant, 0, out, at, tenant.length);
    at = VarInt.putSigned(out, at + tenant.length, summary.minNs());
    at = VarInt.putUnsigned(out, at, summary.maxNs() - summary.minNs());
    at = VarInt.putUnsigned(out, at, summary.rows());
    at = VarInt.putUnsigned(out, at, summary.streams());
    at = VarInt.putUnsigned(out, at, summary.lineBytes());
    return VarInt.putUnsigned(out, at, summary.diskBytes());
  }

  /// Throws [CorruptDataException] when `content` is not an intact manifest.
  static Manifest decode(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    if (bytes.length < BODY_AT || !Arrays.equals(bytes, 0, 8, MAGIC, 0, 8)) {
      throw new CorruptDataException("not a manifest of log parts");
    }
    int version = LittleEndian.getInt(bytes, 8);
    if (version > VERSION) {
      throw new CorruptDataException(
          "written by a newer version of Weir: format " + version + ", this one reads " + VERSION);
    }
    int length = bytes.length - BODY_AT;
    if (version != VERSION
        || LittleEndian.getInt(bytes, CRC_AT) != Crc32C.of(bytes, BODY_AT, length)) {
      throw new CorruptDataException("does not fit its checksum");
    }
    return read(new ByteReader(bytes, BODY_AT, length));
  }

  private static Manifest read(ByteReader in) {
    long position = number(in, "position", Long.MAX_VALUE);
    long nextNumber = number(in, "next number", Long.MAX_VALUE);
    int count = in.count("parts", in.remaining());
    var parts = new ArrayList<PartEntry>(count);
    for (int i = 0; i < count; i++) {
      parts.add(readPart(in, nextNumber));
    }
    if (in.remaining() != 0) {
      throw new CorruptDataException("bytes after the last part: " + in.remaining());
    }
    return new Manifest(position, nextNumber, parts);
  }

  private static PartEntry readPart(ByteReader in, long nextNumber) {
    long number = number(in, "part number", nextNumber - 1);
    long order = number(in, "order", PartEntry.ORDER_MAX);
    String name = in.text("tenant");
    if (!Tenant.isValid(name)) {
      throw new CorruptDataException("no tenant name: " + name);
    }
    long minNs = in.signed();
    long maxNs = minNs + in.unsigned();
    if (maxNs < minNs) {
      throw new CorruptDataException("part ends before it starts: " + minNs + ", " + maxNs);
    }
    long rows = number(in, "rows", Long.MAX_VALUE);
    long streams = number(in, "streams", Long.MAX_VALUE);
    long lineBytes = number(in, "line bytes", Long.MAX_VALUE);
    long diskBytes = number(in, "disk bytes", Long.MAX_VALUE);
    return new PartEntry(
        number,
        order,
        new PartSummary(new Tenant(name), rows, streams, minNs, maxNs, lineBytes, diskBytes));
  }

  private static long number(ByteReader in, String what, long max) {
    long value = in.unsigned();
    if (value < 0 || value > max) {
      throw new CorruptDataException(
          what + " too large: " + Long.toUnsignedString(value) + ", limit " + max);
    }
    return value;
  }
}
