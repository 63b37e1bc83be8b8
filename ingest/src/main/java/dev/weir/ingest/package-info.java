/// Everything that takes data in, behind one class.
///
/// ```java
/// var ingest =
///     new IngestService(
///         settings, stores, clock, scheduler, metrics, logProtocols, intake -> protocols(intake));
/// ingest.replay();
/// ingest.start();
/// routes.addAll(ingest.routes());
/// selfMetrics.storeThrough(ingest.intake());
/// ownLog.storeThrough(ingest.logIntake());
/// ...
/// ingest.close(); // before the stores and the journals
/// ```
///
/// `net` receives, `http` receives, `ring` carries, one package per protocol decodes. The opening
/// thread enters here; see `storage/docs/threads.md` for the others.
@NullMarked
package dev.weir.ingest;

import org.jspecify.annotations.NullMarked;
