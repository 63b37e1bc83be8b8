/// Graphite plaintext: `path[;tag=value..] value timestamp` lines over TCP and UDP.
///
/// ```java
/// new GraphiteDecoder().decode(payload, batch); // whole lines, or one datagram
/// ```
///
/// No I/O, no state: any thread. Depends on `ingest.decode` and `storage.model` only.
@NullMarked
package dev.weir.ingest.graphite;

import org.jspecify.annotations.NullMarked;
