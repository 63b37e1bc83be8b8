package dev.weir.ingest.ring;

import dev.weir.storage.io.Clock;
import dev.weir.storage.journal.IngestLog;
import dev.weir.storage.journal.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal's only writer: appends records, forces them in groups, and knows whether that works.
///
/// After a failure nothing is appended until a probe, once a second, gets an empty record onto the
/// device: so a full disk refuses at once what it cannot keep, and taking in resumes by itself when
/// there is room again. Write thread only, except [#failure()].
final class JournalWriter {
  private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);

  private static final long PROBE_NANOS = 1_000_000_000L;

  private final IngestLog journal;
  private final RecordOwner owner;
  private final Durability durability;
  private final Clock clock;
  private final IngestMetrics.OfPipeline metrics;
  private final AckQueue acknowledgements;

  private boolean isDirty;
  private long dirtySinceNanos;
  private long probedNanos;
  private long forcedPosition; // end of the last force, or of the last doubt
  private volatile @Nullable Failure failure; // write thread writes

  JournalWriter(
      IngestLog journal,
      RecordOwner owner,
      Durability durability,
      Clock clock,
      IngestMetrics.OfPipeline metrics,
      AckQueue acknowledgements) {
    this.journal = journal;
    this.owner = owner;
    this.durability = durability;
    this.clock = clock;
    this.metrics = metrics;
    this.acknowledgements = acknowledgements;
    forcedPosition = journal.endPosition();
    acknowledgements.durable(forcedPosition);
    metrics.journalHealth(() -> failure == null ? 1 : 0);
  }

  /// Why the journal takes nothing; null while it does. Any thread.
  @Nullable Failure failure() {
    return failure;
  }

  /// Position after the last record.
  long endPosition() {
    return journal.endPosition();
  }

  /// Appends a record of the owner's. Throws when the journal refused it.
  void append(RecordKind kind, ByteBuffer payload) throws IOException {
    try {
      journal.append(kind, payload);
    } catch (IOException e) {
      owner.appendFailed();
      doubt(fail("append", e)); // an append may force, to begin a segment, and that may have failed
      throw e;
    }
    owner.appended();
    if (durability == Durability.NONE) {
      owner.forced();
    }
    if (!isDirty) {
      isDirty = true;
      dirtySinceNanos = clock.nanoTime();
    }
  }

  /// Forces when somebody waits or it is time; probes a failed journal. Called at the end of every
  /// batch and when [#nextNanos] has come.
  void maintain(boolean isAwaited) {
    long now = clock.nanoTime();
    if (isDirty
        && ((isAwaited && durability == Durability.FSYNC)
            || now - dirtySinceNanos >= durability.forceAfterNanos())) {
      force(); // also what was appended before an append failed
    }
    if (failure != null) {
      probe(now);
    }
  }

  /// True when records wait to be forced for as long as they may.
  boolean isDue() {
    return isDirty && clock.nanoTime() - dirtySinceNanos >= durability.forceAfterNanos();
  }

  /// When [#maintain] wants to be called at the latest, in `clock.nanoTime()`, or `Waiter.NEVER`.
  /// (Comparing the times is safe: they lie within seconds of now, far from where a long wraps.)
  long nextNanos() {
    long next =
        isDirty && durability != Durability.NONE
            ? dirtySinceNanos + durability.forceAfterNanos()
            : ParkingWaitStrategy.Waiter.NEVER;
    return failure == null ? next : Math.min(next, probedNanos + PROBE_NANOS);
  }

  /// Forces everything appended. False when that failed; then whoever waits is told.
  boolean force() {
    long end = journal.endPosition();
    long start = clock.nanoTime();
    try {
      journal.force();
    } catch (IOException e) {
      doubt(fail("force", e));
      return false;
    }
    metrics.force.observeNanos(clock.nanoTime() - start);
    owner.forced();
    forcedPosition = end;
    isDirty = false;
    acknowledgements.durable(end);
    return true;
  }

  /// Forces and begins a new segment, for a checkpoint that stands for everything so far. False
  /// when that failed; then whoever waits is told.
  boolean roll() {
    if (!force()) {
      return false;
    }
    try {
      journal.roll();
      return true;
    } catch (IOException e) {
      fail("roll", e);
      return false;
    }
  }

  /// Lets go of what lies before `position`. A failure costs disk space only, so it is logged.
  void truncateBefore(long position) {
    try {
      journal.truncateBefore(position);
    } catch (IOException e) {
      log.warn("journal_truncate_failed position={} reason={}", position, e.toString());
    }
  }

  /// Everything since the last force may be lost: whoever waits for it is told so, also when it
  /// turns out to be there.
  private void doubt(Failure why) {
    long end = journal.endPosition();
    owner.forceFailed();
    acknowledgements.doubtful(forcedPosition, end, why);
    forcedPosition = end;
    isDirty = false;
  }

  private void probe(long now) {
    if (now - probedNanos < PROBE_NANOS) {
      return;
    }
    probedNanos = now;
    try {
      append(owner.probeKind(), owner.probe());
    } catch (IOException e) {
      return; // counted; the next probe comes
    }
    if (force()) {
      failure = null;
      log.info("journal_recovered position={}", journal.endPosition());
    }
  }

  private Failure fail(String what, IOException e) {
    metrics.journalFailures.increment();
    boolean isFull = isDiskFull(e);
    var now =
        new Failure(
            isFull ? Failure.Kind.DISK_FULL : Failure.Kind.JOURNAL,
            isFull
                ? "no space left for the journal"
                : "journal " + what + " failed: " + e.getMessage());
    if (failure == null) {
      log.error("journal_failed operation={} reason={}", what, e.toString());
      probedNanos = clock.nanoTime();
    }
    failure = now;
    return now;
  }

  /// The JDK has no type for ENOSPC; its message is that of the C library, or our own reserve's.
  private static boolean isDiskFull(IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left")
        || message.contains("disk full")
        || message.contains("quota");
  }
}
