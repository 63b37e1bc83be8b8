/// Chunk codecs: runs of samples of one series as bytes. Pure functions and small state machines;
/// any thread, each object one at a time. Depends on `bytes` and `model`.
@NullMarked
package dev.weir.storage.metrics.chunk;

import org.jspecify.annotations.NullMarked;
