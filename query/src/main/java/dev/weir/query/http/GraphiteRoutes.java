package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryGate;
import dev.weir.query.engine.QueryLimits;
import dev.weir.query.graphite.FunctionTable;
import dev.weir.query.graphite.GraphiteEngine;
import dev.weir.query.graphite.GraphiteException;
import dev.weir.query.graphite.GraphiteSeries;
import dev.weir.query.graphite.GraphiteTime;
import dev.weir.query.graphite.PathFinder;
import dev.weir.query.graphite.RenderRequest;
import dev.weir.query.graphite.RenderWriter;
import dev.weir.query.graphite.TagFinder;
import dev.weir.storage.http.Route;
import dev.weir.storage.io.Clock;
import dev.weir.storage.metrics.QueryLeaf;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Graphite's HTTP API under `/graphite`: render, find, expand, index, functions, version here,
/// tags in [GraphiteTags], events in [GraphiteEvents]. Answers and errors as graphite-web 1.1 gives
/// them; errors are text. COMPAT section 3.
public final class GraphiteRoutes {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int DEFAULT_STEP_SECONDS = 10;

  /// The graphite-web whose behaviour this is.
  private static final String VERSION = "1.1.8";

  private final GraphiteEngine engine;
  private final PathFinder finder;
  private final GraphiteHandlers handlers;
  private final GraphiteTags tags;
  private final Clock clock;

  public GraphiteRoutes(QueryLeaf leaf, QueryLimits limits, QueryGate gate, Clock clock) {
    this.engine = new GraphiteEngine(leaf, DEFAULT_STEP_SECONDS);
    this.finder = new PathFinder(leaf);
    this.handlers = new GraphiteHandlers(limits, gate, clock);
    this.tags = new GraphiteTags(handlers, new TagFinder(leaf));
    this.clock = clock;
  }

  public List<Route> routes() {
    var routes = new ArrayList<Route>();
    handlers.both(routes, "/graphite/render", this::render);
    handlers.both(routes, "/graphite/metrics/find", this::find);
    handlers.both(routes, "/graphite/metrics/expand", this::expand);
    handlers.both(routes, "/graphite/metrics/index.json", this::index);
    handlers.both(routes, "/graphite/functions", this::functions);
    handlers.both(routes, "/graphite/functions/{name}", this::function);
    handlers.both(routes, "/graphite/version", this::version);
    routes.addAll(tags.routes());
    return List.copyOf(routes);
  }

  private void render(
      HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    RenderRequest request = request(parameters, context);
    List<String> targets = parameters.all("target", "target[]");
    var series = new ArrayList<GraphiteSeries>();
    for (String target : targets) {
      try {
        series.addAll(engine.render(template(target, parameters), request, context));
      } catch (GraphiteException e) {
        throw e.about(target);
      }
    }
    String format = parameters.find("format", "json");
    switch (format) {
      case "json" -> json(exchange, parameters, series);
      case "csv" -> {
        var out = new StringWriter();
        RenderWriter.csv(series, request.zone(), out);
        GraphiteHandlers.send(exchange, 200, "text/csv; charset=utf-8", out.toString());
      }
      case "raw" -> {
        var out = new StringWriter();
        RenderWriter.raw(series, out);
        GraphiteHandlers.send(exchange, 200, GraphiteHandlers.TEXT_TYPE, out.toString());
      }
      default ->
          throw new GraphiteException(
              "format " + format + " is not offered; json, csv and raw are");
    }
  }

