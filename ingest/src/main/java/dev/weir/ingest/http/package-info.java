/// Push endpoints: request bodies become submissions to the ring, and an acknowledged submission
/// becomes a 204.
///
/// ```java
/// routes.addAll(new IngestRoutes(ring, memory, limits, clock, metrics, protocols).routes());
/// ```
///
/// Handlers run on virtual threads and may wait. Undertow's types are used here and, in ingest,
/// nowhere else. Depends on `ring` and storage.
@NullMarked
package dev.weir.ingest.http;

import org.jspecify.annotations.NullMarked;
