/// The metric engine: series, head, blocks, and the seams through which others use it.
///
/// ```java
/// int id = store.registry().resolve(tenant, labels);   // resolver thread
/// columns.add(id, timestampMs, value);
/// store.apply(columns, journalPosition);                // apply thread
/// try (SampleSet found = store.leaf().samples(plan, budget)) { ... } // any thread
/// ```
///
/// `chunk` encodes samples, `head` holds the newest in memory, `block` keeps them on disk, `index`
/// finds series. See `storage/docs/threads.md` for who writes what.
@NullMarked
package dev.weir.storage.metrics;

import org.jspecify.annotations.NullMarked;
