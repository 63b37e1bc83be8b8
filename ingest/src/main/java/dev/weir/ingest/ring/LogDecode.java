package dev.weir.ingest.ring;

import com.lmax.disruptor.Sequence;
import dev.weir.ingest.decode.LogDecoder;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.model.LogRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decodes bytes to log records, and encodes records from inside, in the form the journal keeps.
/// One instance for each decode thread.
///
/// A batch belongs to its event until the apply stage is done with it, so there are enough for the
/// journal to be some slots behind.
final class LogDecode implements DecodeStage {
  private static final Logger log = LoggerFactory.getLogger(LogDecode.class);

  /// Batches decoded ahead of the apply stage by one decoder.
  private static final int BATCHES = 16;

  /// Most bytes of a batch: a journal record takes 64 MiB.
  private static final int BATCH_BYTES_MAX = 48 << 20;

  private final IngestMetrics metrics;
  private final MalformedSamples shown;
  private final AcceptedTimes times;
  private final SampleSlots<LogEntries> batches;
  private final Payload payload = new Payload();

  LogDecode(LogStore store, Sequence applied, IngestMetrics metrics, MalformedSamples shown) {
    this.metrics = metrics;
    this.shown = shown;
    times = new AcceptedTimes(store);
    batches = new SampleSlots<>(LogEntries.class, BATCHES, () -> new LogEntries(times), applied);
  }

  /// The store's window, looked up once for each event.
  private static final class AcceptedTimes implements LogEntries.TimeWindow {
    private final LogStore store;
    private long earliestNs;
    private long latestNs;

    AcceptedTimes(LogStore store) {
      this.store = store;
    }

    void refresh() {
      earliestNs = store.earliestAcceptedNs();
      latestNs = store.latestAcceptedNs();
    }

    @Override
    public long earliestNs() {
      return earliestNs;
    }

    @Override
    public long latestNs() {
      return latestNs;
    }
  }

  @Override
  public void decode(IngestEvent event, long sequence) {
    switch (event.kind) {
      case LOGS -> decodePayload(event, begin(event, sequence));
      case RECORDS -> {
        LogEntries entries = begin(event, sequence);
        for (LogRecord each : event.records) {
          entries.batch().add(each);
        }
      }
      case NONE, SAMPLES, STATSD, SERIES, CLOSE_WINDOWS, FLUSH, CHECKPOINT -> {}
    }
  }

  private LogEntries begin(IngestEvent event, long sequence) {
    times.refresh();
    LogEntries entries = batches.take(sequence, old -> {});
    entries.clear(event.tenant);
    event.entries = entries;
    return entries;
  }

  private void decodePayload(IngestEvent event, LogEntries entries) {
    Protocol protocol = event.protocolOfPayload();
    LogDecoder decoder = protocol.logDecoder();
    if (decoder == null) {
      throw new IllegalStateException(
          "BUG: log records of a protocol without decoder: " + protocol);
    }
    payload.tenant(event.tenant).timeUnitNanos(event.timeUnitNanos).cut(event.isCut);
    try {
      if (protocol.framing() == Protocol.Framing.FRAMES) {
        decodeFrames(event, decoder, entries);
      } else {
        payload.set(event.bytes, event.offset, event.length, event.arrivalMs).source(null);
        decoder.decode(payload, entries);
      }
    } catch (RuntimeException e) {
      log.error("decoder_failed protocol={} BUG", protocol.name(), e);
      metrics.bugs.increment();
      entries.clear(event.tenant); // it may end within a record
      entries.refusals().add(Malformed.SYNTAX, event.bytes, event.offset, event.length);
    }
    if (entries.batch().sizeBytes() > BATCH_BYTES_MAX) {
      entries.clear(event.tenant);
      entries.refusals().add(Malformed.TOO_LONG, event.bytes, event.offset, event.length);
    }
    IngestMetrics.OfProtocol counters = metrics.of(protocol);
    counters.decoded(entries.batch().records());
    counters.touched(entries);
    counters.malformed(entries.refusals(), event.tenant, shown);
  }

  private void decodeFrames(IngestEvent event, LogDecoder decoder, LogEntries entries) {
    int start = event.offset;
    for (int i = 0; i < event.datagrams; i++) {
      int end = event.offset + event.ends[i];
      payload.set(event.bytes, start, end - start, event.arrivalMs).source(event.sources[i]);
      decoder.decode(payload, entries);
      start = end;
    }
  }
}
