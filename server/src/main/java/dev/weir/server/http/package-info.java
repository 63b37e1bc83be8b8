/// The HTTP host: one Undertow listener that serves the route tables of all modules, after checking
/// from which page a call comes ([OriginGuard]), who calls ([Access]) and how many call at once.
///
/// ```java
/// HttpHost host = HttpHost.open(config, clock, metrics);
/// InetSocketAddress bound = host.start();       // answers 503 "starting" from now on
/// host.serve(new RouteTable(routes));           // answers for real
/// host.watchFiles(scheduler);                   // certificate, key and secrets may change
/// host.drain(Duration.ofSeconds(1));            // lets requests in progress end
/// host.close();
/// ```
///
/// Threads: Undertow's I/O threads route; handlers run on its worker pool or on virtual threads.
@NullMarked
package dev.weir.server.http;

import org.jspecify.annotations.NullMarked;
