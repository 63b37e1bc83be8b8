package dev.weir.ingest.statsd;

import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.Refusals;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.SeriesBatch;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The statsd windows of one server, one [TenantWindows] per tenant; a tenant's begin with its
/// first packet. Every method belongs to the apply thread.
///
/// A line whose name was met before allocates nothing. Rates are computed over the nominal interval
/// as long as a flush comes within a fifth of it after the one before, so that the scheduler's
/// jitter does not show; over the true one otherwise.
///
/// Snapshot format: `docs/format/statsd-windows.md` of this module.
public final class StatsdAggregator implements StatsdWindows {
  private static final int VERSION = 1;

  private final StatsdSettings settings;
  private final Clock clock;
  private final StatsdMetrics metrics;
  private final StatsdNames names;
  private final StatsdFlush flush;
  private final EventLineSink events;
  private final Map<Tenant, TenantWindows> tenants = new LinkedHashMap<>();
  private MemberHash memberHash;
  private DoublePool pool;
  private @Nullable Tenant lastTenant;
  private @Nullable TenantWindows lastWindows;
  private long previousFlushMs; // 0 before the first
  private long previousMillis;
  private int previousSamples;

  public StatsdAggregator(StatsdSettings settings, Clock clock, MetricRegistry registry) {
    this(settings, clock, registry, EventLineSink.NONE);
  }

  /// Lines that are events go to `events`.
  public StatsdAggregator(
      StatsdSettings settings, Clock clock, MetricRegistry registry, EventLineSink events) {
    this.events = events;
    this.settings = settings;
    this.clock = clock;
    metrics = new StatsdMetrics(registry);
    names = new StatsdNames(settings);
    flush = new StatsdFlush(settings, names);
    memberHash = new MemberHash(new SecureRandom().nextLong());
    pool = new DoublePool(settings.limits().timerValues());
  }

  @Override
  public void apply(Payload lines, Refusals refusals) {
    TenantWindows windows = windows(lines.tenant());
    if (windows == null) {
      metrics.overTenants.increment();
    } else {
      windows.apply(lines, refusals);
    }
  }

  private @Nullable TenantWindows windows(Tenant tenant) {
    if (!tenant.equals(lastTenant)) {
      TenantWindows windows = tenants.get(tenant);
      if (windows == null && tenants.size() < settings.limits().tenants()) {
        windows = new TenantWindows(settings, names, memberHash, pool, metrics, events);
        tenants.put(tenant, windows);
      }
      lastTenant = windows == null ? null : tenant;
      lastWindows = windows;
    }
    return lastWindows;
  }

  @Override
  public List<SeriesBatch> flush(long flushMs) {
    long startNanos = clock.nanoTime();
    StatsdFlush.Moment moment = moment(flushMs);
    var batches = new ArrayList<SeriesBatch>(tenants.size());
    int samples = 0;
    for (Map.Entry<Tenant, TenantWindows> entry : tenants.entrySet()) {
      var batch = new SeriesBatch(entry.getKey());
      flush.emit(entry.getValue(), moment, batch);
      samples += batch.count();
      batches.add(batch);
    }
    flushed(flushMs);
    previousSamples = samples;
    previousMillis = (clock.nanoTime() - startNanos) / 1_000_000;
    return batches;
  }

  @Override
  public void flushed(long flushMs) {
    int live = 0;
    for (TenantWindows windows : tenants.values()) {
      windows.nextWindow(settings.idle());
      live += windows.live();
    }
    metrics.names(live);
    previousFlushMs = flushMs;
  }

  private StatsdFlush.Moment moment(long flushMs) {
    long nominalMs = settings.flushIntervalMs();
    boolean isWholeSeconds = nominalMs % 1000 == 0;
    long timestampMs = isWholeSeconds ? Math.floorDiv(flushMs + 500, 1000L) * 1000 : flushMs;
    if (previousFlushMs == 0) {
      return new StatsdFlush.Moment(
          timestampMs, nominalMs / 1000.0, 0, 0, previousMillis, previousSamples);
    }
    long passedMs = flushMs - previousFlushMs;
    boolean isOnTime = Math.abs(passedMs - nominalMs) * 5 <= nominalMs;
    long intervalMs = isOnTime || passedMs <= 0 ? nominalMs : passedMs;
    long previousSeconds = Math.floorDiv(previousFlushMs + 500, 1000L);
    double lag = Math.floorDiv(flushMs + 500, 1000L) - previousSeconds - nominalMs / 1000.0;
    return new StatsdFlush.Moment(
        timestampMs, intervalMs / 1000.0, previousSeconds, lag, previousMillis, previousSamples);
  }

  @Override
  public ByteBuffer snapshot() {
    var out = new SnapshotWriter();
    out.putByte(VERSION);
    out.putLong(memberHash.seed());
    out.putLong(previousFlushMs);
    out.putInt(tenants.size());
    tenants.forEach((tenant, windows) -> {
      out.putText(tenant.name());
      windows.write(out);
    });
    return out.finish();
  }

  /// Throws `IllegalArgumentException` for a snapshot that is damaged or of another version; the
  /// state is then as before.
  @Override
  public void restore(ByteBuffer snapshot) {
    var in = new SnapshotReader(snapshot);
    int version = in.uint8();
    if (version != VERSION) {
      throw in.damaged("version " + version);
    }
    var hash = new MemberHash(in.int64());
    long flushMs = in.int64();
    var readPool = new DoublePool(settings.limits().timerValues());
    var read = new LinkedHashMap<Tenant, TenantWindows>();
    int count = in.count(42);
    for (int i = 0; i < count; i++) {
      String name = in.text();
      if (!Tenant.isValid(name)) {
        throw in.damaged("tenant name");
      }
      var windows = new TenantWindows(settings, names, hash, readPool, metrics, events);
      windows.read(in);
      read.put(new Tenant(name), windows);
    }
    in.requireEnd();
    tenants.clear();
    tenants.putAll(read);
    memberHash = hash;
    pool = readPool;
    previousFlushMs = flushMs;
    lastTenant = null;
    lastWindows = null;
  }
}
