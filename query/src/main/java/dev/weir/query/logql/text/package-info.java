/// Numbers, durations and sizes as Go reads and writes them, which is what LogQL, labels and
/// templates share.
///
/// ```java
/// long nanos = GoValues.goDuration("1.5s");
/// if (nanos == GoValues.NO_DURATION) { ... GoValues.durationError("1.5s") ... }
/// ```
///
/// Pure functions, any thread.
@NullMarked
package dev.weir.query.logql.text;

import org.jspecify.annotations.NullMarked;
