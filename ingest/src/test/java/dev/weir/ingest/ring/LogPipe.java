package dev.weir.ingest.ring;

import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Labels;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// A running pipeline of log records over a journal and a store in memory.
public final class LogPipe implements AutoCloseable {
  /// Each frame is a line of the stream `{host="<sender>"}`, as it is.
  public static final Protocol FRAMES = Protocol.logFrames("frames", LogPipe::decodeFrame);

  /// Each line of a body is one, those that begin with `!` are malformed.
  public static final Protocol BODY =
      Protocol.logBody("body", LogPipe::decodeBody, Protocol.BodyCut.WHOLE);

  public final MemoryLog log;
  public final MemoryLogStore store;
  public final MetricRegistry registry = new MetricRegistry();
  public final IngestMetrics metrics = new IngestMetrics(registry);
  public final MalformedSamples shown = new MalformedSamples(Clock.SYSTEM);
  public final IngestRing ring;

  public LogPipe(MemoryLog log, MemoryLogStore store, Durability durability) {
    this.log = log;
    this.store = store;
    ring =
        IngestRing.ofLogs(
            new IngestRing.Settings(256, 2, durability), store, log, Clock.SYSTEM, metrics, shown);
  }

  /// Replays and starts.
  public LogPipe open() throws IOException {
    ring.replay();
    ring.start();
    return this;
  }

  public static LogPipe fresh() throws IOException {
    return new LogPipe(new MemoryLog(), new MemoryLogStore(), Durability.FSYNC).open();
  }

  private static void decodeFrame(Payload in, LogEntries out) {
    InetAddress source = in.source();
    out.begin(
        Labels.of("host", source == null ? "unknown" : source.getHostAddress()),
        in.arrivalMs() * 1_000_000);
    out.end(in.bytes(), in.offset(), in.length(), in.isCut());
  }

  private static void decodeBody(Payload in, LogEntries out) {
    byte[] bytes = in.bytes();
    int end = in.offset() + in.length();
    int start = in.offset();
    for (int at = start; at < end; at++) {
      if (bytes[at] == '\n') {
        if (bytes[start] == '!') {
          out.refusals().add(Malformed.SYNTAX, bytes, start, at - start);
        } else {
          out.begin(Labels.of("job", "body"), in.arrivalMs() * 1_000_000);
          out.end(bytes, start, at - start, false);
        }
        start = at + 1;
      }
    }
  }

  /// Submits lines, each ended by LF, and returns what becomes of them.
  public Acknowledgement submit(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var acknowledgement = new Acknowledgement();
    acknowledgement.expect();
    Offer offer =
        ring.put(
            new Submission()
                .payload(BODY, bytes, 0, bytes.length, Resource.NONE)
                .arrivedAt(1_700_000_000_000L)
                .acknowledge(acknowledgement),
            TimeUnit.SECONDS.toNanos(10));
    if (offer != Offer.TAKEN) {
      acknowledgement.notTaken(Failure.BUSY);
    }
    acknowledgement.submitted();
    return acknowledgement;
  }

  /// The same, waiting.
  public WriteResult write(String text) {
    return Pipe.result(submit(text));
  }

  /// Value of a counter or gauge, summed over its labels that contain `label`.
  public double metric(String name, String... label) {
    return Pipe.metric(registry, name, label);
  }

  /// Ends as if the process died: nothing is drained or forced.
  public void die() {
    ring.kill();
  }

  @Override
  public void close() {
    ring.drain(TimeUnit.SECONDS.toNanos(10));
    ring.close();
  }
}
