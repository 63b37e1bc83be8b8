/// The journal: the only write-ahead log and the only thing that may acknowledge.
///
/// ```java
/// long position = log.append(RecordKind.SAMPLES, payload);
/// log.force(); // everything up to `position` is durable now
/// log.replay(checkpoint, (at, kind, bytes) -> engine.replay(at, kind, bytes));
/// ```
///
/// One thread appends and forces; replay happens before it starts. Depends on `io`, `bytes`,
/// `selfmetrics`.
@NullMarked
package dev.weir.storage.journal;

import org.jspecify.annotations.NullMarked;
