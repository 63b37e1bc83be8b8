/// The pipeline: a ring of slots, the threads that take each slot from bytes to an acknowledged
/// sample, and what makes that survive a crash.
///
/// ```java
/// ring.start();
/// submission.payload(graphite, buffer).arrivedAt(clock.wallMillis());
/// if (ring.offer(submission, 0) == Offer.FULL) { ... } // any thread but those of the ring
/// ```
///
/// Threads: `ingest-decode-N` decode in parallel, `ingest-write` resolves series ids and journals,
/// `ingest-apply` feeds statsd windows and the store. Producers enter through [IngestRing#offer]
/// only. The Disruptor is used in this package and nowhere else. Depends on `decode`, `statsd` and
/// storage.
@NullMarked
package dev.weir.ingest.ring;

import org.jspecify.annotations.NullMarked;
