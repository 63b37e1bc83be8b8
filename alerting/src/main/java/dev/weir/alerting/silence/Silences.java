package dev.weir.alerting.silence;

import dev.weir.alerting.Alert;
import dev.weir.alerting.notify.Silencer;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.Clock;
import dev.weir.storage.meta.MetaRecord;
import dev.weir.storage.meta.MetaStore;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All silences, kept in the store. Expired ones are shown for five days and then dropped. Changes
/// follow Alertmanager: what has begun is not rewritten, it is ended and another one begins.
///
/// Threads: any. Readers do not lock.
public final class Silences implements Silencer {
  static final String KIND = "alert-silence";

  /// Most silences, expired ones included: each alert is held against all.
  public static final int MAX_SILENCES = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(Silences.class);
  private static final long KEEP_EXPIRED_MS = 5 * 86_400_000L;

  private final MetaStore store;
  private final Clock clock;
  private volatile List<Silence> silences = List.of(); // swapped as a whole, under the lock
  private volatile Runnable listener = () -> {};

  /// Reads all silences; those that cannot be read are logged and left alone.
  public Silences(MetaStore store, Clock clock, MetricRegistry registry) throws IOException {
    this.store = store;
    this.clock = clock;
    List<Silence> loaded = new ArrayList<>();
    for (MetaRecord record : store.list(KIND)) {
      try {
        loaded.add(SilenceCodec.decode(record.value()));
      } catch (CorruptDataException e) {
        LOG.warn("silence_damaged record={} reason={}", record, e.getMessage());
      }
    }
    silences = List.copyOf(loaded);
    registry.gauge("weir_alerting_silences", "Silences in force now.", this::activeCount);
  }

  private double activeCount() {
    long nowMs = clock.wallMillis();
    return silences.stream().filter(s -> s.state(nowMs) == Silence.State.ACTIVE).count();
  }

  /// Silences of a tenant: those in force first, then those to come, then expired ones.
  public List<Silence> list(Tenant tenant) {
    long nowMs = clock.wallMillis();
    return silences.stream()
        .filter(silence -> silence.tenant().equals(tenant))
        .sorted(
            Comparator.comparingInt((Silence silence) -> order(silence.state(nowMs)))
                .thenComparingLong(Silence::endsAtMs)
                .thenComparing(Silence::id))
        .toList();
  }

  private static int order(Silence.State state) {
    return switch (state) {
      case ACTIVE -> 0;
      case PENDING -> 1;
      case EXPIRED -> 2;
    };
  }

  public @Nullable Silence find(Tenant tenant, String id) {
    for (Silence silence : silences) {
      if (silence.id().equals(id) && silence.tenant().equals(tenant)) {
        return silence;
      }
    }
    return null;
  }

  /// Creates a silence, or changes the one whose id it has; answers the id it has now. Throws
  /// `IllegalArgumentException` when it is over before it begins, unknown, or one too many.
  public synchronized String set(Silence wanted) throws IOException {
    long nowMs = clock.wallMillis();
    if (wanted.endsAtMs() <= nowMs) {
      throw new IllegalArgumentException("end time can't be in the past");
    }
    dropOld(nowMs);
    long startsAt = Math.max(wanted.startsAtMs(), nowMs);
    Silence old = wanted.id().isEmpty() ? null : find(wanted.tenant(), wanted.id());
    if (old == null && !wanted.id().isEmpty()) {
      throw new IllegalArgumentException("silence not found: " + wanted.id());
    }
    if (old != null && isChangeable(old, wanted, nowMs)) {
      boolean hasBegun = old.state(nowMs) == Silence.State.ACTIVE;
      long start = hasBegun ? old.startsAtMs() : startsAt;
      put(wanted.with(old.id(), start, wanted.endsAtMs(), nowMs));
      return old.id();
    }
    if (silences.size() >= MAX_SILENCES) {
      throw new IllegalArgumentException("too many silences: limit " + MAX_SILENCES);
    }
    String id = UUID.randomUUID().toString();
    put(wanted.with(id, startsAt, wanted.endsAtMs(), nowMs));
    if (old != null && old.state(nowMs) != Silence.State.EXPIRED) {
      end(old, nowMs);
    }
    return id;
  }

  private static boolean isChangeable(Silence old, Silence wanted, long nowMs) {
    return old.matchers().equals(wanted.matchers())
        && switch (old.state(nowMs)) {
          case ACTIVE -> old.startsAtMs() == wanted.startsAtMs();
          case PENDING -> true;
          case EXPIRED -> false;
        };
  }

  /// Ends a silence; false when there is none of that id. One that is over stays as it is.
  public synchronized boolean expire(Tenant tenant, String id) throws IOException {
    Silence silence = find(tenant, id);
    long nowMs = clock.wallMillis();
    if (silence == null) {
      return false;
    }
    if (silence.state(nowMs) != Silence.State.EXPIRED) {
      end(silence, nowMs);
    }
    return true;
  }

  private void end(Silence silence, long nowMs) throws IOException {
    put(silence.with(silence.id(), Math.min(silence.startsAtMs(), nowMs), nowMs, nowMs));
  }

  private void put(Silence silence) throws IOException {
    MetaRecord record = store.find(KIND, silence.id());
    long expected = record == null ? MetaStore.ABSENT : record.version();
    if (store.put(KIND, silence.id(), expected, SilenceCodec.encode(silence))
        == MetaStore.CONFLICT) {
      throw new IOException("silence changed by somebody else: " + silence.id());
    }
    List<Silence> next = new ArrayList<>(silences);
    next.removeIf(other -> other.id().equals(silence.id()));
    next.add(silence);
    silences = List.copyOf(next);
    listener.run();
  }

  private void dropOld(long nowMs) throws IOException {
    List<Silence> next = new ArrayList<>();
    for (Silence silence : silences) {
      if (silence.endsAtMs() + KEEP_EXPIRED_MS > nowMs) {
        next.add(silence);
        continue;
      }
      MetaRecord record = store.find(KIND, silence.id());
      if (record != null) {
        store.delete(KIND, silence.id(), record.version());
      }
    }
    silences = List.copyOf(next);
  }

  /// Ids of the silences in force that match.
  public List<String> silencedBy(Tenant tenant, Labels labels, long nowMs) {
    List<String> ids = new ArrayList<>();
    for (Silence silence : silences) {
      if (silence.state(nowMs) == Silence.State.ACTIVE && silence.matches(tenant, labels)) {
        ids.add(silence.id());
      }
    }
    return ids;
  }

  @Override
  public boolean isSilenced(Alert alert, long nowMs) {
    for (Silence silence : silences) {
      if (silence.state(nowMs) == Silence.State.ACTIVE
          && silence.matches(alert.tenant(), alert.labels())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public long nextChangeMs(long nowMs) {
    long next = Long.MAX_VALUE;
    for (Silence silence : silences) {
      next = silence.startsAtMs() > nowMs ? Math.min(next, silence.startsAtMs()) : next;
      next = silence.endsAtMs() > nowMs ? Math.min(next, silence.endsAtMs()) : next;
    }
    return next;
  }

  @Override
  public void onChange(Runnable newListener) {
    listener = newListener;
  }
}
