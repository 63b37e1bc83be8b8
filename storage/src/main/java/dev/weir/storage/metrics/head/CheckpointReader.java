package dev.weir.storage.metrics.head;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Files;
import dev.weir.storage.metrics.FlushedPositions;
import dev.weir.storage.metrics.ShardRange;
import dev.weir.storage.metrics.head.LoadedCheckpoint.Restored;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads one checkpoint file from front to back, checking each section before it is used. Made for
/// one read. Lengths are checked against the file and the limits before anything is allocated.
final class CheckpointReader {
  private static final int PARTITION_BYTES = 48;

  /// More slots than any partition of 4 GiB can have.
  private static final int MAX_SLOTS = 1 << 26;

  private final Files.Handle file;
  private final long size;
  private final HeadMemory memory;
  private final Clock clock;
  private final FlushedPositions flushed;
  private final Map<String, ByteBuffer> states = new HashMap<>();
  private final List<Restored> partitions = new ArrayList<>();
  private ByteBuffer buffer =
      ByteBuffer.allocateDirect(Checkpoints.MAX_DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long at = Checkpoints.FILE_HEADER_BYTES;
  private int sections;
  private int type;

  private CheckpointReader(
      Files.Handle file, long size, HeadMemory memory, Clock clock, FlushedPositions flushed) {
    this.file = file;
    this.size = size;
    this.memory = memory;
    this.clock = clock;
    this.flushed = flushed;
  }

  /// Reads the whole file. Frees what it made when the file turns out damaged.
  static LoadedCheckpoint read(
      Files files, Path path, HeadMemory memory, Clock clock, FlushedPositions flushed)
      throws IOException {
    long position = position(files, path);
    try (Files.Handle file = files.openForReading(path)) {
      var reader = new CheckpointReader(file, file.size(), memory, clock, flushed);
      boolean isWhole = false;
      try {
        reader.readSections();
        isWhole = true;
      } finally {
        if (!isWhole) {
          reader.partitions.forEach(restored -> restored.partition().release());
        }
      }
      return new LoadedCheckpoint(position, reader.states, reader.partitions);
    }
  }

  /// The journal position in the header.
  static long position(Files files, Path path) throws IOException {
    ByteBuffer header =
        ByteBuffer.allocate(Checkpoints.FILE_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (Files.Handle file = files.openForReading(path)) {
      if (file.read(header, 0) < Checkpoints.FILE_HEADER_BYTES) {
        throw new DamagedCheckpointException("shorter than its header");
      }
    }
    header.flip();
    byte[] magic = new byte[Checkpoints.MAGIC.length];
    header.get(magic);
    int version = header.getInt();
    header.getLong();
    long position = header.getLong();
    header.getLong();
    if (!Arrays.equals(magic, Checkpoints.MAGIC)
        || header.getInt() != Checkpoints.headerCrc(header)) {
      throw new DamagedCheckpointException("not a checkpoint header");
    }
    if (version != Checkpoints.VERSION) {
      throw new IOException("checkpoint of version " + version + ", known: 1: " + path);
    }
    return position;
  }

  private void readSections() throws IOException {
    int engines = 0;
    while (true) {
      ByteBuffer payload = next();
      switch (type) {
        case Checkpoints.ENGINE -> {
          readEngine(payload);
          engines++;
        }
        case Checkpoints.STATE -> readState(payload);
        case Checkpoints.END -> {
          if (payload.remaining() != 4 || payload.getInt() != sections - 1 || at != size) {
            throw damaged("wrong end");
          }
          return;
        }
        default -> throw damaged("unexpected section " + type + " after " + engines + " engines");
      }
    }
  }

  private void readEngine(ByteBuffer payload) throws IOException {
    if (payload.remaining() != 12) {
      throw damaged("engine section of " + payload.remaining() + " bytes");
    }
    int first = payload.getInt();
    int shardCount = payload.getInt();
    int count = payload.getInt();
    if (!ShardRange.isValid(first, shardCount)) {
      throw damaged("shards out of range: " + first + " + " + shardCount);
    }
    var shards = new ShardRange(first, shardCount);
    for (int i = 0; i < count; i++) {
      readPartition(shards);
    }
  }

  private void readPartition(ShardRange shards) throws IOException {
    ByteBuffer payload = next(Checkpoints.PARTITION);
    if (payload.remaining() != PARTITION_BYTES) {
      throw damaged("partition section of " + payload.remaining() + " bytes");
    }
    long startMs = payload.getLong();
    long sealedPosition = payload.getLong();
    long coversTo = payload.getLong();
    long samples = payload.getLong();
    int slotCount = payload.getInt();
    int slabCount = payload.getInt();
    int mark = payload.getInt();
    if (slotCount < 0
        || slotCount > MAX_SLOTS
        || slotCount * 8L * Slots.WORDS > size
        || slabCount < 0
        || slabCount > Slabs.MAX_SLABS
        || (slabCount > 0 && (mark < 0 || mark > Slabs.slabBytes(slabCount - 1)))
        || HeadPartition.startOf(startMs) != startMs) {
      throw damaged("partition out of bounds: " + startMs);
    }
    boolean isCovered = coversTo <= flushed.of(startMs);
    long[] words = readSlots(slotCount);
    if (isCovered) {
      for (int i = 0; i < slabCount; i++) {
        next(Checkpoints.SLAB);
      }
      return;
    }
    var partition = new HeadPartition(startMs, memory, clock.nanoTime());
    partitions.add(new Restored(shards, partition)); // from now on freed with the others
    partition.slots().restore(words, slotCount);
    partition.slabs().restore(slabCount, mark);
    for (int i = 0; i < slabCount; i++) {
      ByteBuffer slab = next(Checkpoints.SLAB);
      int expected = i == slabCount - 1 ? mark : Slabs.slabBytes(i);
      if (slab.remaining() != expected) {
        throw damaged("slab of " + slab.remaining() + " bytes, expected " + expected);
      }
      MemorySegment.copy(MemorySegment.ofBuffer(slab), 0, partition.slabs().slabAt(i), 0, expected);
    }
    partition.restoreCounters(samples, sealedPosition);
  }

  private long[] readSlots(int slotCount) throws IOException {
    long[] words = new long[slotCount * Slots.WORDS];
    int done = 0;
    while (done < words.length) {
      ByteBuffer payload = next(Checkpoints.SLOTS);
      int length = payload.remaining() / 8;
      if (length == 0 || done + length > words.length) {
        throw damaged("slots section of " + payload.remaining() + " bytes");
      }
      payload.asLongBuffer().get(words, done, length);
      done += length;
    }
    return words;
  }

  private void readState(ByteBuffer payload) throws IOException {
    if (payload.remaining() < 1 || payload.remaining() < 1 + (payload.get(0) & 0xff)) {
      throw damaged("state section of " + payload.remaining() + " bytes");
    }
    byte[] name = new byte[payload.get() & 0xff];
    payload.get(name);
    ByteBuffer state = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
    states.put(new String(name, StandardCharsets.UTF_8), state);
  }

  private ByteBuffer next(int expected) throws IOException {
    ByteBuffer payload = next();
    if (type != expected) {
      throw damaged("section " + type + ", expected " + expected);
    }
    return payload;
  }

  /// The payload of the next section; valid until the call after. Sets `type`.
  private ByteBuffer next() throws IOException {
    if (size - at < SectionFile.HEADER_BYTES) {
      throw damaged("cut short");
    }
    read(SectionFile.HEADER_BYTES);
    type = buffer.getInt();
    int length = buffer.getInt();
    int crc = buffer.getInt();
    int limit =
        type == Checkpoints.STATE ? Checkpoints.MAX_STATE_BYTES : Checkpoints.MAX_DATA_BYTES;
    if (length < 0 || length > limit || length > size - at) {
      throw damaged("section of " + length + " bytes");
    }
    read(length);
    if (crc != SectionFile.crc(type, length, buffer)) {
      throw damaged("wrong checksum");
    }
    sections++;
    return buffer;
  }

  private void read(int length) throws IOException {
    if (length > buffer.capacity()) {
      buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
    buffer.clear().limit(length);
    if (file.read(buffer, at) < length) {
      throw damaged("cut short");
    }
    buffer.flip();
    at += length;
  }

  private DamagedCheckpointException damaged(String what) {
    return new DamagedCheckpointException(what + " before offset " + at);
  }
}
