package dev.weir.storage.metrics.block;

import java.util.concurrent.atomic.AtomicInteger;

/// One block of the store's list: its layout and how many hold it. The list is one holder, every
/// set of readers another; the blob is dropped when the last one lets go of a block that was
/// replaced or expired. Any thread.
final class Block {
  private final BlobKey key;
  private final BlockLayout layout;
  private final AtomicInteger holders = new AtomicInteger(1);
  private volatile boolean dropWhenReleased;

  /// The directory's checksums were found good.
  private volatile boolean directoryChecked;

  Block(BlobKey key, BlockLayout layout) {
    this.key = key;
    this.layout = layout;
  }

  BlobKey key() {
    return key;
  }

  BlockLayout layout() {
    return layout;
  }

  BlockMeta meta() {
    return layout.meta;
  }

  /// False when the last holder is gone already.
  boolean retain() {
    int now = holders.get();
    while (now > 0) {
      if (holders.compareAndSet(now, now + 1)) {
        return true;
      }
      now = holders.get();
    }
    return false;
  }

  /// True when this was the last holder and the blob must be dropped now, by the caller.
  boolean release() {
    return holders.decrementAndGet() == 0 && dropWhenReleased;
  }

  /// Called before the list lets go of a block whose data is no longer wanted.
  void dropWhenReleased() {
    dropWhenReleased = true;
  }

  boolean isDirectoryChecked() {
    return directoryChecked;
  }

  void directoryChecked() {
    directoryChecked = true;
  }
}
