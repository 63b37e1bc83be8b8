package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.engine.QueryContext;
import dev.weir.query.graphite.GraphiteException;
import dev.weir.query.graphite.TagFinder;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// `/graphite/tags`: which tags, values and tagged series there are. Series exist by their samples;
/// `tagSeries` answers a path's canonical form, as senders expect, and stores nothing.
final class GraphiteTags {
  private static final String PATH = "/graphite/tags";

  /// How many completions there are unless told otherwise: graphite-web's own number.
  private static final int COMPLETIONS = 100;

  /// Paths one `tagMultiSeries` may have.
  private static final int MAX_PATHS = 10_000;

  private final GraphiteHandlers handlers;
  private final TagFinder finder;

  GraphiteTags(GraphiteHandlers handlers, TagFinder finder) {
    this.handlers = handlers;
    this.finder = finder;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    handlers.get(routes, PATH, this::tags);
    handlers.get(routes, PATH + "/{tag}", this::tag);
    handlers.both(routes, PATH + "/autoComplete/tags", this::completeTags);
    handlers.both(routes, PATH + "/autoComplete/values", this::completeValues);
    handlers.both(routes, PATH + "/findSeries", this::findSeries);
    post(routes, PATH + "/tagSeries", GraphiteTags::tagSeries);
    post(routes, PATH + "/tagMultiSeries", GraphiteTags::tagMultiSeries);
    return routes;
  }

  private void post(List<Route> routes, String path, GraphiteHandlers.Answer answer) {
    for (String each : GraphiteHandlers.spellings(path)) {
      routes.add(Route.post(each, Scope.INGEST, handlers.handler(answer)));
    }
  }

  /// `[{"id":1,"tag":"host"}]`; the numbers count the answer.
  private void tags(HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    Collection<String> tags = finder.tags(context.tenant(), filter(parameters), context);
    int limit = limit(parameters, Integer.MAX_VALUE);
    GraphiteHandlers.json(
        exchange,
        json -> {
          json.writeStartArray();
          int id = 0;
          for (String tag : tags) {
            if (id++ == limit) {
              break;
            }
            json.writeStartObject();
            json.writeNumberField("id", id);
            json.writeStringField("tag", tag);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /// `{"id":1,"tag":"host","values":[{"id":1,"value":"a","count":2}]}`.
  private void tag(HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    String tag = GraphiteHandlers.pathPart(exchange, "tag");
    Map<String, Integer> counts = finder.counts(context.tenant(), tag, filter(parameters), context);
    int limit = limit(parameters, Integer.MAX_VALUE);
    GraphiteHandlers.json(
        exchange,
        json -> {
          json.writeStartObject();
          json.writeNumberField("id", 1);
          json.writeStringField("tag", tag);
          json.writeArrayFieldStart("values");
          int id = 0;
          for (Map.Entry<String, Integer> value : counts.entrySet()) {
            if (id++ == limit) {
              break;
            }
            json.writeStartObject();
            json.writeNumberField("id", id);
            json.writeStringField("value", value.getKey());
            json.writeNumberField("count", value.getValue());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private void completeTags(
      HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    List<String> expressions = expressions(parameters);
    Collection<String> tags =
        expressions.isEmpty()
            ? finder.tags(context.tenant(), "", context)
            : finder.tagsAmong(context.tenant(), expressions, context);
    String prefix = parameters.find("tagPrefix", "");
    strings(exchange, tags, prefix, limit(parameters, COMPLETIONS));
  }

  private void completeValues(
      HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    String tag = parameters.find("tag", "");
    if (tag.isEmpty()) {
      throw new GraphiteException("no tag specified");
    }
    List<String> values =
        finder.valuesAmong(context.tenant(), expressions(parameters), tag, context);
    String prefix = parameters.find("valuePrefix", "");
    strings(exchange, values, prefix, limit(parameters, COMPLETIONS));
  }

  private void findSeries(
      HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    List<String> expressions = expressions(parameters);
    if (expressions.isEmpty()) {
      throw new GraphiteException("no tag expressions specified");
    }
    strings(
        exchange,
        finder.series(context.tenant(), expressions, context),
        "",
        limit(parameters, Integer.MAX_VALUE));
  }

  private static void tagSeries(
      HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    String path = canonical(parameters.find("path", ""));
    GraphiteHandlers.json(exchange, json -> json.writeString(path));
  }

  private static void tagMultiSeries(
      HttpServerExchange exchange, RequestParameters parameters, QueryContext context)
      throws IOException {
    List<String> given = parameters.all("path", "path[]");
    if (given.size() > MAX_PATHS) {
      throw new GraphiteException("too many paths: " + given.size() + ", limit " + MAX_PATHS);
    }
    List<String> paths = given.stream().map(GraphiteTags::canonical).toList();
    strings(exchange, paths, "", Integer.MAX_VALUE);
  }

  /// A path with its tags in order.
  private static String canonical(String path) {
    String[] parts = path.split(";");
    if (path.isEmpty() || parts[0].isEmpty()) {
      throw new GraphiteException("no path specified");
    }
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].indexOf('=') <= 0) {
        throw new GraphiteException("Cannot parse path " + path + ", invalid segment " + parts[i]);
      }
    }
    Arrays.sort(parts, 1, parts.length);
    return String.join(";", parts);
  }

  private static void strings(
      HttpServerExchange exchange, Collection<String> texts, String prefix, int limit)
      throws IOException {
    List<String> shown = texts.stream().filter(t -> t.startsWith(prefix)).limit(limit).toList();
    GraphiteHandlers.json(exchange, json -> strings(json, shown));
  }

  static void strings(JsonGenerator json, List<String> texts) throws IOException {
    json.writeStartArray();
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static List<String> expressions(RequestParameters parameters) {
    return parameters.all("expr", "expr[]");
  }

  private static String filter(RequestParameters parameters) {
    return parameters.find("filter", "");
  }

  private static int limit(RequestParameters parameters, int otherwise) {
    int limit = GraphiteHandlers.integer(parameters, "limit");
    return limit == 0 ? otherwise : limit;
  }
}
