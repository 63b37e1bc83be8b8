/// Weir's own metrics: counters, gauges and histograms with their help sentences, exposed at
/// `/metrics` and stored through `Intake`.
///
/// ```java
/// Counter lines = registry.counter("weir_ingest_lines_total", "Lines received.", "protocol", "statsd");
/// lines.add(46);
/// ```
///
/// Updates are wait-free from any thread. Depends on nothing else of ours.
@NullMarked
package dev.weir.storage.selfmetrics;

import org.jspecify.annotations.NullMarked;
