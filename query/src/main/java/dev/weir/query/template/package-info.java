/// Go's `text/template`, the engine: text with actions, `{{ .level | upper }}`. The languages that
/// use it (LogQL's formats, annotations of alerts) bring their functions as a [Dialect].
///
/// ```java
/// Template template = Template.compile("line", "{{ .status }} {{ upper .path }}", dialect);
/// template.execute(source, out);
/// ```
///
/// Actions: fields, variables, pipelines, `if`, `with`, `range`, and, where the dialect allows
/// them, `define`, `template` and `block`. A template is executed by one thread at a time. Output,
/// rounds and depth are bounded. Depends on `promql.GoText` only.
@NullMarked
package dev.weir.query.template;

import org.jspecify.annotations.NullMarked;
