/// collectd's binary network protocol: the parts of a datagram, value types, series names.
///
/// ```java
/// var decoder = new CollectdDecoder(TypesTable.standard(), NotificationSink.NONE);
/// decoder.decode(datagram, batch);
/// ```
///
/// No I/O, no state: any thread. Depends on `ingest.decode` and `storage.model` only.
@NullMarked
package dev.weir.ingest.collectd;

import org.jspecify.annotations.NullMarked;