  private static void json(
      HttpServerExchange exchange, RequestParameters parameters, List<GraphiteSeries> series)
      throws IOException {
    var options =
        new RenderWriter.JsonOptions(
            GraphiteHandlers.integer(parameters, "maxDataPoints"),
            parameters.find("noNullPoints") != null);
    var out = new StringWriter();
    String callback = parameters.find("jsonp");
    if (callback != null && !callback.matches("[A-Za-z_$][\\w$.]{0,127}")) {
      throw new GraphiteException("bad jsonp name");
    }
    if (callback != null) {
      out.append(callback).append('(');
    }
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      RenderWriter.json(series, options, json);
    }
    if (callback != null) {
      out.append(')');
    }
    GraphiteHandlers.send(
        exchange,
        200,
        callback == null ? GraphiteHandlers.JSON_TYPE : "text/javascript",
        out.toString());
  }

  private RenderRequest request(RequestParameters parameters, QueryContext context) {
    ZoneId zone = zone(parameters.find("tz", "UTC"));
    long now = clock.wallMillis() / 1000;
    String given = parameters.find("now");
    if (given != null) {
      now = GraphiteTime.parse(given, zone, now);
    }
    long from = GraphiteTime.parse(parameters.find("from", "-1d"), zone, now);
    long until = GraphiteTime.parse(parameters.find("until", "now"), zone, now);
    double xFilesFactor;
    try {
      xFilesFactor = Double.parseDouble(parameters.find("xFilesFactor", "0"));
    } catch (NumberFormatException e) {
      throw new GraphiteException("xFilesFactor must be a number");
    }
    return new RenderRequest(
        context.tenant(), Math.min(from, until), Math.max(from, until), now, zone, xFilesFactor);
  }

  /// Replaces `$name` by the request's `template[name]`.
  private static String template(String target, RequestParameters parameters) {
    String replaced = target;
    if (target.indexOf('$') >= 0) {
      for (String name : List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")) {
        String value = parameters.find("template[" + name + "]");
        if (value != null) {
          replaced = replaced.replace("$" + name, value);
        }
      }
    }
    return replaced;
  }

  private static ZoneId zone(String name) {
    try {
      return name.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new GraphiteException("unknown time zone " + name);
    }
  }

  private void find(HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    String query = parameters.find("query");
    if (query == null || query.isEmpty()) {
      throw new GraphiteException("Missing required parameter 'query'");
    }
    List<PathFinder.Node> nodes =
        finder.find(context.tenant(), query, handlers.range(parameters), context);
    String format = parameters.find("format", "treejson");
    GraphiteHandlers.json(
        exchange,
        json -> {
          switch (format) {
            case "treejson", "json", "nodelist" -> tree(json, query, nodes, parameters);
            case "completer" -> completer(json, nodes);
            default -> throw new GraphiteException("format " + format + " is not offered");
          }
        });
  }

  /// The node list of Grafana's query editor: ids repeat the query's own prefix, globs included, so
  /// nodes below different branches that have the same name are one.
  private static void tree(
      JsonGenerator json, String query, List<PathFinder.Node> nodes, RequestParameters parameters)
      throws IOException {
    String prefix = query.substring(0, query.lastIndexOf('.') + 1);
    json.writeStartArray();
    if (parameters.find("wildcards", "0").equals("1") && nodes.size() > 1) {
      boolean isLeaf = nodes.stream().allMatch(PathFinder.Node::leaf);
      node(json, "*", prefix + "*", isLeaf);
    }
    boolean leavesOnly = parameters.find("leavesOnly", "0").equals("1");
    Set<String> leaves = new HashSet<>();
    Set<String> branches = new HashSet<>();
    for (PathFinder.Node node : nodes) {
      boolean isNew = (node.leaf() ? leaves : branches).add(node.text());
      if (isNew && (node.leaf() || !leavesOnly)) {
        node(json, node.text(), prefix + node.text(), node.leaf());
      }
    }
    json.writeEndArray();
  }

  private static void node(JsonGenerator json, String text, String id, boolean leaf)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("text", text);
    json.writeStringField("id", id);
    json.writeNumberField("allowChildren", leaf ? 0 : 1);
    json.writeNumberField("expandable", leaf ? 0 : 1);
    json.writeNumberField("leaf", leaf ? 1 : 0);
    json.writeObjectFieldStart("context");
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void completer(JsonGenerator json, List<PathFinder.Node> nodes)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("metrics");
    for (PathFinder.Node node : nodes) {
      json.writeStartObject();
      json.writeStringField("name", node.text());
      json.writeStringField("path", node.path() + (node.leaf() ? "" : "."));
      json.writeStringField("is_leaf", node.leaf() ? "1" : "0");
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void expand(
      HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    boolean leavesOnly = parameters.find("leavesOnly", "0").equals("1");
    var results = new java.util.TreeSet<String>();
    for (String query : parameters.all("query")) {
      for (PathFinder.Node node :
          finder.find(context.tenant(), query, handlers.range(parameters), context)) {
        if (node.leaf() || !leavesOnly) {
          results.add(node.path());
        }
      }
    }
    GraphiteHandlers.json(
        exchange,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("results");
          for (String path : results) {
            json.writeString(path);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private void index(
      HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    GraphiteHandlers.json(
        exchange,
        json -> {
          json.writeStartArray();
          for (String path : finder.all(context.tenant(), handlers.range(parameters), context)) {
            json.writeString(path);
          }
          json.writeEndArray();
        });
  }

  private void functions(
      HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    boolean grouped = parameters.find("grouped", "0").equals("1");
    Map<String, List<FunctionTable.Description>> groups = new TreeMap<>();
    for (FunctionTable.Description function : FunctionTable.descriptions()) {
      groups.computeIfAbsent(grouped ? function.group() : "", g -> new ArrayList<>()).add(function);
    }
    GraphiteHandlers.json(
        exchange,
        json -> {
          json.writeStartObject();
          for (var group : groups.entrySet()) {
            if (grouped) {
              json.writeObjectFieldStart(group.getKey());
            }
            for (FunctionTable.Description function : group.getValue()) {
              json.writeFieldName(function.name());
              describe(json, function);
            }
            if (grouped) {
              json.writeEndObject();
            }
          }
          json.writeEndObject();
        });
  }

  private void function(
      HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    String name = GraphiteHandlers.pathPart(exchange, "name");
    FunctionTable.Description found =
        FunctionTable.descriptions().stream()
            .filter(function -> function.name().equals(name))
            .findFirst()
            .orElse(null);
    if (found == null) {
      GraphiteHandlers.text(exchange, 404, "Function not found: " + name);
      return;
    }
    GraphiteHandlers.json(
        exchange,
        json -> {
          describe(json, found);
        });
  }

  private static void describe(JsonGenerator json, FunctionTable.Description function)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", function.name());
    json.writeStringField("function", function.signature());
    json.writeStringField("description", function.summary());
    json.writeStringField("module", "graphite.render.functions");
    json.writeStringField("group", function.group());
    json.writeArrayFieldStart("params");
    for (FunctionTable.Parameter parameter : function.parameters()) {
      describe(json, parameter);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void describe(JsonGenerator json, FunctionTable.Parameter parameter)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", parameter.name());
    json.writeStringField("type", parameter.type());
    if (parameter.required()) {
      json.writeBooleanField("required", true);
    }
    if (parameter.multiple()) {
      json.writeBooleanField("multiple", true);
    }
    @Nullable String otherwise = parameter.defaultValue();
    if (otherwise != null) {
      json.writeStringField("default", otherwise);
    }
    if (!parameter.options().isEmpty()) {
      json.writeFieldName("options");
      GraphiteTags.strings(json, parameter.options());
    }
    if (!parameter.suggestions().isEmpty()) {
      json.writeFieldName("suggestions");
      GraphiteTags.strings(json, parameter.suggestions());
    }
    json.writeEndObject();
  }

  private void version(
      HttpServerExchange exchange, RequestParameters parameters, QueryContext context) {
    GraphiteHandlers.send(exchange, 200, GraphiteHandlers.TEXT_TYPE, VERSION + "\n");
  }
}
