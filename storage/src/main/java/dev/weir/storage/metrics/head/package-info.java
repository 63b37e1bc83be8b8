/// The head: the newest samples in memory, in several open time partitions, and the checkpoint file
/// that saves reading the journal from its beginning.
///
/// ```java
/// engine.apply(samples, journalPosition);                     // apply thread
/// try (HeadParts parts = engine.acquire(range)) {             // any thread, wait-free
///   parts.part(0).read(seriesId, range, columns);
/// }
/// SealedParts sealed = engine.seal(range, journalPosition);   // holder of the store's apply lock
/// ```
///
/// One thread at a time writes; readers see what a release-store published. Depends on `io`,
/// `model` and the seams in `metrics`.
@NullMarked
package dev.weir.storage.metrics.head;

import org.jspecify.annotations.NullMarked;
