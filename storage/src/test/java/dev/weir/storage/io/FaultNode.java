package dev.weir.storage.io;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// The content of one file of a [FaultFiles]: what a reader sees, what is on the device, and the
/// changes between the two. Guarded by its owner.
final class FaultNode {
  /// A write of `bytes` at `offset`, or a truncation to `offset`.
  private static final class Change {
    final long offset;
    final byte[] bytes;
    final boolean truncation;

    Change(long offset, byte[] bytes, boolean truncation) {
      this.offset = offset;
      this.bytes = bytes;
      this.truncation = truncation;
    }
  }

  private Image current = new Image();
  private Image durable = new Image();
  private final List<Change> unforced = new ArrayList<>();

  void write(long offset, byte[] bytes, int length) {
    if (length == 0) {
      return;
    }
    var change = new Change(offset, Arrays.copyOf(bytes, length), false);
    current.write(change.offset, change.bytes, length);
    unforced.add(change);
  }

  void truncate(long size) {
    if (size < current.size) {
      current.truncate(size);
      unforced.add(new Change(size, new byte[0], true));
    }
  }

  int read(ByteBuffer into, long offset) {
    int count = (int) Math.max(0, Math.min(into.remaining(), current.size - offset));
    into.put(current.bytes, (int) Math.min(offset, current.size), count);
    return count;
  }

  long size() {
    return current.size;
  }

  byte[] content() {
    return Arrays.copyOf(current.bytes, current.size);
  }

  void replace(byte[] content) {
    current = new Image();
    current.write(0, content, content.length);
    durable = current.copy();
    unforced.clear();
  }

  void force() {
    unforced.forEach(change -> apply(change, durable));
    unforced.clear();
  }

  /// Some of it reached the device and some did not, and from now on nobody tries again: readers
  /// see the new bytes until the power fails.
  void failForce(RandomGenerator random) {
    unforced.forEach(change -> applyInPart(change, random));
    unforced.clear();
  }

  /// What a power cut leaves.
  void losePower(RandomGenerator random) {
    unforced.forEach(change -> applyInPart(change, random));
    unforced.clear();
    current = durable.copy();
  }

  private void applyInPart(Change change, RandomGenerator random) {
    int length = change.bytes.length;
    switch (random.nextInt(4)) {
      case 0 -> apply(change, durable);
      case 1 -> {
        if (!change.truncation) {
          durable.write(change.offset, change.bytes, random.nextInt(length + 1));
        }
      }
      case 2 -> {
        if (!change.truncation) {
          durable.extend(change.offset + random.nextInt(length + 1));
        }
      }
      default -> {
        // dropped
      }
    }
  }

  private static void apply(Change change, Image image) {
    if (change.truncation) {
      image.truncate(change.offset);
    } else {
      image.write(change.offset, change.bytes, change.bytes.length);
    }
  }

  /// Growing bytes; what was never written is zero.
  private static final class Image {
    private byte[] bytes = new byte[64];
    private int size;

    void write(long offset, byte[] from, int length) {
      if (length > 0) {
        extend(offset + length);
        System.arraycopy(from, 0, bytes, (int) offset, length);
      }
    }

    void extend(long newSize) {
      if (newSize > size) {
        if (newSize > bytes.length) {
          bytes = Arrays.copyOf(bytes, (int) Math.max(newSize, bytes.length * 2L));
        }
        size = (int) newSize;
      }
    }

    void truncate(long newSize) {
      if (newSize < size) {
        Arrays.fill(bytes, (int) newSize, size, (byte) 0);
        size = (int) newSize;
      }
    }

    Image copy() {
      var copy = new Image();
      copy.write(0, bytes, size);
      return copy;
    }
  }
}
