package dev.weir.storage.http;

import io.undertow.server.HttpHandler;

/// One row of the route table. The server hosts the table, checks host, origin, credentials and
/// tenant first, and tests are generated from it.
///
/// `path` is a template as Undertow's `PathTemplateMatcher` reads it
/// (`/api/v1/label/{name}/values`); the values are found with
/// `exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY)`. The handler runs as `execution`
/// says, with `exchange.startBlocking()` already done.
public record Route(
    String method, String path, Scope scope, Execution execution, HttpHandler handler) {

  /// Where a handler runs.
  public enum Execution {
    /// On the worker pool: CPU-bound answers.
    WORKER,
    /// On a virtual thread: handlers that wait, for a body, an acknowledgement or a stream.
    VIRTUAL
  }

  public static Route get(String path, Scope scope, HttpHandler handler) {
    return new Route("GET", path, scope, Execution.WORKER, handler);
  }

  public static Route post(String path, Scope scope, HttpHandler handler) {
    return new Route("POST", path, scope, Execution.WORKER, handler);
  }

  /// The same route on a virtual thread.
  public Route waiting() {
    return new Route(method, path, scope, Execution.VIRTUAL, handler);
  }
}
