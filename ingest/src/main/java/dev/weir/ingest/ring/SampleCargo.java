package dev.weir.ingest.ring;

import com.lmax.disruptor.Sequence;
import dev.weir.ingest.statsd.StatsdWindows;
import dev.weir.storage.journal.IngestLog;
import dev.weir.storage.metrics.MetricStore;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Samples, and lines for the statsd windows, on their way to a [MetricStore].
final class SampleCargo implements Cargo {
  private final MetricStore store;
  private final IngestRing.Series series;
  private final IngestMetrics metrics;
  private final MalformedSamples shown;
  private final StatsdState statsd;
  private final SampleRecords records;
  private @Nullable PendingFlush replayedFlush; // set by replay

  SampleCargo(
      MetricStore store,
      StatsdWindows windows,
      IngestRing.Series series,
      IngestMetrics metrics,
      MalformedSamples shown) {
    this.store = store;
    this.series = series;
    this.metrics = metrics;
    this.shown = shown;
    statsd = new StatsdState(windows);
    records = new SampleRecords(store.registry(), series.shardCount());
  }

  @Override
  public String name() {
    return "metrics";
  }

  @Override
  public String threadPrefix() {
    return "ingest";
  }

  @Override
  public void replay(IngestLog journal) throws IOException {
    replayedFlush = new SampleReplay(store, journal, statsd).run();
  }

  @Override
  public @Nullable PendingFlush replayedFlush() {
    return replayedFlush;
  }

  @Override
  public long checkpointPosition() {
    return store.checkpointPosition();
  }

  @Override
  public RecordOwner records() {
    return records;
  }

  @Override
  public DecodeStage decodeStage(Sequence written, Sequence applied) {
    return new SampleDecode(written, metrics, shown);
  }

  @Override
  public WriteStage writeStage(JournalWriter journal, Sequence applied) {
    int limit = series.idCacheLimit();
    var resolver = new Resolver(store, limit, limit / 4 + 1);
    return new SampleWrite(resolver, records, journal, applied, metrics);
  }

  @Override
  public ApplyStage applyStage() {
    return new SampleApply(store, statsd, metrics, shown);
  }
}
