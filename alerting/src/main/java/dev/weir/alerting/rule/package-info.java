/// Rules as people write them: Prometheus rule files, read whole and checked until every mistake of
/// every file is known with its line and column.
///
/// ```java
/// var loader = new RuleLoader(files, List.of("rules/*.yml"), Path.of(""));
/// RuleSet rules = loader.load();
/// rules.problems().forEach(System.out::println); // rules/disk.yml:7:15: 1:5: parse error: ...
/// ```
///
/// Threads: everything here is a value or used by one thread at a time. Depends on the PromQL
/// parser and on the file system port; the only package of alerting, besides `notify`, that sees
/// YAML.
@NullMarked
package dev.weir.alerting.rule;

import org.jspecify.annotations.NullMarked;
