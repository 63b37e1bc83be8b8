/// Which series there are, and how to find them: catalogue, dictionary, postings.
///
/// ```java
/// var registry = StoreRegistry.open(files, directory, header, router, mine, options, metrics);
/// int id = registry.resolve(tenant, labels);                         // resolver thread
/// RoaringBitmap ids = registry.selector().select(tenant, matchers, budget); // any thread
/// registry.force();                                                  // before a checkpoint counts
/// ```
///
/// The catalogue on disk ([FileCatalog]) is the truth. The dictionary (hash of the key to id, a
/// Chronicle Map off the heap) and the index in memory ([SeriesIndex]) are rebuilt from it. The
/// resolver thread writes, the opening thread before it; readers take no locks and see whatever was
/// published when they began. Depends on `io`, `bytes`, `model`, `selfmetrics`; Chronicle Map's
/// types stay in here.
@NullMarked
package dev.weir.storage.metrics.index;

import org.jspecify.annotations.NullMarked;
