/// Notifications: tells receivers which alerts fire and which have ended, through outages of theirs
/// and of ours.
///
/// ```java
/// var settings = NotifySettings.of(List.of(Receiver.webhook("ops", uri)), "http://weir:9430");
/// try (var notifier = new Notifier(settings, store, silences, clock, registry)) {
///   notifier.start();
///   sink.publish(alerts); // the notifier is the evaluator's AlertSink
/// }
/// ```
///
/// Alerts are grouped by tenant and `alertname`. What there is to tell and what was told are
/// records of the [dev.weir.storage.meta.MetaStore] (see `alerting/docs/format/notifications.md`).
/// Threads: evaluators publish; each receiver has a virtual thread of its own, `notify-NAME`, which
/// alone talks to it; one lock guards the state and is never held over HTTP. Depends on
/// `storage.meta`, `storage.io` and the JDK's HTTP client.
@NullMarked
package dev.weir.alerting.notify;

import org.jspecify.annotations.NullMarked;
