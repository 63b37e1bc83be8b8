package dev.weir.storage.metrics.head;

import dev.weir.storage.metrics.ShardEngine;
import dev.weir.storage.metrics.ShardRange;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// An engine's head as of one moment. Slot words are copied by the writer when it is made (40 bytes
/// a series); segments are shared: they only grow at the end, and what was written after the moment
/// lies beyond the counts and marks kept here. Holds its partitions until closed.
final class HeadSnapshot implements ShardEngine.Snapshot {
  /// What was in a partition.
  private static final class Image {
    final HeadPartition partition;
    final long sealedPosition;
    final long coversTo;
    final long samples;
    final int slotCount;
    final long[] words;
    final int slabCount;
    final int mark;

    Image(HeadPartition partition, long position) {
      this.partition = partition;
      sealedPosition = partition.sealedPosition();
      coversTo = sealedPosition >= 0 ? sealedPosition : position;
      samples = partition.samples();
      slotCount = partition.slots().count();
      words = partition.slots().copy(slotCount);
      slabCount = partition.slabs().slabCount();
      mark = partition.slabs().mark();
    }
  }

  private final ShardRange shards;
  private final ShardEngine.Parts held;
  private final List<Image> images = new ArrayList<>();

  HeadSnapshot(
      ShardRange shards, ShardEngine.Parts held, List<HeadPartition> partitions, long position) {
    this.shards = shards;
    this.held = held;
    for (HeadPartition partition : partitions) {
      images.add(new Image(partition, position));
    }
  }

  @Override
  public void writeTo(ShardEngine.Sections out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Checkpoints.MAX_DATA_BYTES);
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(shards.first()).putInt(shards.count()).putInt(images.size());
    out.section(Checkpoints.ENGINE, buffer.flip());
    for (Image image : images) {
      buffer.clear();
      buffer.putLong(image.partition.startMs());
      buffer.putLong(image.sealedPosition).putLong(image.coversTo).putLong(image.samples);
      buffer.putInt(image.slotCount).putInt(image.slabCount).putInt(image.mark).putInt(0);
      out.section(Checkpoints.PARTITION, buffer.flip());
      writeSlots(image, buffer, out);
      writeSlabs(image, buffer, out);
    }
  }

  private static void writeSlots(Image image, ByteBuffer buffer, ShardEngine.Sections out)
      throws IOException {
    long[] words = image.words;
    int perSection = Checkpoints.MAX_DATA_BYTES / 8;
    for (int at = 0; at < words.length; at += perSection) {
      int length = Math.min(perSection, words.length - at);
      buffer.clear();
      buffer.asLongBuffer().put(words, at, length);
      buffer.limit(length * 8);
      out.section(Checkpoints.SLOTS, buffer);
    }
  }

  /// Copies each slab before it is written: the writer may be changing bytes behind the mark, and
  /// the checksum must be of what goes to the file.
  private static void writeSlabs(Image image, ByteBuffer buffer, ShardEngine.Sections out)
      throws IOException {
    for (int i = 0; i < image.slabCount; i++) {
      int length = i == image.slabCount - 1 ? image.mark : Slabs.slabBytes(i);
      buffer.clear().limit(length);
      MemorySegment.ofBuffer(buffer).copyFrom(image.partition.slabs().slabAt(i).asSlice(0, length));
      out.section(Checkpoints.SLAB, buffer);
    }
  }

  @Override
  public void close() {
    held.close();
  }
}
