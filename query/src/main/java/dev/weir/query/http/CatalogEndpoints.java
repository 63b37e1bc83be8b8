package dev.weir.query.http;

import dev.weir.query.engine.QueryContext;
import dev.weir.query.engine.QueryException;
import dev.weir.storage.metrics.LeafPlan;
import dev.weir.storage.metrics.QueryLeaf;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.TimeRange;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.PathTemplateMatch;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/// Which series, label names and label values there are. Several `match[]` are united; a limit cuts
/// the sorted answer and says so.
final class CatalogEndpoints {
  private final QueryLeaf leaf;

  CatalogEndpoints(QueryLeaf leaf) {
    this.leaf = leaf;
  }

  void series(HttpServerExchange exchange, ApiParameters parameters, QueryContext context)
      throws IOException {
    List<List<Matcher>> matches = parameters.matches();
    if (matches.isEmpty()) {
      throw QueryException.badData("no match[] parameter provided");
    }
    TimeRange range = parameters.range();
    int limit = parameters.limit();
    Collection<Labels> found =
        union(
            matches,
            m ->
                leaf.series(
                    new LeafPlan.Series(context.tenant(), m, range, oneMore(limit)), context));
    boolean truncated = limit > 0 && found.size() > limit;
    ApiWriter.success(
        exchange,
        json -> {
          json.writeArrayFieldStart("data");
          int left = truncated ? limit : found.size();
          for (Labels labels : found) {
            if (left-- == 0) {
              break;
            }
            ResultWriter.labels(json, labels);
          }
          json.writeEndArray();
          ApiWriter.stringsIfAny(json, "warnings", warnings(truncated));
        });
  }

  void labels(HttpServerExchange exchange, ApiParameters parameters, QueryContext context)
      throws IOException {
    TimeRange range = parameters.range();
    int limit = parameters.limit();
    answer(
        exchange,
        limit,
        union(
            orEverything(parameters),
            m ->
                leaf.labelNames(
                    new LeafPlan.LabelNames(context.tenant(), m, range, oneMore(limit)), context)));
  }

  void labelValues(HttpServerExchange exchange, ApiParameters parameters, QueryContext context)
      throws IOException {
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    String escaped = match == null ? "" : match.getParameters().getOrDefault("name", "");
    String name = NameEscaping.unescape(escaped);
    if (name.isEmpty()) {
      throw QueryException.badData("invalid label name: \"\"");
    }
    TimeRange range = parameters.range();
    int limit = parameters.limit();
    answer(
        exchange,
        limit,
        union(
            orEverything(parameters),
            m ->
                leaf.labelValues(
                    new LeafPlan.LabelValues(context.tenant(), name, m, range, oneMore(limit)),
                    context)));
  }

  private static List<List<Matcher>> orEverything(ApiParameters parameters) {
    List<List<Matcher>> matches = parameters.matches();
    return matches.isEmpty() ? List.of(List.of()) : matches;
  }

  /// One more than wanted is asked for, to know whether there are more.
  private static int oneMore(int limit) {
    return limit == 0 || limit == Integer.MAX_VALUE ? 0 : limit + 1;
  }

  private static <T> Collection<T> union(
      List<List<Matcher>> matches, Function<List<Matcher>, List<T>> ask) {
    if (matches.size() == 1) {
      return ask.apply(matches.getFirst());
    }
    var all = new TreeSet<T>();
    matches.forEach(m -> all.addAll(ask.apply(m)));
    return all;
  }

  private static void answer(HttpServerExchange exchange, int limit, Collection<String> texts)
      throws IOException {
    boolean truncated = limit > 0 && texts.size() > limit;
    List<String> shown = truncated ? texts.stream().limit(limit).toList() : List.copyOf(texts);
    ApiWriter.success(
        exchange,
        json -> {
          ApiWriter.strings(json, "data", shown);
          ApiWriter.stringsIfAny(json, "warnings", warnings(truncated));
        });
  }

  private static List<String> warnings(boolean truncated) {
    return truncated ? List.of("results truncated due to limit") : List.of();
  }
}
