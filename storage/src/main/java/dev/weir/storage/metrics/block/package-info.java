/// Blocks: immutable files of chunks covering one time range, their writer, reader and compactor.
/// Depends on `chunk`, `io`, `model`.
@NullMarked
package dev.weir.storage.metrics.block;

import org.jspecify.annotations.NullMarked;
