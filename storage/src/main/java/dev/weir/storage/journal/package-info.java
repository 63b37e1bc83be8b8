/// The journal: the only write-ahead log and the only thing that may acknowledge.
///
/// ```java
/// var settings = JournalSettings.of("metrics", floorPosition, false);
/// IngestLog log = SegmentedLog.open(files, directory, storeId, clock, registry, settings);
/// log.replay(checkpoint, (position, end, kind, bytes) -> engine.replay(end, kind, bytes));
/// long position = log.append(RecordKind.SAMPLES, payload);
/// log.force(); // everything up to `position` is durable now
/// ```
///
/// One thread appends and forces; replay happens before it starts. Depends on `io`, `bytes`,
/// `selfmetrics`.
@NullMarked
package dev.weir.storage.journal;

import org.jspecify.annotations.NullMarked;
