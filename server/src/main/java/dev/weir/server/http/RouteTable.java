package dev.weir.server.http;

import dev.weir.storage.http.Route;
import io.undertow.util.PathTemplateMatcher;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All routes, by path template and method. Immutable. A `HEAD` finds the route of `GET`.
public final class RouteTable {
  /// What a path has.
  ///
  /// @param methods route by method
  /// @param template the template that matched
  /// @param parameters values of the template's variables
  record Found(Map<String, Route> methods, String template, Map<String, String> parameters) {
    @Nullable Route route(String method) {
      Route route = methods.get(method);
      return route == null && method.equals("HEAD") ? methods.get("GET") : route;
    }
  }

  private final PathTemplateMatcher<Map<String, Route>> matcher = new PathTemplateMatcher<>();
  private final List<Route> routes;

  /// Throws `IllegalArgumentException` when two routes have the same method and path.
  public RouteTable(Collection<Route> routes) {
    this.routes = List.copyOf(routes);
    var byPath = new TreeMap<String, Map<String, Route>>();
    for (Route route : routes) {
      var methods = byPath.computeIfAbsent(route.path(), path -> new TreeMap<>());
      if (methods.put(route.method(), route) != null) {
        throw new IllegalArgumentException("two routes: " + route.method() + " " + route.path());
      }
    }
    byPath.forEach(matcher::add);
  }

  public List<Route> routes() {
    return routes;
  }

  @Nullable Found find(String path) {
    var match = matcher.match(path);
    return match == null
        ? null
        : new Found(match.getValue(), match.getMatchedTemplate(), match.getParameters());
  }
}
