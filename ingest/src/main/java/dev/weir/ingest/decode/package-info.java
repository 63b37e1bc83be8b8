/// What protocol decoders share. A decoder is pure: bytes in, rows out, no I/O, no threads, no
/// allocation per sample once its buffers have grown.
///
/// ```java
/// batch.clear(payload.bytes());
/// decoder.decode(payload, batch);                 // decode stage, any decode thread
/// for (int row = 0; row < batch.length(); row++)  // resolve stage
///   id = cache.find(batch.keyHigh()[row], batch.keyLow()[row]) // miss: decoder.labels(batch, row, labels)
/// ```
///
/// A new protocol is one decoder class, one fixture test and one line in the listener table.
@NullMarked
package dev.weir.ingest.decode;

import org.jspecify.annotations.NullMarked;
