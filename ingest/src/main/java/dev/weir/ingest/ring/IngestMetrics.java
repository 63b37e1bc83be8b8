package dev.weir.ingest.ring;

import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Refusals;
import dev.weir.storage.model.SampleOutcome;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.Histogram;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/// Every metric of ingest. Safe from any thread; counters of a protocol are made when it is first
/// named, those of a reason when it first occurs, so that `/metrics` lists what there is.
public final class IngestMetrics {
  private static final String BUFFER_HELP = "Memory held for payloads.";

  private final MetricRegistry registry;
  private final Map<String, OfProtocol> protocols = new ConcurrentHashMap<>();
  private final Map<String, Counter> http = new ConcurrentHashMap<>();
  private final EnumMap<SampleOutcome, Counter> refused = new EnumMap<>(SampleOutcome.class);

  final Counter accepted;
  final Counter linesAccepted;
  final Counter bugs;

  public IngestMetrics(MetricRegistry registry) {
    this.registry = registry;
    accepted =
        registry.counter("weir_ingest_samples_accepted_total", "Samples journalled and applied.");
    linesAccepted =
        registry.counter(
            "weir_ingest_log_lines_accepted_total", "Log lines journalled and applied.");
    bugs =
        registry.counter(
            "weir_ingest_bugs_total", "Slots given up because an invariant broke; see the log.");
    for (SampleOutcome outcome : SampleOutcome.values()) {
      if (outcome != SampleOutcome.ACCEPTED && outcome != SampleOutcome.DUPLICATE) {
        refused.put(
            outcome,
            registry.counter(
                "weir_ingest_samples_refused_total",
                "Samples understood but refused, by reason.",
                "reason",
                lower(outcome)));
      }
    }
  }

  /// The counters of one protocol.
  public OfProtocol of(Protocol protocol) {
    OfProtocol known = protocols.get(protocol.name());
    return known != null
        ? known
        : protocols.computeIfAbsent(
            protocol.name(), name -> new OfProtocol(registry, name, protocol.isLogs()));
  }

  /// The metrics of one pipeline; once for each.
  OfPipeline ofPipeline(String pipeline) {
    return new OfPipeline(registry, pipeline);
  }

  /// One answer of a push endpoint.
  public void answered(String protocol, int status) {
    http.computeIfAbsent(
            protocol + ' ' + status,
            key ->
                registry.counter(
                    "weir_ingest_http_answers_total",
                    "Answers of the push endpoints.",
                    "protocol",
                    protocol,
                    "status",
                    Integer.toString(status)))
        .increment();
  }

  /// One TCP connection was refused because `protocol` had its limit of them open.
  public void connectionRefused(String protocol) {
    registry
        .counter(
            "weir_ingest_connections_refused_total",
            "TCP connections closed at once because the limit was reached.",
            "protocol",
            protocol)
        .increment();
  }

  /// One TCP connection was closed because it came from outside the source list.
  public void connectionForeign(String protocol) {
    registry
        .counter(
            "weir_ingest_connections_source_closed_total",
            "TCP connections closed at once because their source is not in the allow list.",
            "protocol",
            protocol)
        .increment();
  }

  /// One TCP connection was closed because nothing came for too long.
  public void connectionIdle(String protocol) {
    registry
        .counter(
            "weir_ingest_connections_idle_closed_total",
            "TCP connections closed because nothing came for longer than the idle limit.",
            "protocol",
            protocol)
        .increment();
  }

  /// One TCP connection was closed because unfinished lines and frames took too much memory.
  public void connectionCrowded(String protocol) {
    registry
        .counter(
            "weir_ingest_connections_memory_closed_total",
            "TCP connections closed because unfinished lines or frames took too much memory.",
            "protocol",
            protocol)
        .increment();
  }

  /// Shows the number of open TCP connections of `protocol`.
  public void connections(String protocol, DoubleSupplier open) {
    registry.gauge("weir_ingest_connections", "Open TCP connections.", open, "protocol", protocol);
  }

  /// Shows the kernel's count of datagrams dropped for a full socket buffer.
  public void kernelDrops(String protocol, DoubleSupplier drops) {
    registry.counterFrom(
        "weir_ingest_kernel_dropped_datagrams_total",
        "Datagrams the kernel dropped because the socket's receive buffer was full.",
        drops,
        "protocol",
        protocol);
  }

