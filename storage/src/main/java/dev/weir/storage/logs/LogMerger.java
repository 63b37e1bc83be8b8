package dev.weir.storage.logs;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Files;
import dev.weir.storage.logs.part.PartSummary;
import dev.weir.storage.logs.part.PartWriter;
import dev.weir.storage.logs.part.RowCursor;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Merges parts and drops expired ones. Any thread may ask; one works at a time (merge lock),
/// beside flushes and searches.
final class LogMerger {
  private static final Logger log = LoggerFactory.getLogger(LogMerger.class);

  private final Files files;
  private final PartList parts;
  private final Clock clock;
  private final LogStoreSettings settings;
  private final LogStoreMetrics metrics;
  private final BooleanSupplier isClosing;
  private final ReentrantLock mergeLock = new ReentrantLock();
  private boolean isClosed; // merge lock

  LogMerger(
      Files files,
      PartList parts,
      Clock clock,
      LogStoreSettings settings,
      LogStoreMetrics metrics,
      BooleanSupplier isClosing) {
    this.files = files;
    this.parts = parts;
    this.clock = clock;
    this.settings = settings;
    this.metrics = metrics;
    this.isClosing = isClosing;
  }

  /// Merges until nothing is left to merge, or the store is closing.
  void merge(boolean everything) throws IOException {
    mergeLock.lock();
    try {
      while (!isClosed && !isClosing.getAsBoolean()) {
        List<Part> live = parts.snapshot().parts();
        var policy =
            new MergePolicy(
                settings.mergedPartBytes(),
                clock.wallMillis() * 1_000_000,
                settings.retentionMs() * 1_000_000,
                everything);
        List<PartEntry> group = policy.next(live.stream().map(Part::entry).toList());
        if (group.isEmpty()) {
          return;
        }
        merge(group);
      }
    } catch (MergingCursor.Abandoned e) {
      log.info("log_merge_abandoned");
    } catch (IOException | RuntimeException e) {
      metrics.mergeFailures.increment();
      throw e;
    } finally {
      mergeLock.unlock();
    }
  }

  private void merge(List<PartEntry> group) throws IOException {
    var wanted = new HashSet<>(group);
    try (PartList.Held held = parts.hold(wanted::contains)) {
      if (held.parts().size() == group.size()) {
        merge(held);
      }
    }
  }

  private void merge(PartList.Held held) throws IOException {
    long started = clock.nanoTime();
    var sources = new ArrayList<>(held.parts());
    sources.sort(
        Comparator.comparingLong((Part part) -> part.entry().order())
            .thenComparingLong(part -> part.entry().number()));
    PartList.Draft draft = parts.draft();
    PartSummary merged;
    try {
      merged = write(sources, draft);
    } catch (DamagedPartException e) {
      parts.remove(draft.directory());
      parts.setAside(e.part(), e);
      return;
    } catch (IOException | RuntimeException e) {
      parts.remove(draft.directory());
      throw e;
    }
    if (!parts.snapshot().parts().containsAll(sources)) {
      parts.remove(draft.directory()); // one of them was set aside meanwhile
      return;
    }
    long order = sources.getLast().entry().order();
    parts.commitReplaced(sources, List.of(new PartEntry(draft.number(), order, merged)));
    long nanos = clock.nanoTime() - started;
    metrics.merges.increment();
    metrics.mergedParts.add(sources.size());
    metrics.mergedBytes.add(merged.diskBytes());
    metrics.mergeSeconds.observeNanos(nanos);
    log.debug(
        "log_merge parts={} rows={} bytes={} ms={}",
        sources.size(),
        merged.rows(),
        merged.diskBytes(),
        nanos / 1_000_000);
  }

  private PartSummary write(List<Part> sources, PartList.Draft draft) throws IOException {
    var pinned = new ArrayList<Part>();
    try {
      var cursors = new ArrayList<RowCursor>();
      for (Part part : sources) {
        cursors.add(new CheckedCursor(part, open(part, pinned)));
      }
      return PartWriter.write(
          files,
          draft.directory(),
          sources.getFirst().entry().summary().tenant(),
          new MergingCursor(cursors, isClosing));
    } finally {
      for (Part part : pinned) {
        parts.open().unpin(part);
      }
    }
  }

  private RowCursor open(Part part, List<Part> pinned) throws IOException {
    try {
      var reader = parts.open().pin(part);
      pinned.add(part);
      return reader.rows();
    } catch (CorruptDataException | NoSuchFileException e) {
      throw new DamagedPartException(part, e);
    }
  }

  /// Waits for a merge that is running, which gives up when it finds that the store is closing;
  /// nothing is merged or dropped any more.
  void close() {
    mergeLock.lock();
    try {
      isClosed = true;
    } finally {
      mergeLock.unlock();
    }
  }

  /// Drops the parts whose lines are all older than `earliestNs`.
  void expire(long earliestNs) throws IOException {
    mergeLock.lock();
    try {
      var expired = new ArrayList<Part>();
      for (Part part : parts.listed()) {
        if (part.entry().summary().maxNs() < earliestNs) {
          expired.add(part);
        }
      }
      if (!expired.isEmpty() && !isClosed) {
        parts.commitReplaced(expired, List.of());
        metrics.expiredParts.add(expired.size());
        log.info("log_parts_expired count={}", expired.size());
      }
    } catch (IOException | RuntimeException e) {
      metrics.mergeFailures.increment();
      throw e;
    } finally {
      mergeLock.unlock();
    }
  }
}
