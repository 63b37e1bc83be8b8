package dev.weir.query.graphite;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.weir.query.graphite.FunctionTable.Entry;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Functions that only change names. Source: graphite-web `render/functions.py`.
final class NameFunctions {
  private static final String GROUP = "Alias";

  private NameFunctions() {}

  static void register(Consumer<Entry> table) {
    table.accept(
        new Entry(
            "alias",
            GROUP,
            "alias(seriesList, newName)",
            "Names series as you like.",
            "alias(servers.a.load, 'load')",
            call -> renamed(call, s -> call.string(1, "newName"))));
    table.accept(
        new Entry(
            "aliasByNode",
            GROUP,
            "aliasByNode(seriesList, *nodes)",
            "Names series by nodes of their path, or tags.",
            "aliasByNode(servers.*.load, 1)",
            NameFunctions::aliasByNode));
    table.accept(
        new Entry(
            "aliasByTags",
            GROUP,
            "aliasByTags(seriesList, *tags)",
            "Names series by tags, or nodes of their path.",
            "aliasByTags(seriesByTag('name=requests'), 'code')",
            NameFunctions::aliasByNode));
    table.accept(
        new Entry(
            "aliasByMetric",
            GROUP,
            "aliasByMetric(seriesList)",
            "Names series by the last node of their path.",
            "aliasByMetric(servers.a.load)",
            call ->
                call.series(0).stream()
                    .map(s -> {
                      String path = Paths.first(s.name());
                      return s.renamed(path.substring(path.lastIndexOf('.') + 1));
                    })
                    .toList()));
    table.accept(
        new Entry(
            "aliasSub",
            GROUP,
            "aliasSub(seriesList, search, replace)",
            "Replaces what matches in names; \\1 is the first group.",
            "aliasSub(servers.*.load, '^.*(load)$', '\\1')",
            NameFunctions::aliasSub));
    table.accept(
        new Entry(
            "substr",
            "Special",
            "substr(seriesList, start=0, stop=0)",
            "Names series by a range of nodes of their path.",
            "substr(servers.a.load, 1, 3)",
            NameFunctions::substr));
    table.accept(
        new Entry(
            "upper",
            GROUP,
            "upper(seriesList)",
            "Names in upper case.",
            "upper(servers.a.load)",
            call -> renamed(call, name -> name.toUpperCase(Locale.ROOT))));
    table.accept(
        new Entry(
            "lower",
            GROUP,
            "lower(seriesList)",
            "Names in lower case.",
            "lower(servers.a.load)",
            call -> renamed(call, name -> name.toLowerCase(Locale.ROOT))));
  }

  /// The nodes of a series, joined by dots.
  static String key(GraphiteSeries series, List<CallContext.Node> nodes) {
    return nodes.stream().map(node -> node.of(series)).collect(Collectors.joining("."));
  }

  private static List<GraphiteSeries> renamed(CallContext call, UnaryOperator<String> name) {
    return call.series(0).stream().map(s -> s.renamed(name.apply(s.name()))).toList();
  }

  private static List<GraphiteSeries> aliasByNode(CallContext call) {
    List<CallContext.Node> nodes = call.nodes(1);
    return call.series(0).stream().map(s -> s.renamed(key(s, nodes))).toList();
  }

  private static List<GraphiteSeries> aliasSub(CallContext call) {
    Pattern search = FilterFunctions.pattern(call.string(1, "search"));
    String replace = replacement(call.string(2, "replace"));
    return renamed(
        call,
        name -> {
          Matcher matcher = search.matcher(name);
          try {
            return matcher.replaceAll(replace);
          } catch (IndexOutOfBoundsException noSuchGroup) {
            throw call.wrong("replace names a group that search does not have");
          }
        });
  }

  /// Python's `\1` as RE2J's `$1`, with RE2J's own special characters quoted.
  static String replacement(String python) {
    var out = new StringBuilder();
    for (int i = 0; i < python.length(); i++) {
      char c = python.charAt(i);
      if (c == '$') {
        out.append("\\$");
      } else if (c == '\\' && i + 1 < python.length()) {
        char next = python.charAt(++i);
        if (Character.isDigit(next)) {
          out.append('$').append(next);
        } else if (next == 'g' && i + 1 < python.length() && python.charAt(i + 1) == '<') {
          int end = python.indexOf('>', i);
          if (end < 0) {
            out.append("\\\\g");
          } else {
            out.append('$').append(python, i + 2, end);
            i = end;
          }
        } else {
          out.append("\\\\").append(next);
        }
      } else if (c == '\\') {
        out.append("\\\\");
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static List<GraphiteSeries> substr(CallContext call) {
    int start = call.integer(1, "start", 0);
    int stop = call.integer(2, "stop", 0);
    return call.series(0).stream()
        .map(s -> {
          String[] parts = Paths.first(s.name()).split("\\.", -1);
          int from = Math.clamp(start < 0 ? parts.length + start : start, 0, parts.length);
          int to =
              stop == 0
                  ? parts.length
                  : Math.clamp(stop < 0 ? parts.length + stop : stop, 0, parts.length);
          return s.renamed(String.join(".", List.of(parts).subList(from, Math.max(from, to))));
        })
        .toList();
  }
}
