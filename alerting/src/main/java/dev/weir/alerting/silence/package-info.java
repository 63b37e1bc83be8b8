/// Silences: which alerts nobody wants to hear of, from when to when.
///
/// ```java
/// var silences = new Silences(store, clock, registry);
/// String id = silences.set(silence); // durable when it returns
/// boolean isQuiet = silences.isSilenced(alert, nowMs);
/// ```
///
/// Threads: changes lock, readers take an immutable list. Records are described in
/// `alerting/docs/format/notifications.md`. Depends on `notify` for its port and on `storage.meta`.
@NullMarked
package dev.weir.alerting.silence;

import org.jspecify.annotations.NullMarked;
