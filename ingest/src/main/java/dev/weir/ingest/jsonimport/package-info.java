/// JSON lines, `{"metric":{..},"values":[..],"timestamps":[ms..]}`: the body of `POST
/// /api/v1/import`, and what VictoriaMetrics' `/api/v1/export` writes.
///
/// ```java
/// new JsonImportDecoder().decode(payload, batch);
/// ```
///
/// No I/O, no state: any thread. Depends on `ingest.decode` and `storage.model` only.
@NullMarked
package dev.weir.ingest.jsonimport;

import org.jspecify.annotations.NullMarked;
