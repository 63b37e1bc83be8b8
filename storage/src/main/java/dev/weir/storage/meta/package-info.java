/// Small records that must not be lost and change by agreement: rules, dashboards, silences,
/// tokens, leases, alert states.
///
/// ```java
/// MetaRecord found = store.find("silence", id);
/// long version = found == null ? MetaStore.ABSENT : found.version();
/// if (store.put("silence", id, version, json) == MetaStore.CONFLICT) { ... somebody was faster }
/// ```
///
/// Any thread may enter. Depends on `io`, `bytes`, `selfmetrics`.
@NullMarked
package dev.weir.storage.meta;

import org.jspecify.annotations.NullMarked;
