/// Graphite's render language: target parser, functions, path finding, time words. Behaves as
/// graphite-web 1.1 does, names of results included.
///
/// ```java
/// var request = new RenderRequest(Tenant.DEFAULT, fromSeconds, untilSeconds, nowSeconds);
/// List<GraphiteSeries> found = new GraphiteEngine(leaf).render("sumSeries(servers.*.load)", request, budget);
/// ```
///
/// Any thread may enter; an engine has no state of its own. Reads storage through `QueryLeaf` only.
@NullMarked
package dev.weir.query.graphite;

import org.jspecify.annotations.NullMarked;
