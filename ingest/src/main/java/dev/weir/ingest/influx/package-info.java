/// InfluxDB line protocol, as `/write`, `/api/v2/write` and UDP carry it.
///
/// ```java
/// var decoder = new InfluxDecoder();
/// decoder.decode(payload.timeUnitNanos(1_000_000), batch); // precision=ms
/// ```
///
/// No I/O, no state: any thread. Depends on `ingest.decode` and `storage.model` only.
@NullMarked
package dev.weir.ingest.influx;

import org.jspecify.annotations.NullMarked;
