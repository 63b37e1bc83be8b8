package dev.weir.server;

import dev.weir.ingest.IngestService;
import dev.weir.ingest.PipelineStatus;
import dev.weir.server.config.Config;
import dev.weir.server.http.HttpHost;
import dev.weir.server.http.ServerStatus;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Scheduler;
import dev.weir.storage.journal.IngestLog;
import dev.weir.storage.metrics.block.BlockMeta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running parts as the endpoints about the server itself see them. Any thread.
final class RunningStatus implements ServerStatus {
  private static final Logger LOG = LoggerFactory.getLogger(RunningStatus.class);

  /// Below this much space the server is not healthy, whether or not it still takes in.
  private static final long LEAST_FREE_BYTES = 256L << 20;

  private final Config config;
  private final long startedMs;
  private final List<ListenerStatus> listeners;
  private final Stores stores;
  private final IngestService ingest;
  private final Scheduler scheduler;
  private final DiskUsage usage;
  private final @Nullable HttpHost http;
  private final Object compacting = new Object();

  RunningStatus(
      Config config,
      long startedMs,
      List<ListenerStatus> listeners,
      Stores stores,
      IngestService ingest,
      Clock clock,
      Scheduler scheduler,
      @Nullable HttpHost http) {
    this.http = http;
    this.config = config;
    this.startedMs = startedMs;
    this.listeners = listeners;
    this.stores = stores;
    this.ingest = ingest;
    this.scheduler = scheduler;
    this.usage = new DiskUsage(stores.data().path(), clock);
  }

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  public long startedMs() {
    return startedMs;
  }

  @Override
  public Config config() {
    return config;
  }

  @Override
  public List<ListenerStatus> listeners() {
    return listeners;
  }

  @Override
  public List<String> problems() {
    var problems = new ArrayList<String>();
    String refusing = ingest.problem();
    if (refusing != null) {
      problems.add("nothing is taken in: " + refusing);
    }
    problems.addAll(unhealthy("metrics", stores.metricJournal()));
    problems.addAll(unhealthy("logs", stores.logJournal()));
    if (http != null) {
      problems.addAll(http.problems());
    }
    try {
      long free = freeBytes();
      if (free < LEAST_FREE_BYTES) {
        problems.add("little space below storage.dir: " + (free >> 20) + " MiB left");
      }
    } catch (IOException e) {
      problems.add("storage.dir cannot be read: " + e.getMessage());
    }
    return problems;
  }

  private static List<String> unhealthy(String what, IngestLog journal) {
    return journal.isHealthy()
        ? List.of()
        : List.of(
            "the journal of "
                + what
                + " failed to reach the device; nothing is acknowledged until it does");
  }

  @Override
  public SequencedMap<String, Long> figures() {
    var figures = new LinkedHashMap<String, Long>();
    figures.put("series", (long) stores.metrics().registry().seriesCount());
    List<BlockMeta> blocks = stores.metrics().blocks().list();
    figures.put("blocks", (long) blocks.size());
    figures.put("journalPosition", stores.metricJournal().endPosition());
    figures.put("journalDurablePosition", stores.metricJournal().durablePosition());
    figures.put("logJournalPosition", stores.logJournal().endPosition());
    figures.put("logJournalDurablePosition", stores.logJournal().durablePosition());
    return figures;
  }

  @Override
  public SequencedMap<String, PipelineStatus> pipelines() {
    var pipelines = new LinkedHashMap<String, PipelineStatus>();
    pipelines.put("metrics", ingest.status());
    pipelines.put("logs", ingest.logStatus());
    return pipelines;
  }

  @Override
  public Disk disk() throws IOException {
    return new Disk(usage.byPart(), freeBytes());
  }

  /// The checkpoint after the compaction lets the journals go up to where blocks and parts reach.
  @Override
  public void compact() throws IOException {
    synchronized (compacting) {
      long started = System.nanoTime();
      stores.metrics().compact();
      stores.logs().compact();
      ingest.checkpoint();
      LOG.info("compacted millis={}", (System.nanoTime() - started) / 1_000_000);
    }
  }

  @Override
  public void compactInBackground() {
    scheduler.execute(
        "compact",
        () -> {
          try {
            compact();
          } catch (IOException e) {
            LOG.error("compact_failed", e);
          }
        });
  }

  private long freeBytes() throws IOException {
    return stores.data().files().usableBytes(stores.data().path());
  }
}
