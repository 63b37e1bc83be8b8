package dev.weir.alerting.notify;

import dev.weir.alerting.Alert;
import dev.weir.alerting.AlertSink;
import dev.weir.alerting.ReceiverSource;
import dev.weir.alerting.ReceiverStatus;
import dev.weir.alerting.notify.GroupCodec.ToldRecord;
import dev.weir.storage.io.Clock;
import dev.weir.storage.meta.MetaStore;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the state of alerts, keeps it in the store, and tells every receiver of it: each group as
/// it is, not what it was meanwhile.
///
/// - A change is durable when [#publish] returns. What a receiver was told is a record of its own,
///   written when it has answered; before a message that tells of new alerts the attempt is
///   recorded. So after a crash nothing is lost, and at most the message in flight is sent again,
///   with the same `Idempotency-Key`.
/// - A receiver hears of an end only after it took the beginning, and of every beginning an end. An
///   alert that came and went unheard is not told.
/// - Silenced alerts are left out; the end of one that was told before is told all the same.
/// - At most [#MAX_ALERTS] alerts are kept; more are refused, counted and logged.
///
/// Threads: [#publish] and the readers from any; one virtual thread per receiver from [#start] on.
public final class Notifier implements AlertSink, ReceiverSource, AutoCloseable {
  /// Most alerts of all groups.
  public static final int MAX_ALERTS = 50_000;

  /// Of all details in memory; alerts beyond are counted in messages, not shown.
  static final long MAX_DETAIL_BYTES = 64 << 20;

  /// How long the end of an alert is offered to a receiver that does not take it.
  static final long KEEP_RESOLVED_MS = 3_600_000;

  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
  private static final long REFUSAL_LOG_MS = 10_000;

  private final Object lock = new Object();
  private final NotifySettings settings;
  private final Silencer silencer;
  private final Clock clock;
  private final NotifyMetrics metrics;
  private final GroupStore store;
  private final HttpSender sender;
  private final long startedMs;
  private final Map<GroupKey, AlertGroup> groups = new TreeMap<>(GroupKey.ORDER);
  private final Map<String, ReceiverQueue> queues = new LinkedHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger alertCount = new AtomicInteger();
  private long detailBytes;
  private long silenceChangeMs;
  private long refusalLoggedMs;
  private volatile boolean isClosed;

  /// Reads what was left to tell. Nothing is sent before [#start].
  public Notifier(
      NotifySettings settings,
      MetaStore store,
      Silencer silencer,
      Clock clock,
      MetricRegistry registry)
      throws IOException {
    this(settings, store, silencer, clock, registry, new Random());
  }

  Notifier(
      NotifySettings settings,
      MetaStore store,
      Silencer silencer,
      Clock clock,
      MetricRegistry registry,
      RandomGenerator random)
      throws IOException {
    this.settings = settings;
    this.silencer = silencer;
    this.clock = clock;
    metrics = new NotifyMetrics(registry);
    this.store = new GroupStore(store, metrics);
    startedMs = clock.wallMillis();
    metrics.alerts(alertCount::get);
    sender = new HttpSender(clock, settings.timeout());
    for (Receiver receiver : settings.receivers()) {
      queues.put(
          receiver.name(), new ReceiverQueue(receiver, this, sender, clock, random, metrics));
    }
    load();
    silencer.onChange(this::silencesChanged);
  }

  private void load() throws IOException {
    for (AlertGroup group : store.loadGroups()) {
      replace(AlertGroup.empty(group.key()), group);
    }
    for (ToldRecord record : store.loadTold()) {
      ReceiverQueue queue = queues.get(record.receiver());
      if (queue == null || !groups.containsKey(record.key())) {
        store.delete(record.receiver(), record.key()); // no such receiver, or nothing to tell
      } else {
        queue.restore(record);
      }
    }
    synchronized (lock) {
      for (GroupKey key : List.copyOf(groups.keySet())) {
        settle(key, startedMs);
      }
      silenceChangeMs = silencer.nextChangeMs(startedMs);
    }
  }

  /// Starts the threads that send.
  public void start() {
    for (ReceiverQueue queue : queues.values()) {
      threads.add(
          Thread.ofVirtual().name("notify-" + queue.receiver().name()).start(() -> run(queue)));
    }
  }

  /// Does all that is due, by the caller's thread: for tests, instead of [#start].
  void runDue() {
    for (ReceiverQueue queue : queues.values()) {
      while (queue.step() == 0) {
        // at most one attempt a step
      }
    }
  }

  private void run(ReceiverQueue queue) {
    while (!isClosed) {
      long waitMs;
      try {
        waitMs = queue.step();
      } catch (RuntimeException e) {
        LOG.error("notify_bug receiver={}", queue.receiver().name(), e);
        waitMs = 1000;
      }
      if (waitMs > 0 && !isClosed) {
        LockSupport.parkNanos(waitMs * 1_000_000);
      }
    }
  }

  private void wake() {
    threads.forEach(LockSupport::unpark);
  }

  @Override
  public void publish(List<Alert> alerts) throws IOException {
    Map<GroupKey, List<Alert>> byGroup = new LinkedHashMap<>();
    for (Alert alert : alerts) {
      byGroup.computeIfAbsent(GroupKey.of(alert), key -> new ArrayList<>()).add(alert);
    }
    IOException failure = null;
    synchronized (lock) {
      for (Map.Entry<GroupKey, List<Alert>> entry : byGroup.entrySet()) {
        try {
          publish(entry.getKey(), entry.getValue());
        } catch (IOException e) {
          metrics.writeFailures.increment();
          failure = e;
        }
      }
    }
    wake();
    if (failure != null) {
      throw failure;
    }
  }

