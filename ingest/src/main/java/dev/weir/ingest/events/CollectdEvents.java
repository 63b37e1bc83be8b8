package dev.weir.ingest.events;

import dev.weir.ingest.collectd.NotificationSink;
import dev.weir.ingest.decode.Levels;
import dev.weir.ingest.decode.Times;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.Tenant;

/// collectd notifications as events of kind `collectd`: the line is the message; a failure is an
/// `error`, a warning `warn`, an okay `info`; the identity and collectd's own word for the severity
/// are fields. Any thread.
public final class CollectdEvents implements NotificationSink {
  private final EventLog events;

  public CollectdEvents(EventLog events) {
    this.events = events;
  }

  @Override
  public void accept(Tenant tenant, Notification notification) {
    events.append(tenant, EventLog.Kind.COLLECTD, record(notification));
  }

  static LogRecord record(Notification from) {
    Labels stream =
        Labels.of(
            "job",
            "events",
            "kind",
            EventLog.Kind.COLLECTD.label(),
            "host",
            from.host(),
            "level",
            switch (from.severity()) {
              case 1 -> Levels.ERROR;
              case 2 -> Levels.WARN;
              default -> Levels.INFO;
            });
    Labels fields =
        Labels.of(
            "plugin",
            from.plugin(),
            "plugin_instance",
            from.pluginInstance(),
            "type",
            from.type(),
            "type_instance",
            from.typeInstance(),
            "severity",
            switch (from.severity()) {
              case 1 -> "failure";
              case 2 -> "warning";
              default -> "okay";
            });
    long seconds = Math.floorDiv(from.timestampMs(), 1000L);
    long ns = Times.nanos(seconds, Math.floorMod(from.timestampMs(), 1000L) * 1_000_000);
    return new LogRecord(ns, stream, fields, from.message());
  }
}
