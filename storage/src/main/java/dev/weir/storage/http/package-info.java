/// What every module's HTTP endpoints share: the route table's row, and reading a body within
/// limits. Lives here because storage is the only module that ingest, query and alerting all see.
///
/// ```java
/// Route.post("/write", Scope.INGEST, exchange -> ...)
/// ```
///
/// Handlers run on virtual threads and may block.
@NullMarked
package dev.weir.storage.http;

import org.jspecify.annotations.NullMarked;
