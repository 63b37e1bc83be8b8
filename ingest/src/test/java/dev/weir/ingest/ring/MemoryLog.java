package dev.weir.ingest.ring;

import dev.weir.storage.journal.IngestLog;
import dev.weir.storage.journal.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A journal in memory that can fail on demand and be cut as a crash would cut it.
public final class MemoryLog implements IngestLog {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(long position, long end, RecordKind kind, byte[] payload) {}

  private final List<Entry> entries = new ArrayList<>(); // guarded by this
  private long durable; // guarded by this
  private long end; // guarded by this
  private volatile @Nullable String appendFailure;
  private volatile @Nullable String forceFailure;
  private volatile long forceNanos;
  private volatile long truncatedBefore;
  private int forces; // guarded by this

  /// From now on appends throw with this message; null heals.
  public void failAppends(@Nullable String message) {
    appendFailure = message;
  }

  /// From now on forces throw, and lose what was not forced.
  public void failForces(@Nullable String message) {
    forceFailure = message;
  }

  /// How long a force takes.
  public void forceTakes(long nanos) {
    forceNanos = nanos;
  }

  /// A journal as it is found after a crash: all durable records and `more` of the others.
  public synchronized MemoryLog crash(int more) {
    var after = new MemoryLog();
    int kept = 0;
    for (Entry entry : entries) {
      if (entry.end() <= durable || kept++ < more) {
        after.entries.add(entry);
        after.end = entry.end();
      }
    }
    after.durable = after.end;
    return after;
  }

  /// The first `count` records only.
  public synchronized MemoryLog first(int count) {
    var after = new MemoryLog();
    after.entries.addAll(entries.subList(0, count));
    after.end = count == 0 ? 0 : entries.get(count - 1).end();
    after.durable = after.end;
    return after;
  }

  public synchronized int records() {
    return entries.size();
  }

  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  public synchronized int forces() {
    return forces;
  }

  @Override
  public synchronized long append(RecordKind kind, ByteBuffer payload) throws IOException {
    String failure = appendFailure;
    if (failure != null) {
      throw new IOException(failure);
    }
    byte[] copy = new byte[payload.remaining()];
    payload.get(payload.position(), copy);
    long start = end;
    end += copy.length + 16;
    entries.add(new Entry(start, end, kind, copy));
    return end;
  }

  @Override
  public void force() throws IOException {
    if (forceNanos > 0) {
      java.util.concurrent.locks.LockSupport.parkNanos(forceNanos);
    }
    synchronized (this) {
      forces++;
      String failure = forceFailure;
      if (failure != null) {
        entries.removeIf(entry -> entry.end() > durable);
        throw new IOException(failure);
      }
      durable = end;
    }
  }

  @Override
  public synchronized long durablePosition() {
    return durable;
  }

  @Override
  public synchronized long endPosition() {
    return end;
  }

  @Override
  public void replay(long position, Visitor visitor) throws IOException {
    for (Entry entry : entries()) {
      if (entry.position() >= position) {
        visitor.record(
            entry.position(), entry.end(), entry.kind(), ByteBuffer.wrap(entry.payload().clone()));
      }
    }
  }

  @Override
  public void roll() throws IOException {
    force();
  }

  /// Keeps everything, so that a test can replay from any point.
  @Override
  public void truncateBefore(long position) {
    truncatedBefore = position;
  }

  /// Where the journal was last truncated.
  public long truncatedBefore() {
    return truncatedBefore;
  }

  @Override
  public boolean isHealthy() {
    return appendFailure == null && forceFailure == null;
  }

  @Override
  public void close() {}
}
