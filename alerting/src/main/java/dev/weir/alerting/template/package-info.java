/// Labels and annotations of alerts as Prometheus writes them: `{{ $labels.instance }} is at {{
/// humanizePercentage $value }}`.
///
/// ```java
/// var template = AlertTemplate.compile("HighLatency.summary", text);
/// String summary = template.expand(new TemplateData(labels, value, externalLabels, url), queries);
/// ```
///
/// The engine is [dev.weir.query.template]; here are Prometheus' functions and data. Threads: any;
/// one expansion of a template at a time. Depends on `query` and `storage.model`.
@NullMarked
package dev.weir.alerting.template;

import org.jspecify.annotations.NullMarked;
