/// Blocks: immutable blobs of chunks covering one time range, with their writer, reader, store,
/// compactor and verifier.
///
/// ```java
/// BlockWriter writer = blocks.newBlock(partition);
/// writer.add(shard, seriesId, samples);              // ascending (shard, series)
/// blocks.publish(writer, journalPosition);           // durable and visible on return
/// try (BlockSet set = blocks.acquire(range)) {       // any thread
///   set.block(0).read(seriesId, range, out);
/// }
/// ```
///
/// Threads: one flusher writes and publishes; one maintenance thread at a time compacts and applies
/// retention; any thread acquires and reads, without waiting for either. The format is on the page
/// `storage/docs/format/block.md`. Depends on `chunk`, `io`, `model`, `selfmetrics`.
@NullMarked
package dev.weir.storage.metrics.block;

import org.jspecify.annotations.NullMarked;
