/// The running program: command line, wiring, order of start and stop.
///
/// ```
/// Main -> ServeCommand -> Config.read -> Wiring (plain new, top to bottom) -> Lifecycle
/// ```
///
/// [Wiring] is the one place that sees every module. The main thread starts everything and then
/// waits; the shutdown hook's thread stops everything in reverse order.
@NullMarked
package dev.weir.server;

import org.jspecify.annotations.NullMarked;
