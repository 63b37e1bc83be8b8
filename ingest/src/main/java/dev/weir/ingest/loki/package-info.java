/// Loki push: the body of `POST /loki/api/v1/push`, JSON or protobuf, to log records.
///
/// ```java
/// var decoder = new LokiProtobufDecoder();
/// decoder.decode(payload, entries); // the body, snappy already taken off
/// ```
///
/// No I/O: any thread. Depends on `ingest.decode`, storage and jackson-core.
@NullMarked
package dev.weir.ingest.loki;

import org.jspecify.annotations.NullMarked;
