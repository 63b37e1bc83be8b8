/// What every query language here shares: the query's context (deadline, limits, cancellation,
/// trace), the time axis, vectors of step rows, grouping by labels, and the pool that computes rows
/// of a large selection on several cores.
///
/// ```java
/// var context = new QueryContext(limits, clock, tenant, new QueryTrace("query"));
/// SeriesVector vector = LazyVector.of(context, workers, steps, labels, () -> kernel);
/// vector.forEachRow((index, row) -> ...);
/// ```
///
/// A query is evaluated by the thread that asks; workers only help with rows. An absent value in a
/// row is [dev.weir.query.engine.Absent#VALUE]. Depends on `storage` only.
@NullMarked
package dev.weir.query.engine;

import org.jspecify.annotations.NullMarked;
