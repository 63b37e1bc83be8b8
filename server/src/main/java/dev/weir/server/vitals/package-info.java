/// The server's own vital signs and its host's: at `/metrics`, and as samples through `Intake`.
///
/// ```java
/// ProcessMetrics.register(metrics, Path.of("/proc/self"));
/// var vitals = new Vitals(intake, metrics, clock, instance);
/// scheduler.every("self-metrics", Duration.ofSeconds(10), vitals::storeOwn);
/// ```
///
/// Threads: scheduler threads store, HTTP threads read.
@NullMarked
package dev.weir.server.vitals;

import org.jspecify.annotations.NullMarked;
