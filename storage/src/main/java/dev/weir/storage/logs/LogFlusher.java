package dev.weir.storage.logs;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Files;
import dev.weir.storage.logs.part.PartSummary;
import dev.weir.storage.logs.part.PartWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes sealed memtables as parts, oldest first and one at a time, and tells those who asked for
/// a checkpoint when it is durable. What fails stays in memory and is tried again with the next
/// flush.
///
/// Any thread may flush; one does at a time (flush lock).
final class LogFlusher {
  private static final Logger log = LoggerFactory.getLogger(LogFlusher.class);

  /// Checkpoints that wait; beyond it the oldest is forgotten: a later one stands for it.
  private static final int WAITING_MAX = 16;

  private record Waiting(long position, LongConsumer whenDurable) {}

  private final Files files;
  private final PartList parts;
  private final Clock clock;
  private final LogStoreMetrics metrics;
  private final ReentrantLock flushLock = new ReentrantLock();
  private final List<Waiting> waiting = new ArrayList<>(); // guarded by itself
  private final Object room = new Object();
  private long ended; // guarded by room
  private boolean isClosed; // flush lock

  LogFlusher(Files files, PartList parts, Clock clock, LogStoreMetrics metrics) {
    this.files = files;
    this.parts = parts;
    this.clock = clock;
    this.metrics = metrics;
  }

  /// Asks to be told when everything up to `position`, all of it sealed, is in parts.
  void whenDurable(long position, LongConsumer action) {
    synchronized (waiting) {
      if (waiting.size() == WAITING_MAX) {
        waiting.removeFirst();
      }
      waiting.add(new Waiting(position, action));
    }
  }

  /// Forgets who asked.
  @SuppressWarnings("ReferenceEquality") // whoever asked is one object
  void forget(LongConsumer action) {
    synchronized (waiting) {
      waiting.removeIf(each -> each.whenDurable() == action);
    }
  }

  private boolean isAnyoneWaiting() {
    synchronized (waiting) {
      return !waiting.isEmpty();
    }
  }

  /// Writes a checkpoint that was asked for, and nothing any more.
  void close() throws IOException {
    flushLock.lock();
    try {
      if (isAnyoneWaiting()) {
        flush();
      }
    } finally {
      isClosed = true;
      flushLock.unlock();
      wake();
    }
  }

  /// Flushes; failures are counted and logged.
  void flushQuietly() {
    try {
      flush();
    } catch (IOException | RuntimeException e) {
      log.error("log_flush_failed reason=\"{}\"", e.toString());
    }
  }

  /// Writes all sealed memtables, then lets those know who wait for them. Does nothing once closed.
  void flush() throws IOException {
    flushLock.lock();
    try {
      if (isClosed) {
        return;
      }
      long asked = highestAsked(); // all that lies before it is sealed by now
      for (List<Memtable> sealed = parts.snapshot().sealed();
          !sealed.isEmpty();
          sealed = parts.snapshot().sealed()) {
        write(sealed.getFirst());
      }
      if (asked > parts.position()) {
        parts.commitPosition(asked);
      }
    } catch (IOException | RuntimeException e) {
      metrics.flushFailures.increment();
      throw e;
    } finally {
      flushLock.unlock();
      wake();
    }
    tell();
  }

  private long highestAsked() {
    long highest = 0;
    synchronized (waiting) {
      for (Waiting each : waiting) {
        highest = Math.max(highest, each.position());
      }
    }
    return highest;
  }

  private void tell() {
    long durable = parts.position();
    var told = new ArrayList<Waiting>();
    synchronized (waiting) {
      for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
        Waiting each = all.next();
        if (each.position() <= durable) {
          told.add(each);
          all.remove();
        }
      }
    }
    for (Waiting each : told) {
      try {
        each.whenDurable().accept(each.position());
      } catch (RuntimeException e) {
        metrics.callbackFailures.increment();
        log.error("log_checkpoint_callback_failed position={}", each.position(), e);
      }
    }
  }

  private void write(Memtable table) throws IOException {
    long started = clock.nanoTime();
    var written = new ArrayList<PartEntry>();
    for (MemtablePieces.Piece piece : MemtablePieces.of(table)) {
      writePiece(table, piece, written);
    }
    parts.commitFlush(table, written);
    long nanos = clock.nanoTime() - started;
    metrics.flushes.increment();
    metrics.flushedParts.add(written.size());
    metrics.flushSeconds.observeNanos(nanos);
    log.debug(
        "log_flush parts={} bytes={} ms={}", written.size(), table.sizeBytes(), nanos / 1_000_000);
  }

  private void writePiece(Memtable table, MemtablePieces.Piece piece, List<PartEntry> written)
      throws IOException {
    PartList.Draft draft = parts.draft();
    try {
      PartSummary summary =
          PartWriter.write(files, draft.directory(), piece.tenant(), piece.rows());
      written.add(new PartEntry(draft.number(), table.order(), summary));
    } catch (IOException | RuntimeException e) {
      parts.remove(draft.directory());
      for (PartEntry earlier : written) {
        parts.remove(directory(earlier));
      }
      throw e;
    }
  }

  private Path directory(PartEntry entry) {
    return parts.path(entry.number());
  }

  /// Waits until a flush ends, at most `millis`; not at all when `isNeeded` is false by then.
  void awaitFlush(long millis, BooleanSupplier isNeeded) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    synchronized (room) {
      long seen = ended;
      long left = millis;
      while (ended == seen && left > 0 && isNeeded.getAsBoolean()) {
        room.wait(left);
        left = (deadline - System.nanoTime()) / 1_000_000;
      }
    }
  }

  /// Wakes whoever waits for room.
  void wake() {
    synchronized (room) {
      ended++;
      room.notifyAll();
    }
  }
}
