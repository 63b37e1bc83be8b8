/// What is told rather than measured, as log records in streams labelled `job="events"`, `kind`,
/// `host`, `level`: collectd notifications, DogStatsD events and service checks.
///
/// ```java
/// var events = new EventLog(intake, LogEntries.TimeWindow.of(store), clock, registry);
/// var decoder = new CollectdDecoder(types, new CollectdEvents(events));
/// ```
///
/// Entered by the decode and apply threads of the metrics' ring; nothing here waits. Depends on
/// `ingest.decode`, `ingest.collectd`, `ingest.statsd` and storage.
@NullMarked
package dev.weir.ingest.events;

import org.jspecify.annotations.NullMarked;
