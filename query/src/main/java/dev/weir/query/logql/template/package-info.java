/// Go's `text/template` as `line_format` and `label_format` use it: text with actions, `{{ .level |
/// ToUpper }}`, over the labels of a line.
///
/// ```java
/// Template template = Template.compile("line", "{{.status}} {{ .path | trunc 20 }}");
/// template.execute(source, out);
/// ```
///
/// Actions: fields, variables, pipelines, `if`, `with`, `range`, and the functions of Loki's
/// documentation; `define`, `template` and `block` are refused. A template is executed by the
/// thread that compiled it. Depends on nothing of LogQL.
@NullMarked
package dev.weir.query.logql.template;

import org.jspecify.annotations.NullMarked;
