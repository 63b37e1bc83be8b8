package dev.weir.ingest.ring;

import dev.weir.storage.metrics.MetricStore;
import dev.weir.storage.metrics.QueryLeaf;
import dev.weir.storage.metrics.ResolvedSamples;
import dev.weir.storage.metrics.SeriesRegistry;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SampleOutcome;
import dev.weir.storage.model.Tenant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;

/// A store in memory for tests of the pipeline alone: sorted maps, a limit of series, checkpoints
/// that a later [#reopen()] starts from.
public final class MemoryStore implements MetricStore {
  private record Series(Tenant tenant, Labels labels) {}

  private final List<Series> series = new ArrayList<>(); // guarded by this
  private final Map<Series, Integer> ids = new HashMap<>(); // guarded by this
  private final Map<Integer, TreeMap<Long, Double>> samples = new HashMap<>(); // guarded by this
  private final List<Series> defined = new ArrayList<>(); // guarded by this
  private final Registry registry = new Registry();
  private final int seriesLimit;
  private long applied; // guarded by this
  private long duplicates; // guarded by this
  private long appliedPosition; // guarded by this
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile MemoryStore checkpoint = this; // this: none
  private long checkpointPosition; // guarded by this
  private Map<String, byte[]> states = Map.of(); // guarded by this
  private volatile boolean holdsCheckpoints;

  public MemoryStore() {
    this(Integer.MAX_VALUE);
  }

  public MemoryStore(int seriesLimit) {
    this.seriesLimit = seriesLimit;
  }

  /// The store as a restart finds it: its last checkpoint, or nothing.
  public synchronized MemoryStore reopen() {
    return checkpoint == this ? new MemoryStore(seriesLimit) : checkpoint.copy();
  }

  /// This store as one whose last checkpoint is what it holds now.
  public MemoryStore asCheckpoint() {
    checkpoint = copy();
    return this;
  }

  /// Checkpoints are taken but never become durable.
  public void holdCheckpoints() {
    holdsCheckpoints = true;
  }

  /// Everything, by `tenant{labels}`.
  public synchronized Map<String, Map<Long, Double>> content() {
    var all = new TreeMap<String, Map<Long, Double>>();
    samples.forEach((id, values) ->
        all.put(series.get(id).tenant() + series.get(id).labels().toString(), Map.copyOf(values)));
    return all;
  }

  /// Number of samples kept.
  public synchronized long sampleCount() {
    return samples.values().stream().mapToLong(Map::size).sum();
  }

  /// Samples that came twice.
  public synchronized long duplicates() {
    return duplicates;
  }

  /// Samples given to [#apply].
  public synchronized long applied() {
    return applied;
  }

  @Override
  public SeriesRegistry registry() {
    return registry;
  }

  @Override
  public QueryLeaf leaf() {
    throw new UnsupportedOperationException("no queries here");
  }

  @Override
  public void apply(ResolvedSamples rows, long position) {
    awaitGate();
    applyNow(rows, position);
  }

  /// Makes the apply thread wait from now on until `open` is counted down.
  public void hold(CountDownLatch open) {
    gate = open;
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void applyNow(ResolvedSamples rows, long position) {
    assert position >= appliedPosition : position + " after " + appliedPosition;
    appliedPosition = position;
    for (int i = 0; i < rows.length(); i++) {
      Double before =
          samples
              .computeIfAbsent(rows.series()[i], id -> new TreeMap<>())
              .put(rows.timestamps()[i], rows.values()[i]);
      applied++;
      if (before != null) {
        duplicates++;
      }
    }
  }

  @Override
  public long earliestAcceptedMs() {
    return 0;
  }

  @Override
  public long latestAcceptedMs() {
    return 4_000_000_000_000L;
  }

  @Override
  public synchronized long checkpointPosition() {
    return checkpointPosition;
  }

  @Override
  public synchronized ByteBuffer checkpointedState(String name) {
    return ByteBuffer.wrap(states.getOrDefault(name, new byte[0]));
  }

  @Override
  public void checkpoint(CheckpointStates wanted, LongConsumer whenDurable) {
    MemoryStore copy;
    synchronized (this) {
      copy = copy();
    }
    var kept = new HashMap<String, byte[]>();
    wanted.writeTo((name, state) -> {
      byte[] bytes = new byte[state.remaining()];
      state.get(state.position(), bytes);
      kept.put(name, bytes);
    });
    copy.states = kept;
    copy.checkpointPosition = copy.appliedPosition;
    if (!holdsCheckpoints) {
      checkpoint = copy;
      whenDurable.accept(copy.checkpointPosition);
    }
  }

  private synchronized MemoryStore copy() {
    var copy = new MemoryStore(seriesLimit);
    copy.series.addAll(series);
    copy.ids.putAll(ids);
    samples.forEach((id, values) -> copy.samples.put(id, new TreeMap<>(values)));
    copy.states = states;
    copy.checkpointPosition = checkpointPosition;
    copy.appliedPosition = appliedPosition;
    return copy;
  }

  @Override
  public void compact() {}

  @Override
  public void close() {}

  private final class Registry implements SeriesRegistry {
    @Override
    public int resolve(Tenant tenant, Labels labels) {
      synchronized (MemoryStore.this) {
        var key = new Series(tenant, labels);
        Integer id = ids.get(key);
        if (id != null) {
          return id;
        }
        if (series.size() >= seriesLimit) {
          return SeriesRegistry.refused(SampleOutcome.SERIES_LIMIT);
        }
        defined.add(key);
        return define(key);
      }
    }

    private int define(Series key) {
      int id = series.size();
      series.add(key);
      ids.put(key, id);
      return id;
    }

    @Override
    public boolean hasNewDefinitions() {
      return newDefinitionsSize() > 0;
    }

    @Override
    public void drainNewDefinitions(ByteBuffer out) {
      synchronized (MemoryStore.this) {
        for (Series each : defined) {
          byte[] text = text(each);
          out.putInt(ids.getOrDefault(each, -1)).putInt(text.length).put(text);
        }
        defined.clear();
      }
    }

    @Override
    public int newDefinitionsSize() {
      synchronized (MemoryStore.this) {
        return defined.isEmpty()
            ? 0
            : defined.stream().mapToInt(each -> 8 + text(each).length).sum();
      }
    }

    @Override
    public void replayDefinitions(ByteBuffer in) {
      synchronized (MemoryStore.this) {
        while (in.hasRemaining()) {
          int id = in.getInt();
          byte[] text = new byte[in.getInt()];
          in.get(text);
          String[] parts = new String(text, StandardCharsets.UTF_8).split("\0");
          String[] pairs = new String[parts.length - 1];
          System.arraycopy(parts, 1, pairs, 0, pairs.length);
          var key = new Series(new Tenant(parts[0]), Labels.of(pairs));
          Integer known = ids.get(key);
          if (known == null) {
            known = define(key);
          }
          if (known != id) {
            throw new IllegalStateException("id " + id + " is " + known + " here: " + key);
          }
        }
      }
    }

    private static byte[] text(Series each) {
      var text = new StringBuilder(each.tenant().name());
      for (int i = 0; i < each.labels().count(); i++) {
        text.append('\0').append(each.labels().name(i)).append('\0').append(each.labels().value(i));
      }
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Labels labels(int seriesId) {
      synchronized (MemoryStore.this) {
        return series.get(seriesId).labels();
      }
    }

    @Override
    public int shard(int seriesId) {
      return seriesId & 63;
    }

    @Override
    public int seriesCount() {
      synchronized (MemoryStore.this) {
        return series.size();
      }
    }
  }
}
