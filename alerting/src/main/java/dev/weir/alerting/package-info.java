/// Alerting: rules evaluated over the query engines, alert states that survive a restart, and the
/// notifier that tells receivers, behind the ports by which alerts leave ([AlertSink]) and
/// receivers are shown ([ReceiverSource]). Uses `query` and `storage`, is wired by `server`.
///
/// ```java
/// var alerting = new Alerting(settings, ports, version, files, clock, scheduler, metrics);
/// alerting.start();
/// routes.addAll(alerting.routes());
/// ```
///
/// Threads: `alert-clock` and `alert-rules` of the scheduler, `alert-eval-<n>` and a virtual
/// `notify-<receiver>` each of its own; see `dev.weir.alerting.eval` and `.notify`. HTTP threads
/// read immutable snapshots.
@NullMarked
package dev.weir.alerting;

import org.jspecify.annotations.NullMarked;
