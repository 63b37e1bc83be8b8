/// Statsd: line parser, aggregation windows, flush arithmetic and the names that come out, exactly
/// those of the reference daemon. The parser is pure; a [dev.weir.ingest.statsd.StatsdWindows] has
/// one owning thread.
@NullMarked
package dev.weir.ingest.statsd;

import org.jspecify.annotations.NullMarked;
