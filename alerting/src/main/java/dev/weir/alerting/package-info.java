/// Alerting: rules evaluated over the query engines, alert states, routing and notifications. The
/// room is empty so far; its place in the house is fixed: it may use `query` and `storage`, and is
/// wired by `server`.
///
/// ```yaml
/// groups: # rules will be Prometheus rule files
///   - name: disk
///     rules:
///       - alert: DiskFull
///         expr: node_filesystem_avail_bytes < 1e9
/// ```
///
/// Threads: one evaluator thread per rule group will enter it.
@NullMarked
package dev.weir.alerting;

import org.jspecify.annotations.NullMarked;
