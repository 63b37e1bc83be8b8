/// Logging set up in code: reading an XML configuration would cost a tenth of the start.
///
/// ```java
/// Logging.level(LogLevel.DEBUG);
/// ```
///
/// The only package that sees logback types. Main thread, during start-up.
@NullMarked
package dev.weir.server.logging;

import org.jspecify.annotations.NullMarked;
