/// Templates of `line_format` and `label_format`: [dev.weir.query.template] over the labels of a
/// line, with Loki's functions.
///
/// ```java
/// Template template = LineTemplates.compile("line", "{{.status}} {{ .path | trunc 20 }}");
/// template.execute(source, out);
/// ```
///
/// `define`, `template` and `block` are refused. A template is executed by the thread that compiled
/// it. Depends on nothing of LogQL but the texts of its values.
@NullMarked
package dev.weir.query.logql.template;

import org.jspecify.annotations.NullMarked;
