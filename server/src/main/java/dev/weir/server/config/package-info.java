/// Configuration: one YAML file, `WEIR_*` variables and `--key=value` flags with the same names,
/// read into one immutable record per section. Every problem is listed at once with its key. A
/// setting that is declared as secret (`Settings.secret`, `EntryReader.secret`) stands in no
/// message and in nothing that is shown.
///
/// ```java
/// Config config = Config.read(sources);       // throws ConfigException listing all problems
/// config.ingest().statsd().flushInterval();
/// ```
///
/// Used by the main thread before anything else starts. The only package that sees YAML types.
@NullMarked
package dev.weir.server.config;

import org.jspecify.annotations.NullMarked;
