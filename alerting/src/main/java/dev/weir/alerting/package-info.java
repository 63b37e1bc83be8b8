/// Alerting: rules evaluated over the query engines, alert states that survive a restart, and the
/// ports by which alerts leave ([AlertSink]) and receivers are shown ([ReceiverSource]). Uses
/// `query` and `storage`, is wired by `server`.
///
/// ```java
/// var alerting = new Alerting(settings, ports, receivers, files, clock, scheduler, metrics);
/// alerting.start();
/// routes.addAll(alerting.routes());
/// ```
///
/// Threads: `alert-clock` and `alert-rules` of the scheduler, `alert-eval-<n>` of its own; see
/// `dev.weir.alerting.eval`. HTTP threads read immutable snapshots.
@NullMarked
package dev.weir.alerting;

import org.jspecify.annotations.NullMarked;
