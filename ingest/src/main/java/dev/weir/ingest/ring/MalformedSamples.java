package dev.weir.ingest.ring;

import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Refusals;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Tenant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the latest malformed input of each protocol for the status page, and logs one for each
/// protocol every ten seconds at most. A sample is data of the tenant who sent it: the log, which
/// is stored for the default tenant, has no text of others. Any thread.
public final class MalformedSamples {
  private static final Logger log = LoggerFactory.getLogger(MalformedSamples.class);
  private static final long LOG_EVERY_NANOS = 10_000_000_000L;

  /// One piece of malformed input. `text` is escaped: printable ASCII only.
  public record Sample(
      String protocol, Tenant tenant, Malformed reason, String text, long seenMs) {}

  private record Entry(Sample sample, long loggedNanos) {}

  private final Clock clock;
  private final Map<String, Entry> latest = new ConcurrentHashMap<>(); // bounded by protocols

  public MalformedSamples(Clock clock) {
    this.clock = clock;
  }

  /// Takes the first offender of `refusals`, if there is one.
  public void show(String protocol, Tenant tenant, Refusals refusals) {
    Malformed reason = refusals.firstReason();
    if (reason != null) {
      show(protocol, tenant, reason, refusals.firstSample());
    }
  }

  /// Takes one offender.
  public void show(String protocol, Tenant tenant, Malformed reason, String text) {
    long now = clock.nanoTime();
    Entry before = latest.get(protocol);
    boolean isDue = before == null || now - before.loggedNanos() >= LOG_EVERY_NANOS;
    if (before != null && !isDue && before.sample().seenMs() == clock.wallMillis()) {
      return; // a flood: once a millisecond is enough
    }
    var sample = new Sample(protocol, tenant, reason, escaped(text), clock.wallMillis());
    latest.put(protocol, new Entry(sample, isDue || before == null ? now : before.loggedNanos()));
    if (isDue) {
      log.warn(
          "malformed_input protocol={} tenant={} reason={} sample=\"{}\"",
          protocol,
          tenant.name(),
          IngestMetrics.lower(reason),
          logged(sample));
    }
  }

  /// What the log, which others may read, has of a sample.
  static String logged(Sample sample) {
    return sample.tenant().equals(Tenant.DEFAULT) ? sample.text() : "(see /weir/v1/status)";
  }

  /// The latest sample of each protocol that had one.
  public java.util.List<Sample> latest() {
    return latest.values().stream().map(Entry::sample).toList();
  }

  private static String escaped(String text) {
    var out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.toString();
  }
}
