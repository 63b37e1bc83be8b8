package dev.weir.ingest.ring;

import com.lmax.disruptor.Sequence;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.SampleBatch;
import dev.weir.ingest.decode.SampleDecoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decodes bytes to rows. One instance for each decode thread.
final class SampleDecode implements DecodeStage {
  private static final Logger log = LoggerFactory.getLogger(SampleDecode.class);

  /// Batches decoded ahead of the write stage by one decoder.
  private static final int BATCHES = 16;

  /// Rows of columns a batch keeps between uses: 64 KiB of lines make fewer.
  private static final int KEPT_ROWS = 1 << 14;

  private final IngestMetrics metrics;
  private final MalformedSamples shown;
  private final SampleSlots<SampleBatch> batches;
  private final Payload payload = new Payload();

  SampleDecode(Sequence written, IngestMetrics metrics, MalformedSamples shown) {
    this.metrics = metrics;
    this.shown = shown;
    batches = new SampleSlots<>(SampleBatch.class, BATCHES, SampleBatch::new, written);
  }

  @Override
  public void decode(IngestEvent event, long sequence) {
    if (event.kind != EventKind.SAMPLES) {
      return;
    }
    Protocol protocol = event.protocolOfPayload();
    SampleDecoder decoder = protocol.decoder();
    if (decoder == null) {
      throw new IllegalStateException("BUG: samples of a protocol without decoder: " + protocol);
    }
    SampleBatch batch = batches.take(sequence, old -> old.shrink(KEPT_ROWS));
    batch.clear(event.bytes);
    payload.tenant(event.tenant).timeUnitNanos(event.timeUnitNanos);
    try {
      if (protocol.framing() == Protocol.Framing.DATAGRAMS) {
        decodeDatagrams(event, decoder, batch);
      } else {
        payload.set(event.bytes, event.offset, event.length, event.arrivalMs);
        decoder.decode(payload, batch);
      }
    } catch (RuntimeException e) {
      log.error("decoder_failed protocol={} BUG", protocol.name(), e);
      metrics.bugs.increment();
      batch.refusals().add(Malformed.SYNTAX, event.bytes, event.offset, event.length);
    }
    event.batch = batch;
    IngestMetrics.OfProtocol counters = metrics.of(protocol);
    counters.decoded(batch.length());
    counters.malformed(batch.refusals(), event.tenant, shown);
  }

  private void decodeDatagrams(IngestEvent event, SampleDecoder decoder, SampleBatch batch) {
    int start = event.offset;
    for (int i = 0; i < event.datagrams; i++) {
      int end = event.offset + event.ends[i];
      payload.set(event.bytes, start, end - start, event.arrivalMs);
      decoder.decode(payload, batch);
      start = end;
    }
  }
}
