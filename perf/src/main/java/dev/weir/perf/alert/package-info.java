/// How long alerts take: from the sample that crosses a threshold to the message at a receiver.
///
/// ```
/// java -cp 'perf/target/classes:server/target/dist/lib/*' dev.weir.perf.alert.AlertLatencyRun -- ./weir serve
/// ```
@NullMarked
package dev.weir.perf.alert;

import org.jspecify.annotations.NullMarked;
