/// The pipeline: a ring of slots, the threads that take each slot from bytes to an acknowledged
/// sample or log line, and what makes that survive a crash. There are two instances, one for each.
///
/// ```java
/// ring.start();
/// submission.payload(graphite, buffer).arrivedAt(clock.wallMillis());
/// if (ring.offer(submission, 0) == Offer.FULL) { ... } // any thread but those of the ring
/// ```
///
/// What both instances share: [IngestRing], the three handlers, [JournalWriter], [AckQueue],
/// [Checkpoints]. What differs is a [Cargo]: `Sample...` resolves series ids and feeds the statsd
/// windows, `Log...` journals batches as they were decoded.
///
/// Threads: `ingest-decode-N`, `ingest-write` and `ingest-apply` for samples, `logs-decode-N`,
/// `logs-write` and `logs-apply` for log lines. Producers enter through [IngestRing#offer] only,
/// never from a thread of the same ring. The Disruptor is used in this package and nowhere else.
/// Depends on `decode`, `statsd` and storage.
@NullMarked
package dev.weir.ingest.ring;

import org.jspecify.annotations.NullMarked;
