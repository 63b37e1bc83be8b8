/// What alerting shows over HTTP: rules and alerts as the Prometheus API has them, its own state at
/// `/weir/v1/alerting`, `/-/reload`, and Alertmanager's API, version 2, over notifier and silences,
/// so that `amtool` and Grafana read and silence alerts here.
///
/// ```java
/// PrometheusSources.RuleSource rules = new RulesApi(manager::status);
/// routes.addAll(new AlertingRoutes(manager::files, receivers, manager::reload).routes());
/// routes.addAll(new AlertmanagerRoutes(clock, notifier, silences, version).routes());
/// ```
///
/// Threads: worker threads of the HTTP host; what writes or waits (a reload, a silence, a test
/// message) runs on a virtual thread. The only package of alerting that sees Undertow.
@NullMarked
package dev.weir.alerting.http;

import org.jspecify.annotations.NullMarked;
