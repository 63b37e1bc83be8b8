/// The log engine: lines of streams, searchable as soon as they are applied, kept in compressed
/// parts beside an index of granules.
///
/// ```java
/// store.apply(batch, position);
/// var plan = LogPlan.of(tenant, matchers, startNs, endNs).withFilters(filters);
/// store.search(plan, sink, QueryBudget.UNLIMITED);
/// ```
///
/// [LocalLogStore] is the store on this machine's disk: memtables in front, parts behind them, and
/// a manifest that says which parts there are. [LogStoreVerifier] reads it all back.
///
/// One thread applies; any thread searches, without locks that the applying thread could wait for.
/// The index narrows, the line decides: every answer is the one a full scan would give. Lucene
/// types stay in this package tree and in no interface.
@NullMarked
package dev.weir.storage.logs;

import org.jspecify.annotations.NullMarked;
