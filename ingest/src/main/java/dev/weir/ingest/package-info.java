/// Everything that takes data in, behind one class.
///
/// ```java
/// var ingest = new IngestService(settings, store, log, clock, scheduler, metrics, decoders);
/// ingest.replay();
/// ingest.start();
/// routes.addAll(ingest.routes());
/// selfMetrics.storeThrough(ingest.intake());
/// ...
/// ingest.close(); // before the store and the log
/// ```
///
/// `net` receives, `http` receives, `ring` carries, one package per protocol decodes. The opening
/// thread enters here; see `storage/docs/threads.md` for the others.
@NullMarked
package dev.weir.ingest;

import org.jspecify.annotations.NullMarked;
