/// Sockets: what moves bytes from the network into the ring and does nothing else.
///
/// ```java
/// var udp = new UdpListener(graphite, address, ring, clock, metrics);
/// udp.start();
/// log.info("listening on {}", udp.address());
/// ```
///
/// One thread for each listener, `ingest-udp-<protocol>` and `ingest-tcp-<protocol>`. Depends on
/// `ring` and storage.
@NullMarked
package dev.weir.ingest.net;

import org.jspecify.annotations.NullMarked;
