/// Log lines as such, JSON or plain text: a line from TCP or a datagram to log records.
///
/// ```java
/// var decoder = new LinesDecoder();
/// decoder.decode(payload, entries);
/// ```
///
/// No I/O: any thread. Depends on `ingest.decode`, storage and jackson-core. Lines are cut by
/// `ingest.net.TextFramer`.
@NullMarked
package dev.weir.ingest.lines;

import org.jspecify.annotations.NullMarked;