  /// Shows the size of the kernel's receive buffer as granted.
  public void receiveBuffer(String protocol, long bytes) {
    registry.gauge(
        "weir_ingest_receive_buffer_bytes",
        "Size of the UDP socket's receive buffer as the kernel granted it.",
        () -> bytes,
        "protocol",
        protocol);
  }

  /// Shows bytes of memory held for payloads outside the slots of a ring.
  public void bufferBytes(String kind, DoubleSupplier bytes) {
    registry.gauge("weir_ingest_buffer_bytes", BUFFER_HELP, bytes, "kind", kind);
  }

  void refused(SampleOutcome outcome, long count) {
    Counter counter = refused.get(outcome);
    if (counter != null) {
      counter.add(count);
    }
  }

  void idCache(DoubleSupplier entries, DoubleSupplier turns) {
    registry.gauge("weir_ingest_id_cache_entries", "Series keys whose id is cached.", entries);
    registry.counterFrom(
        "weir_ingest_id_cache_turns_total",
        "Times the cache of series ids reached its limit and dropped its older half.",
        turns);
  }

  /// Samples refused so far, by reason; reasons with none left out.
  public Map<String, Long> refusedByReason() {
    var counts = new TreeMap<String, Long>();
    refused.forEach((outcome, counter) -> {
      if (counter.value() > 0) {
        counts.put(lower(outcome), counter.value());
      }
    });
    return counts;
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// Why a payload was dropped before it became samples.
  public enum Drop {
    /// No slot was free.
    RING_FULL,
    /// The journal took no writes.
    JOURNAL,
    /// The server was stopping.
    CLOSED,
    /// A datagram of no bytes, or one that the socket could not deliver.
    RECEIVE,
    /// A datagram from outside the list of allowed sources.
    SOURCE
  }

  /// The metrics of one pipeline, labelled `metrics` or `logs`. Any thread.
  static final class OfPipeline {
    private final MetricRegistry registry;
    private final String name;
    final Counter journalFailures;
    final Histogram force;
    final Histogram acknowledge;

    OfPipeline(MetricRegistry registry, String name) {
      this.registry = registry;
      this.name = name;
      journalFailures =
          registry.counter(
              "weir_ingest_journal_failures_total",
              "Appends and forces of the journal that failed.",
              "pipeline",
              name);
      force =
          registry.histogram(
              "weir_ingest_force_seconds", "Time one force of the journal took.", "pipeline", name);
      acknowledge =
          registry.histogram(
              "weir_ingest_acknowledge_seconds",
              "Time from the first byte handed to the pipeline to the acknowledgement.",
              "pipeline",
              name);
    }

    void ringFill(DoubleSupplier slots) {
      registry.gauge(
          "weir_ingest_ring_slots_used", "Slots of the ring in use.", slots, "pipeline", name);
    }

    void slotBytes(DoubleSupplier bytes) {
      registry.gauge(
          "weir_ingest_buffer_bytes", BUFFER_HELP, bytes, "kind", "slots", "pipeline", name);
    }

    void journalHealth(DoubleSupplier healthy) {
      registry.gauge(
          "weir_ingest_journal_healthy",
          "1 while the journal takes writes, else 0.",
          healthy,
          "pipeline",
          name);
    }
  }

  /// The counters of one protocol. Any thread.
  public static final class OfProtocol {
    private static final LogEntries.Touched[] TOUCHED = LogEntries.Touched.values();
    private static final Malformed[] REASONS = Malformed.values();

    private final MetricRegistry registry;
    private final String name;
    private final Counter bytes;
    private final Counter datagrams;
    private final Counter lines;
    private final Counter decoded;
    private final Counter[] touched;
    private final LongAdder dropped = new LongAdder();
    private final AtomicReferenceArray<@Nullable Counter> dropReasons =
        new AtomicReferenceArray<>(Drop.values().length);
    private final Counter[] malformed = new Counter[Malformed.values().length];

    OfProtocol(MetricRegistry registry, String name, boolean isLogs) {
      this.registry = registry;
      this.name = name;
      bytes = counter("weir_ingest_received_bytes_total", "Bytes received, inflated.");
      datagrams = counter("weir_ingest_received_datagrams_total", "Datagrams received.");
      lines =
          counter(
              "weir_ingest_received_lines_total",
              "Lines received, by LF; frames, where the protocol has frames.");
      decoded =
          isLogs
              ? counter("weir_ingest_log_lines_decoded_total", "Log lines decoded.")
              : counter("weir_ingest_samples_decoded_total", "Samples decoded.");
      touched = new Counter[isLogs ? TOUCHED.length : 0];
      for (int i = 0; i < touched.length; i++) {
        touched[i] =
            counter(
                "weir_ingest_log_lines_touched_total",
                "Log lines kept otherwise than they came, for a limit: cut, or with another time.",
                "limit",
                lower(TOUCHED[i]));
      }
      for (Malformed reason : Malformed.values()) {
        malformed[reason.ordinal()] =
            counter(
                "weir_ingest_malformed_total",
                "Lines, packets or parts of them that could not be read, by reason.",
                "reason",
                lower(reason));
      }
    }

    public String name() {
      return name;
    }

    /// Counts what a listener received.
    public void received(long receivedBytes, long receivedDatagrams, long receivedLines) {
      bytes.add(receivedBytes);
      datagrams.add(receivedDatagrams);
      lines.add(receivedLines);
    }

    /// Counts a payload that got no further.
    public void dropped(Drop reason, long droppedDatagrams, long droppedLines) {
      dropped.add(droppedDatagrams > 0 ? droppedDatagrams : droppedLines);
      if (droppedDatagrams > 0) {
        droppedDatagrams(reason).add(droppedDatagrams);
      } else {
        counter(
                "weir_ingest_dropped_lines_total",
                "Lines or frames from TCP dropped after the socket, by reason.",
                "reason",
                lower(reason))
            .add(droppedLines);
      }
    }

    /// Made when the reason first occurs, then kept: a flood of what is dropped allocates nothing.
    private Counter droppedDatagrams(Drop reason) {
      Counter known = dropReasons.get(reason.ordinal());
      if (known == null) {
        known =
            counter(
                "weir_ingest_dropped_datagrams_total",
                "Datagrams dropped after the socket, by reason.",
                "reason",
                lower(reason));
        dropReasons.set(reason.ordinal(), known);
      }
      return known;
    }

    /// Counts what could not be read.
    public void malformed(Malformed reason, long count) {
      malformed[reason.ordinal()].add(count);
    }

    /// Counts everything in `refusals`, which `tenant` sent, and shows the first of it.
    void malformed(Refusals refusals, Tenant tenant, MalformedSamples shown) {
      if (refusals.total() > 0) {
        for (Malformed reason : REASONS) {
          int n = refusals.count(reason);
          if (n > 0) {
            malformed(reason, n);
          }
        }
        shown.show(name, tenant, refusals);
      }
    }

    void decoded(long count) {
      decoded.add(count);
    }

    /// Counts the limits that `entries` hit.
    void touched(LogEntries entries) {
      for (int i = 0; i < touched.length; i++) {
        int n = entries.count(TOUCHED[i]);
        if (n > 0) {
          touched[i].add(n);
        }
      }
    }

    /// Samples, or log records, decoded so far.
    public long decoded() {
      return decoded.value();
    }

    /// Bytes received so far.
    public long bytesReceived() {
      return bytes.value();
    }

    /// Lines received so far.
    public long linesReceived() {
      return lines.value();
    }

    /// Datagrams received so far.
    public long datagramsReceived() {
      return datagrams.value();
    }

    /// Things that could not be read so far.
    public long malformed(Malformed reason) {
      return malformed[reason.ordinal()].value();
    }

    /// Things that could not be read so far, for whatever reason.
    public long malformedTotal() {
      long sum = 0;
      for (Counter counter : malformed) {
        sum += counter.value();
      }
      return sum;
    }

    /// Datagrams, or lines from TCP, dropped after the socket so far.
    public long droppedTotal() {
      return dropped.sum();
    }

    private Counter counter(String metric, String help, String... more) {
      String[] labels = new String[more.length + 2];
      labels[0] = "protocol";
      labels[1] = name;
      System.arraycopy(more, 0, labels, 2, more.length);
      return registry.counter(metric, help, labels);
    }
  }
}
