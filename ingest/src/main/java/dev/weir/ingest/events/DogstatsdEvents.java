package dev.weir.ingest.events;

import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.statsd.EventLineSink;

/// DogStatsD events and service checks, which come among statsd lines. Any thread.
public final class DogstatsdEvents implements EventLineSink {
  private final EventLog events;

  public DogstatsdEvents(EventLog events) {
    this.events = events;
  }

  @Override
  public boolean accept(Payload lines, int offset, int length) {
    EventLine line = EventLine.parse(lines.bytes(), offset, length, lines.arrivalMs());
    if (line == null) {
      return false;
    }
    if (!lines.isReplayed()) {
      events.append(lines.tenant(), line.kind(), line.record());
    }
    return true;
  }
}
