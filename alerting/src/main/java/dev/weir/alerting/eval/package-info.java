/// Evaluation: rule groups run on time, alerts go from pending to firing to resolved, and what they
/// are survives the end of the process.
///
/// ```java
/// var manager = new RuleManager(loader, evaluation, scheduler, executor, timing);
/// manager.start(); // loads the rules, restores their alerts
/// manager.status().forEach(group -> System.out.println(group.group().name()));
/// ```
///
/// Threads: `alert-clock` decides what is due, `alert-eval-<n>` evaluate, `alert-rules` reads
/// changed files. A group is evaluated by one thread at a time, under its own lock; everybody reads
/// the immutable [GroupStatus] it leaves behind. Depends on the query engine, on `Intake` and
/// `LogIntake` to write, and on `MetaStore` to remember.
@NullMarked
package dev.weir.alerting.eval;

import org.jspecify.annotations.NullMarked;
