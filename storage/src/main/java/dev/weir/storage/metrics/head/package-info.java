/// The head: newest samples in memory, in several open time partitions. One apply thread writes;
/// readers see what a release-store published. Depends on `chunk`, `model`.
@NullMarked
package dev.weir.storage.metrics.head;

import org.jspecify.annotations.NullMarked;
