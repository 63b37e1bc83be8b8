package dev.weir.ingest.ring;

import com.lmax.disruptor.Sequence;
import dev.weir.storage.journal.IngestLog;
import dev.weir.storage.logs.LogStore;
import java.io.IOException;

/// Log records on their way to a [LogStore].
final class LogCargo implements Cargo {
  private final LogStore store;
  private final IngestMetrics metrics;
  private final MalformedSamples shown;

  LogCargo(LogStore store, IngestMetrics metrics, MalformedSamples shown) {
    this.store = store;
    this.metrics = metrics;
    this.shown = shown;
  }

  @Override
  public String name() {
    return "logs";
  }

  @Override
  public String threadPrefix() {
    return "logs";
  }

  @Override
  public void replay(IngestLog journal) throws IOException {
    new LogReplay(store, journal).run();
  }

  @Override
  public long checkpointPosition() {
    return store.checkpointPosition();
  }

  @Override
  public RecordOwner records() {
    return new LogWrite.Records();
  }

  @Override
  public DecodeStage decodeStage(Sequence written, Sequence applied) {
    return new LogDecode(store, applied, metrics, shown);
  }

  @Override
  public WriteStage writeStage(JournalWriter journal, Sequence applied) {
    return new LogWrite(journal, metrics);
  }

  @Override
  public ApplyStage applyStage() {
    return new LogApply(store);
  }
}
