/// The crash test: writes to a real server, kills it with SIGKILL at random moments, starts it
/// again and compares what it answers with what it acknowledged.
///
/// ```
/// java -cp perf/target/classes:server/target/dist/lib/* dev.weir.perf.crash.CrashRun --kills 20 -- ./weir serve
/// ```
@NullMarked
package dev.weir.perf.crash;

import org.jspecify.annotations.NullMarked;
