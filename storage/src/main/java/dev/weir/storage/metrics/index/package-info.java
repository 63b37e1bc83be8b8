/// Which series there are: catalogue, dictionary, postings. The resolver thread writes; any thread
/// reads. Depends on `io`, `model`.
@NullMarked
package dev.weir.storage.metrics.index;

import org.jspecify.annotations.NullMarked;
