package dev.weir.storage.metrics.index;

import dev.weir.storage.bytes.LittleEndian;
import dev.weir.storage.bytes.VarInt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Collects series definitions as groups (`storage/docs/format/series-catalog.md`): within a group
/// of one tenant, a name and a label pair are written once and referred to by number after that.
/// Every group stands for itself, so that damage to one costs no other.
///
/// Reusable; one thread.
final class DefinitionEncoder {
  private static final int KEEP_BYTES = 1 << 20;
  private static final int COUNT_BYTES = 4;

  private final LocalNumbers pairNumbers = new LocalNumbers();
  private final LocalNumbers nameNumbers = new LocalNumbers();
  private byte[] bytes = new byte[4_096];
  private int length;
  private int groupStart;
  private int countAt; // where the open group's series count goes
  private int groupCount; // series in the open group; 0 when none is open
  private int previousId;
  private @Nullable TenantIndex groupOwner;

  /// Appends a series that is in the index of `owner` with these pairs.
  void add(int id, TenantIndex owner, int shard, int[] pairs, int count) {
    if (groupCount > 0
        && (owner != groupOwner || length - groupStart >= DefinitionFormat.GROUP_BYTES)) {
      seal();
    }
    if (groupCount == 0) {
      open(owner);
    }
    reserve((3 + count) * VarInt.MAX_BYTES);
    length = VarInt.putSigned(bytes, length, (long) id - previousId - 1);
    length = VarInt.putUnsigned(bytes, length, shard);
    length = VarInt.putUnsigned(bytes, length, count);
    for (int i = 0; i < count; i++) {
      putPair(owner, pairs[i]);
    }
    previousId = id;
    groupCount++;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /// Bytes of the groups so far.
  int size() {
    return length;
  }

  /// All groups so far, in a buffer that is valid until the next call.
  ByteBuffer groups() {
    seal();
    return ByteBuffer.wrap(bytes, 0, length);
  }

  /// Forgets everything.
  void clear() {
    seal();
    length = 0;
    if (bytes.length > KEEP_BYTES) {
      bytes = new byte[KEEP_BYTES];
    }
  }

  private void open(TenantIndex owner) {
    byte[] tenant = owner.tenant.name().getBytes(StandardCharsets.UTF_8);
    groupStart = length;
    reserve(DefinitionFormat.HEADER_BYTES + VarInt.MAX_BYTES + tenant.length + COUNT_BYTES);
    length += DefinitionFormat.HEADER_BYTES;
    length = VarInt.putUnsigned(bytes, length, tenant.length);
    System.arraycopy(tenant, 0, bytes, length, tenant.length);
    countAt = length + tenant.length;
    length = countAt + COUNT_BYTES;
    groupOwner = owner;
    previousId = -1;
  }

  private void seal() {
    if (groupCount > 0) {
      LittleEndian.putInt(bytes, countAt, groupCount);
      DefinitionFormat.putHeader(
          bytes, groupStart, length - groupStart - DefinitionFormat.HEADER_BYTES);
      groupCount = 0;
      pairNumbers.clear();
      nameNumbers.clear();
    }
  }

  private void putPair(TenantIndex owner, int pair) {
    int known = pairNumbers.find(pair);
    if (known != 0) {
      reserve(VarInt.MAX_BYTES);
      length = VarInt.putUnsigned(bytes, length, known);
      return;
    }
    pairNumbers.add(pair);
    int name = owner.pairs.name(pair);
    int knownName = nameNumbers.find(name);
    reserve(4 * VarInt.MAX_BYTES);
    bytes[length++] = 0;
    length = VarInt.putUnsigned(bytes, length, knownName);
    if (knownName == 0) {
      nameNumbers.add(name);
      byte[] text = owner.name(name).utf8();
      length = VarInt.putUnsigned(bytes, length, text.length);
      reserve(text.length + VarInt.MAX_BYTES);
      System.arraycopy(text, 0, bytes, length, text.length);
      length += text.length;
    }
    int valueLength = owner.pairs.valueLength(pair);
    length = VarInt.putUnsigned(bytes, length, valueLength);
    reserve(valueLength);
    length = owner.pairs.copyValue(pair, bytes, length);
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }
}
