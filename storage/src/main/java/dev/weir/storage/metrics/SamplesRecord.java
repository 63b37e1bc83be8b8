package dev.weir.storage.metrics;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.LittleEndian;
import dev.weir.storage.bytes.VarInt;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The payload of a journal record of kind `SAMPLES`: definitions of the series that appear for the
/// first time, then one section of samples for each group of shards. The same bytes would be the
/// value of a record in a partitioned log. Format: `storage/docs/format/samples-record.md`.
///
/// An instance encodes and belongs to one thread; its buffer grows to the largest payload seen and
/// shrinks again slowly. Decoding is static and safe from any thread. Per sample nothing is
/// allocated either way; values keep every bit, NaN payloads and signs of zero included.
public final class SamplesRecord {
  /// Most samples in one payload: even in the worst case (29 bytes a sample) it then fits the
  /// journal's limit for a record.
  public static final int MAX_SAMPLES = 1 << 20;

  /// Most bytes of definitions in one payload.
  public static final int MAX_DEFINITIONS_BYTES = 24 << 20;

  private static final int VERSION = 1;
  private static final int FIRST_CAPACITY = 64 << 10;

  /// Payloads in a row that must be small before the buffer is halved.
  private static final int SHRINK_AFTER = 1024;

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private ByteBuffer view = ByteBuffer.wrap(bytes);
  private int smallInARow;

  /// Receives the sections of a payload in order.
  public interface Visitor {
    /// The samples of shards `firstShard` to `lastShardInclusive`. `samples` is reused: valid until
    /// this returns.
    void section(int firstShard, int lastShardInclusive, ResolvedSamples samples);
  }

  /// Encodes `sections`, of which section `i` holds the samples of the shards from `firstShards[i]`
  /// up to the next section's first, the last one up to `shardCount - 1`; drains the new
  /// definitions of `registry` into the payload. Empty sections are left out.
  ///
  /// The result is valid until the next call. `reservedBytes` bytes at its front are left for the
  /// caller to fill (zero when the payload is the record).
  ///
  /// Throws `IllegalArgumentException`, and drains nothing, when there are more than [#MAX_SAMPLES]
  /// samples or [#MAX_DEFINITIONS_BYTES] bytes of definitions.
  public ByteBuffer encode(
      SeriesRegistry registry,
      ResolvedSamples[] sections,
      int[] firstShards,
      int shardCount,
      int reservedBytes) {
    int definitionsSize = registry.newDefinitionsSize();
    checkLimits(sections, definitionsSize);
    int at = reservedBytes;
    reserve(0, at + definitionsSize + 1 + 2 * VarInt.MAX_BYTES);
    Arrays.fill(bytes, 0, at, (byte) 0);
    bytes[at++] = VERSION;
    at = VarInt.putUnsigned(bytes, at, definitionsSize);
    if (definitionsSize > 0) {
      registry.drainNewDefinitions(ByteBuffer.wrap(bytes, at, definitionsSize));
      at += definitionsSize;
    }
    at = VarInt.putUnsigned(bytes, at, countFilled(sections));
    for (int i = 0; i < sections.length; i++) {
      if (sections[i].length() > 0) {
        int nextFirst = i + 1 < sections.length ? firstShards[i + 1] : shardCount;
        at = putSection(at, firstShards[i], nextFirst - 1, sections[i]);
      }
    }
    shrinkSlowly(at);
    return view.limit(at).position(0);
  }

  /// Encodes one section that holds all shards, with nothing reserved.
  public ByteBuffer encode(SeriesRegistry registry, ResolvedSamples samples, int shardCount) {
    return encode(registry, new ResolvedSamples[] {samples}, new int[1], shardCount, 0);
  }

  private static void checkLimits(ResolvedSamples[] sections, int definitionsSize) {
    long samples = 0;
    for (ResolvedSamples section : sections) {
      samples += section.length();
    }
    if (samples > MAX_SAMPLES) {
      throw new IllegalArgumentException(
          "too many samples for one record: " + samples + ", limit " + MAX_SAMPLES);
    }
    if (definitionsSize > MAX_DEFINITIONS_BYTES) {
      throw new IllegalArgumentException(
          "too many definitions for one record: "
              + definitionsSize
              + " bytes, limit "
              + MAX_DEFINITIONS_BYTES);
    }
  }

  private static int countFilled(ResolvedSamples[] sections) {
    int count = 0;
    for (ResolvedSamples section : sections) {
      if (section.length() > 0) {
        count++;
      }
    }
    return count;
  }

