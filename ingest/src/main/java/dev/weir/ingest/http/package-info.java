/// Push endpoints: request bodies become submissions to a ring, and an acknowledged submission
/// becomes a 204.
///
/// ```java
/// routes.addAll(new IngestRoutes(samples, reader, clock, metrics, protocols).routes());
/// routes.addAll(new LokiRoutes(logs, reader, clock, metrics, json, protobuf).routes());
/// ```
///
/// Handlers run on virtual threads and may wait. Undertow's types are used here and, in ingest,
/// nowhere else. Depends on `ring` and storage.
@NullMarked
package dev.weir.ingest.http;

import org.jspecify.annotations.NullMarked;
