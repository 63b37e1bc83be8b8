/// The command line: `weir serve | query | logs | config | verify | version`.
///
/// ```java
/// int exitCode = Commands.run(new String[] {"config", "check", "--storage.dir=/tmp/x"});
/// ```
///
/// Commands run on the main thread. Exit codes: 0 fine, 1 something is wrong, 2 wrong usage.
@NullMarked
package dev.weir.server.cli;

import org.jspecify.annotations.NullMarked;
