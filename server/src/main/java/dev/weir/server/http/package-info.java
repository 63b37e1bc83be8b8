/// The HTTP host: one Undertow listener that serves the route tables of all modules, after checking
/// who calls ([OriginGuard]) and how many call at once.
///
/// ```java
/// var host = new HttpHost(config.http(), metrics);
/// InetSocketAddress bound = host.start();       // answers 503 "starting" from now on
/// host.serve(new RouteTable(routes));           // answers for real
/// host.close(Duration.ofSeconds(2));            // lets requests in progress end
/// ```
///
/// Threads: Undertow's I/O threads route; handlers run on its worker pool or on virtual threads.
@NullMarked
package dev.weir.server.http;

import org.jspecify.annotations.NullMarked;
