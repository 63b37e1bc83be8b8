/// Parts: immutable directories of sorted, compressed lines with their index. Written once by a
/// flush or a merge, read by searches, dropped whole.
///
/// ```java
/// PartSummary summary = PartWriter.write(files, directory, tenant, rows);
/// try (PartReader part = PartReader.open(files, directory)) { part.units(plan, budget) .. }
/// ```
///
/// Writing belongs to one thread; a reader serves any number of them. The only package that sees
/// Lucene and zstd.
@NullMarked
package dev.weir.storage.logs.part;

import org.jspecify.annotations.NullMarked;
