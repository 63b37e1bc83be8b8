/// syslog: one message, a datagram or a frame, to one log record. RFC 5424, and RFC 3164 as it is
/// really sent.
///
/// ```java
/// var decoder = new SyslogDecoder(ZoneId.systemDefault());
/// decoder.decode(payload, entries);
/// ```
///
/// No I/O: any thread. Depends on `ingest.decode` and storage only. Frames are cut by
/// `ingest.net.SyslogFramer`.
@NullMarked
package dev.weir.ingest.syslog;

import org.jspecify.annotations.NullMarked;
