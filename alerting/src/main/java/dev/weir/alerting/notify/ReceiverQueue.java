package dev.weir.alerting.notify;

import dev.weir.alerting.ReceiverStatus;
import dev.weir.alerting.notify.GroupCodec.ToldRecord;
import dev.weir.storage.io.Clock;
import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.Histogram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that one receiver is owed. [#step] is called by the receiver's thread only; everything else
/// under the notifier's lock.
///
/// A failure pauses the whole receiver and, for longer, the group it met: so a dead receiver gets
/// one attempt a minute however many groups there are, and a message that it chokes on does not
/// keep the others from it.
final class ReceiverQueue {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiverQueue.class);
  private static final long IDLE_MS = 60_000;
  private static final long SAVE_AGAIN_MS = 5000;
  private static final long CLOCK_SLACK_MS = 5000;

  private final Receiver receiver;
  private final Notifier owner;
  private final HttpSender sender;
  private final Clock clock;
  private final RandomGenerator random;
  private final Map<GroupKey, Delivery> deliveries = new HashMap<>();
  private final NotifyMetrics metrics;
  private final Counter sentCount;
  private final Counter rejectedCount;
  private final Counter deadCount;
  private final Counter retryCount;
  private final Histogram latency;
  private int failures;
  private long pausedUntilMs;
  private long saveAgainMs;
  private long lastStepMs;
  private final AtomicInteger pendingCount = new AtomicInteger();
  private long lastSuccessMs;
  private long lastFailureMs;
  private @Nullable String lastError;

  ReceiverQueue(
      Receiver receiver,
      Notifier owner,
      HttpSender sender,
      Clock clock,
      RandomGenerator random,
      NotifyMetrics metrics) {
    this.receiver = receiver;
    this.owner = owner;
    this.sender = sender;
    this.clock = clock;
    this.random = random;
    this.metrics = metrics;
    sentCount = metrics.outcome(receiver.name(), "sent");
    rejectedCount = metrics.outcome(receiver.name(), "rejected");
    deadCount = metrics.outcome(receiver.name(), "dead_letter");
    retryCount = metrics.retries(receiver.name());
    latency = metrics.latency(receiver.name());
    metrics.pending(receiver.name(), pendingCount::get);
  }

  /// What an attempt is about.
  private record Attempt(Delivery delivery, Pending pending, Message message, Told before) {}

  Receiver receiver() {
    return receiver;
  }

  void restore(ToldRecord record) {
    var delivery = new Delivery(record.key(), record.told().notAfter(clock.wallMillis()));
    delivery.hasRecord = true;
    deliveries.put(record.key(), delivery);
  }

  /// Whether this receiver has, or may have, heard of an alert that has ended.
  boolean isOwed(GroupKey key, GroupAlert alert) {
    Delivery delivery = deliveries.get(key);
    return delivery != null && delivery.told.mayKnow(alert);
  }

  /// The group has changed, or silences have.
  void plan(AlertGroup group, long nowMs) {
    Delivery delivery = deliveries.get(group.key());
    if (group.alerts().isEmpty()) {
      forget(group.key());
      return;
    }
    if (delivery == null) {
      delivery = new Delivery(group.key(), Told.NOTHING);
      deliveries.put(group.key(), delivery);
    }
    Pending pending = owner.pending(group, delivery.told, nowMs);
    boolean wasPending = delivery.isPending;
    delivery.plan(pending, owner.settings(), nowMs, owner.startedMs());
    pendingCount.addAndGet((delivery.isPending ? 1 : 0) - (wasPending ? 1 : 0));
  }

  private void forget(GroupKey key) {
    Delivery delivery = deliveries.remove(key);
    if (delivery == null) {
      return;
    }
    pendingCount.addAndGet(delivery.isPending ? -1 : 0);
    if (delivery.hasRecord) {
      try {
        owner.store().delete(receiver.name(), key);
      } catch (IOException e) {
        metrics.writeFailures.increment(); // an orphan, removed by the next start
      }
    }
  }

  /// Does what is due, at most one attempt; answers how long there is nothing to do, 0 for none.
  long step() {
    Attempt attempt;
    synchronized (owner.lock()) {
      long nowMs = clock.wallMillis();
      replanIfClockWentBack(nowMs);
      owner.replanIfSilencesChanged(nowMs);
      expire(nowMs);
      attempt = saveAgain(nowMs) ? next(nowMs) : null;
      if (attempt == null) {
        return waitMs(nowMs);
      }
    }
    long startNanos = System.nanoTime();
    Outcome outcome = sender.send(receiver, attempt.message());
    latency.observeNanos(System.nanoTime() - startNanos);
    synchronized (owner.lock()) {
      finish(attempt, outcome, clock.wallMillis());
    }
    return 0;
  }

  /// Times that were computed from a clock that ran ahead are forgotten.
  private void replanIfClockWentBack(long nowMs) {
    boolean wentBack = nowMs < lastStepMs - CLOCK_SLACK_MS;
    lastStepMs = nowMs;
    if (!wentBack) {
      return;
    }
    pausedUntilMs = 0;
    saveAgainMs = 0;
    owner.forgetNextSilenceChange(); // one that had ended may be in force again, and end again
    for (Delivery delivery : List.copyOf(deliveries.values())) {
      delivery.retryAtMs = 0;
      delivery.told = delivery.told.notAfter(nowMs);
      plan(owner.group(delivery.key), nowMs);
    }
  }

  private long waitMs(long nowMs) {
    long next = Math.min(nowMs + IDLE_MS, owner.nextSilenceChangeMs());
    for (Delivery delivery : deliveries.values()) {
      long due = Math.max(delivery.dueMs, Math.max(pausedUntilMs, saveAgainMs));
      next = Math.min(next, Math.min(due, delivery.expiryMs));
    }
    return Math.max(1, next - nowMs);
  }

  private @Nullable Attempt next(long nowMs) {
    if (nowMs < pausedUntilMs) {
      return null;
    }
    Delivery first = null;
    for (Delivery delivery : deliveries.values()) {
      if (delivery.dueMs <= nowMs && (first == null || delivery.dueMs < first.dueMs)) {
        first = delivery;
      }
    }
    return first == null ? null : attempt(first, nowMs);
  }

  private @Nullable Attempt attempt(Delivery delivery, long nowMs) {
    AlertGroup group = owner.group(delivery.key);
    plan(group, nowMs); // silences may have begun
    Pending pending = owner.pending(group, delivery.told, nowMs);
    if (delivery.dueMs > nowMs || pending.isEmpty()) {
      return null;
    }
    Told before = delivery.told;
    Set<Long> unheard = pending.firingFingerprints();
    unheard.removeAll(before.firing());
    if (!before.attempted().containsAll(unheard)) {
      delivery.told = before.attempting(unheard);
      if (!save(delivery, nowMs)) {
        delivery.told = before; // what may arrive must be known to have been sent
        return null;
      }
    }
    String url = owner.settings().externalUrl();
    var message = Message.of(receiver.name(), delivery.key, pending, delivery.told, url);
    return new Attempt(delivery, pending, message, before);
  }

  private void finish(Attempt attempt, Outcome outcome, long nowMs) {
    Delivery delivery = attempt.delivery();
    switch (outcome) {
      case Outcome.Delivered _ -> delivered(attempt, nowMs);
      case Outcome.Retry retry -> retried(attempt, retry, nowMs);
      case Outcome.Rejected rejected -> {
        rejectedCount.increment();
        failed(rejected.reason(), nowMs);
        failures = 0; // it answers
        delivery.failures = 0;
        delivery.told = attempt.before().rejected(nowMs, attempt.pending().state());
        save(delivery, nowMs);
        LOG.warn(
            "notify_rejected receiver={} group={} reason={}",
            receiver.name(),
            delivery.key.text(),
            rejected.reason());
      }
    }
    owner.settle(delivery.key, nowMs);
  }

  private void delivered(Attempt attempt, long nowMs) {
    sentCount.increment();
    lastSuccessMs = nowMs;
    if (failures > 0) {
      LOG.info("notify_recovered receiver={} failures={}", receiver.name(), failures);
    }
    failures = 0;
    pausedUntilMs = 0;
    Delivery delivery = attempt.delivery();
    delivery.failures = 0;
    delivery.retryAtMs = 0;
    Set<Long> firing = new TreeSet<>(attempt.pending().quiet());
    firing.addAll(attempt.pending().firingFingerprints());
    delivery.told = delivery.told.delivered(nowMs, firing);
    save(delivery, nowMs);
  }

  private void retried(Attempt attempt, Outcome.Retry retry, long nowMs) {
    retryCount.increment();
    failed(retry.reason(), nowMs);
    failures++;
    Delivery delivery = attempt.delivery();
    delivery.failures++;
    long pauseMs = Math.max(retry.afterMs(), Backoff.delayMs(failures, random));
    pausedUntilMs = nowMs + pauseMs;
    delivery.retryAtMs = nowMs + Math.max(pauseMs, Backoff.delayMs(delivery.failures, random));
    if (!retry.mayHaveArrived()) {
      delivery.told = attempt.before(); // its record still says that it may; the next save mends it
    }
    if (failures == 1) {
      LOG.warn("notify_failed receiver={} reason={}", receiver.name(), retry.reason());
    }
  }

  private void failed(String reason, long nowMs) {
    lastFailureMs = nowMs;
    lastError = reason;
  }

  /// Gives up the ends that nobody took for an hour.
  private void expire(long nowMs) {
    List<Delivery> expired = new ArrayList<>();
    for (Delivery delivery : deliveries.values()) {
      if (delivery.expiryMs <= nowMs) {
        expired.add(delivery);
      }
    }
    for (Delivery delivery : expired) {
      List<Long> given = new ArrayList<>();
      for (GroupAlert alert : owner.group(delivery.key).alerts().values()) {
        boolean isOver = alert.isResolved() && Delivery.expiry(alert, owner.startedMs()) <= nowMs;
        if (isOver && delivery.told.mayKnow(alert)) {
          given.add(alert.fingerprint());
        }
      }
      deadCount.increment();
      failed("dead letter: an end could not be told for an hour", nowMs);
      LOG.warn(
          "notify_dead_letter receiver={} group={} alerts={}",
          receiver.name(),
          delivery.key.text(),
          given.size());
      delivery.told = delivery.told.without(given);
      save(delivery, nowMs);
      owner.settle(delivery.key, nowMs);
    }
  }

  private boolean save(Delivery delivery, long nowMs) {
    delivery.hasRecord = true;
    try {
      owner.store().save(new ToldRecord(receiver.name(), delivery.key, delivery.told));
      delivery.isUnsaved = false;
      return true;
    } catch (IOException e) {
      metrics.writeFailures.increment();
      LOG.warn("notify_write_failed receiver={} reason={}", receiver.name(), e.getMessage());
      delivery.isUnsaved = true;
      saveAgainMs = nowMs + SAVE_AGAIN_MS;
      return false;
    }
  }

  /// Nothing is sent while it could not be recorded; false until then.
  private boolean saveAgain(long nowMs) {
    if (nowMs < saveAgainMs) {
      return false;
    }
    saveAgainMs = 0;
    for (Delivery delivery : deliveries.values()) {
      if (delivery.isUnsaved && !save(delivery, nowMs)) {
        return false;
      }
    }
    return true;
  }

  ReceiverStatus status() {
    return new ReceiverStatus(
        receiver.name(),
        receiver.kind().text(),
        receiver.target(),
        pendingCount.get(),
        sentCount.value(),
        retryCount.value() + rejectedCount.value(),
        lastSuccessMs,
        lastFailureMs,
        lastError);
  }
}
