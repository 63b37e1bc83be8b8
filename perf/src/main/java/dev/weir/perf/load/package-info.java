/// The load generator: real protocols over real sockets to 127.0.0.1, on a fixed schedule.
///
/// ```
/// java -cp ... dev.weir.perf.load.LoadRun influx --port 9430 --hosts 100 --rate 200000 --seconds 10
/// ```
///
/// Open loop: a request's latency counts from the moment it was due, not from when it could be
/// sent, so a server that stalls is seen to stall.
@NullMarked
package dev.weir.perf.load;

import org.jspecify.annotations.NullMarked;