  private int putSection(int start, int firstShard, int lastShard, ResolvedSamples samples) {
    int count = samples.length();
    reserve(start, 4 * VarInt.MAX_BYTES);
    int at = VarInt.putUnsigned(bytes, start, firstShard);
    at = VarInt.putUnsigned(bytes, at, lastShard);
    int lengthAt = at;
    at = VarInt.putUnsigned(bytes, at + Integer.BYTES, count);
    reserve(at, SampleColumnCodec.maxSeriesBytes(count));
    at = SampleColumnCodec.putSeries(bytes, at, samples.series(), count);
    reserve(at, SampleColumnCodec.maxTimestampBytes(samples.timestamps(), count));
    at = SampleColumnCodec.putTimestamps(bytes, at, samples.timestamps(), count);
    reserve(at, SampleColumnCodec.maxValueBytes(count));
    at = SampleColumnCodec.putValues(bytes, at, samples.values(), count);
    LittleEndian.putInt(bytes, lengthAt, at - lengthAt - Integer.BYTES);
    return at;
  }

  private void reserve(int at, int extra) {
    if (extra > bytes.length - at) {
      bytes = Arrays.copyOf(bytes, Math.max(at + extra, bytes.length * 2));
      view = ByteBuffer.wrap(bytes);
    }
  }

  /// Halves the buffer after many small payloads, the present one (`used` bytes) included.
  private void shrinkSlowly(int used) {
    smallInARow = used < bytes.length / 4 ? smallInARow + 1 : 0;
    if (smallInARow >= SHRINK_AFTER && bytes.length > FIRST_CAPACITY) {
      bytes = Arrays.copyOf(bytes, bytes.length / 2);
      view = ByteBuffer.wrap(bytes);
      smallInARow = 0;
    }
  }

  /// Decodes `payload` from position to limit: hands the definitions to `registry`, then each
  /// section to `visitor`, by way of `into`, which is cleared for each. Throws
  /// [CorruptDataException] for anything that no [#encode] can have written; whatever the bytes
  /// are, what is allocated stays within a small multiple of their length.
  public static void decode(
      ByteBuffer payload, SeriesRegistry registry, ResolvedSamples into, Visitor visitor) {
    ByteReader in = reader(payload);
    int version = in.unsignedByte();
    if (version != VERSION) {
      throw new CorruptDataException("unknown version of samples: " + version);
    }
    takeDefinitions(in, registry);
    int sections = in.length("section count");
    int previousLast = -1;
    for (int i = 0; i < sections; i++) {
      int firstShard = in.count("shard", Short.MAX_VALUE * 2);
      int lastShard = in.count("shard", Short.MAX_VALUE * 2);
      if (firstShard <= previousLast || lastShard < firstShard) {
        throw new CorruptDataException("shards out of order: " + firstShard + " to " + lastShard);
      }
      previousLast = lastShard;
      takeSection(in, registry.seriesCount(), into);
      visitor.section(firstShard, lastShard, into);
    }
    if (in.remaining() > 0) {
      throw new CorruptDataException("bytes after the last section: " + in.remaining());
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

  private static void takeDefinitions(ByteReader in, SeriesRegistry registry) {
    int length = in.length("definitions");
    if (length == 0) {
      return;
    }
    ByteBuffer definitions = ByteBuffer.wrap(in.array(), in.position(), length).slice();
    try {
      registry.replayDefinitions(definitions);
    } catch (BufferUnderflowException | IllegalArgumentException | IllegalStateException e) {
      throw new CorruptDataException("series definitions: " + e.getMessage(), e);
    }
    if (definitions.hasRemaining()) {
      throw new CorruptDataException("bytes after the definitions: " + definitions.remaining());
    }
    in.skip(length);
  }

  private static void takeSection(ByteReader in, int seriesCount, ResolvedSamples into) {
    long length = in.fixedInt() & 0xffff_ffffL;
    if (length > in.remaining()) {
      throw new CorruptDataException(
          "section too long: " + length + " bytes, have " + in.remaining());
    }
    int end = in.position() + (int) length;
    int count = in.count("sample count", length); // a sample takes a byte and a half at least
    into.clear();
    into.reserve(count);
    SampleColumnCodec.takeSeries(in, seriesCount, into.series(), count);
    SampleColumnCodec.takeTimestamps(in, into.timestamps(), count);
    SampleColumnCodec.takeValues(in, into.values(), count);
    if (in.position() != end) {
      throw new CorruptDataException(
          "section length " + length + ", columns end " + (end - in.position()) + " bytes earlier");
    }
    into.setLength(count);
  }
}
