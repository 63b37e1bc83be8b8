package dev.weir.storage.logs;

import dev.weir.storage.logs.part.PartReader;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One part of the store's list and how many hold it. The list is one holder, every search and
/// every merge that reads it another; the files of a part that was replaced or has expired are
/// deleted by whoever lets go last. Any thread.
final class Part {
  private final PartEntry entry;
  private final Path directory;
  private final AtomicInteger holders = new AtomicInteger(1);
  private volatile boolean dropWhenReleased;
  private volatile boolean isDamaged;

  /// Open files, if any, and who reads them now. Guarded by [OpenParts].
  @Nullable PartReader reader;

  int pins;

  /// Held while the part is being opened.
  final Object opening = new Object();

  Part(PartEntry entry, Path directory) {
    this.entry = entry;
    this.directory = directory;
  }

  PartEntry entry() {
    return entry;
  }

  Path directory() {
    return directory;
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

  /// True when this was the last holder.
  boolean release() {
    return holders.decrementAndGet() == 0;
  }

  /// Called before the list lets go of a part whose rows are elsewhere or no longer wanted.
  void dropWhenReleased() {
    dropWhenReleased = true;
  }

  boolean isDropped() {
    return dropWhenReleased;
  }

  boolean isDamaged() {
    return isDamaged;
  }

  void damaged() {
    isDamaged = true;
  }
}