  private void publish(GroupKey key, List<Alert> alerts) throws IOException {
    AlertGroup before = group(key);
    var room = new AlertGroup.Room(MAX_ALERTS - alertCount.get(), MAX_DETAIL_BYTES - detailBytes);
    AlertGroup.Update update = before.with(alerts, room);
    if (update.refused() > 0) {
      refused(key, update.refused());
    }
    if (!update.isChange()) {
      replace(before, update.group());
      return;
    }
    AlertGroup after = pruned(update.group());
    save(before, after);
    replace(before, after);
    planAll(after, clock.wallMillis());
  }

  private void refused(GroupKey key, int count) {
    metrics.refusedAlerts.add(count);
    long nowMs = clock.wallMillis();
    if (Math.abs(nowMs - refusalLoggedMs) >= REFUSAL_LOG_MS) {
      refusalLoggedMs = nowMs;
      LOG.warn("notify_refused group={} alerts={} limit={}", key.text(), count, MAX_ALERTS);
    }
  }

  private AlertGroup pruned(AlertGroup group) {
    return group.pruned(
        alert -> queues.values().stream().anyMatch(queue -> queue.isOwed(group.key(), alert)));
  }

  private void save(AlertGroup before, AlertGroup after) throws IOException {
    if (!after.alerts().isEmpty()) {
      store.save(after);
    } else if (!before.alerts().isEmpty()) {
      store.delete(after.key());
    }
  }

  private void replace(AlertGroup before, AlertGroup after) {
    alertCount.addAndGet(after.alerts().size() - before.alerts().size());
    detailBytes += after.detailBytes() - before.detailBytes();
    if (after.alerts().isEmpty()) {
      groups.remove(after.key());
    } else {
      groups.put(after.key(), after);
    }
  }

  private void planAll(AlertGroup group, long nowMs) {
    queues.values().forEach(queue -> queue.plan(group, nowMs));
  }

  /// Drops what nobody is owed any more, and plans what is left. Needs the lock.
  void settle(GroupKey key, long nowMs) {
    AlertGroup before = group(key);
    AlertGroup after = pruned(before);
    if (after.alerts().size() != before.alerts().size()) {
      try {
        save(before, after);
        replace(before, after);
      } catch (IOException e) {
        metrics.writeFailures.increment(); // stays, and is dropped by the next change or start
        after = before;
      }
    }
    planAll(after, nowMs);
  }

  private void silencesChanged() {
    synchronized (lock) {
      silenceChangeMs = 0;
    }
    wake();
  }

  /// Needs the lock.
  void replanIfSilencesChanged(long nowMs) {
    if (nowMs < silenceChangeMs) {
      return;
    }
    silenceChangeMs = silencer.nextChangeMs(nowMs);
    groups.values().forEach(group -> planAll(group, nowMs));
  }

  /// Needs the lock.
  void forgetNextSilenceChange() {
    silenceChangeMs = 0;
  }

  /// Needs the lock.
  long nextSilenceChangeMs() {
    return silenceChangeMs;
  }

  /// Needs the lock.
  Pending pending(AlertGroup group, Told told, long nowMs) {
    return Pending.of(
        group, told, alert -> alert.alert() != null && silencer.isSilenced(alert.alert(), nowMs));
  }

  /// Needs the lock.
  AlertGroup group(GroupKey key) {
    AlertGroup group = groups.get(key);
    return group == null ? AlertGroup.empty(key) : group;
  }

  Object lock() {
    return lock;
  }

  NotifySettings settings() {
    return settings;
  }

  GroupStore store() {
    return store;
  }

  long startedMs() {
    return startedMs;
  }

  /// Alerts of a tenant that fire, by name.
  public List<Alert> firing(Tenant tenant) {
    List<Alert> firing = new ArrayList<>();
    synchronized (lock) {
      for (AlertGroup group : groups.values()) {
        if (group.key().tenant().equals(tenant)) {
          for (GroupAlert alert : group.alerts().values()) {
            if (!alert.isResolved() && alert.alert() != null) {
              firing.add(alert.alert());
            }
          }
        }
      }
    }
    return firing;
  }

  @Override
  public List<ReceiverStatus> receivers() {
    synchronized (lock) {
      return queues.values().stream().map(ReceiverQueue::status).toList();
    }
  }

  /// Sends a test message now, by the caller's thread; answers `ok`, or why it was not taken.
  /// Throws `IllegalArgumentException` when there is no such receiver.
  public String sendTest(String name, Tenant tenant) {
    ReceiverQueue queue = queues.get(name);
    if (queue == null) {
      throw new IllegalArgumentException("no such receiver: " + name);
    }
    Message message = testMessage(queue.receiver(), tenant);
    return switch (sender.send(queue.receiver(), message)) {
      case Outcome.Delivered _ -> "ok";
      case Outcome.Retry retry -> retry.reason();
      case Outcome.Rejected rejected -> rejected.reason();
    };
  }

  private Message testMessage(Receiver receiver, Tenant tenant) {
    long nowMs = clock.wallMillis();
    var annotations = new TreeMap<String, String>();
    annotations.put("summary", "a test message, sent by hand");
    Labels labels = Labels.of(Alert.NAME_LABEL, "WeirTest", "severity", "none");
    String url = settings.externalUrl();
    var alert = new Alert(tenant, labels, annotations, nowMs, 0, 0, url);
    GroupKey key = GroupKey.of(alert);
    String idempotencyKey = GroupKey.hash(receiver.name(), key.text(), "test", nowMs + "");
    return new Message(receiver.name(), key, List.of(alert), 1, 0, 0, url, idempotencyKey);
  }

  /// Ends the threads; an attempt under way is given up and made again after the next start.
  @Override
  public void close() {
    isClosed = true;
    wake();
    sender.close();
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofSeconds(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
