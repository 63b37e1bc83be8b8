/// Prometheus remote write 1.0: the protobuf message behind `POST /api/v1/write`, snappy already
/// taken off.
///
/// ```java
/// var metadata = new MetricMetadata(20_000);
/// new RemoteWriteDecoder(metadata).decode(payload, batch);
/// ```
///
/// No I/O: any thread. Depends on `ingest.decode` and `storage.model` only.
@NullMarked
package dev.weir.ingest.remotewrite;

import org.jspecify.annotations.NullMarked;
