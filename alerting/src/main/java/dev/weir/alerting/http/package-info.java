/// What alerting shows over HTTP: rules and alerts as the Prometheus API has them, its own state at
/// `/weir/v1/alerting`, and `/-/reload`.
///
/// ```java
/// PrometheusSources.RuleSource rules = new RulesApi(manager::status);
/// routes.addAll(new AlertingRoutes(manager::files, receivers, manager::reload).routes());
/// ```
///
/// Threads: worker threads of the HTTP host; a reload waits and runs on a virtual thread. The only
/// package of alerting that sees Undertow.
@NullMarked
package dev.weir.alerting.http;

import org.jspecify.annotations.NullMarked;
