/// The data model: what a series, a sample and a tenant are, and the one write port.
///
/// ```java
/// Labels up = Labels.of("__name__", "up", "job", "node");
/// var batch = new SeriesBatch(Tenant.DEFAULT);
/// batch.add(up, clock.wallMillis(), 1.0);
/// intake.append(batch);
/// ```
///
/// Everything here is an immutable value or owned by one thread, as each class says. Depends on
/// nothing else of ours.
@NullMarked
package dev.weir.storage.model;

import org.jspecify.annotations.NullMarked;
