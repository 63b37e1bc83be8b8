/// Chunk codecs: runs of samples of one series as bytes, and back.
///
/// ```java
/// var out = new ChunkBuffer();
/// new ChunkEncoder().encode(samples, 0, samples.length(), out);
/// new ChunkDecoder().decode(out.array(), 0, out.length(), range, decoded);
/// ```
///
/// A chunk is a time column and a value column. For each the encoder tries the codecs that can take
/// the data and keeps the smallest result. The format is on the page
/// `storage/docs/format/chunk.md`. Nothing here does I/O or keeps state between chunks except
/// scratch memory: any thread may enter, each object one at a time. Depends on `model` only.
@NullMarked
package dev.weir.storage.metrics.chunk;

import org.jspecify.annotations.NullMarked;
