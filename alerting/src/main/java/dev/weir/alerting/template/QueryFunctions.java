package dev.weir.alerting.template;

import static dev.weir.query.template.TemplateFunction.text;

import dev.weir.alerting.template.AlertSource.SampleFields;
import dev.weir.query.promql.GoText;
import dev.weir.query.template.GoFormat;
import dev.weir.query.template.TemplateException;
import dev.weir.query.template.TemplateFunction;
import dev.weir.query.template.TemplateSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Functions over queries and their results, and those that know where this installation is.
final class QueryFunctions {
  private QueryFunctions() {}

  static void addTo(Map<String, TemplateFunction> table) {
    put(table, "query", 1, (args, source) -> alert(source).query(text(args, 0)));
    put(table, "first", 1, (args, source) -> first(args[0]));
    put(table, "label", 2, (args, source) -> sample(args[1]).labels().valueOrEmpty(text(args, 0)));
    put(table, "value", 1, (args, source) -> sample(args[0]).value());
    put(table, "strvalue", 1, (args, source) -> sample(args[0]).labels().valueOrEmpty("__value__"));
    put(table, "sortByLabel", 2, (args, source) -> sorted(text(args, 0), samples(args[1])));
    put(table, "externalURL", 0, (args, source) -> alert(source).externalUrl());
    put(table, "pathPrefix", 0, (args, source) -> path(alert(source).externalUrl()));
    put(table, "graphLink", 1, (args, source) -> link(text(args, 0), 0));
    put(table, "tableLink", 1, (args, source) -> link(text(args, 0), 1));
  }

  private static void put(
      Map<String, TemplateFunction> table, String name, int count, TemplateFunction function) {
    table.put(name, TemplateFunction.of(name, count, function));
  }

  private static AlertSource alert(TemplateSource source) {
    return (AlertSource) source;
  }

  private static Object first(@Nullable Object value) {
    List<SampleFields> samples = samples(value);
    if (samples.isEmpty()) {
      throw new TemplateException("error calling first: first() called on vector with no elements");
    }
    return samples.getFirst();
  }

  private static TemplateSample sample(@Nullable Object value) {
    if (value instanceof SampleFields fields) {
      return fields.sample();
    }
    throw wrongType("*template.sample", value);
  }

  private static List<SampleFields> samples(@Nullable Object value) {
    List<SampleFields> samples = new ArrayList<>();
    if (!(value instanceof List<?> list)) {
      throw wrongType("template.queryResult", value);
    }
    for (Object element : list) {
      if (!(element instanceof SampleFields fields)) {
        throw wrongType("template.queryResult", value);
      }
      samples.add(fields);
    }
    return samples;
  }

  private static TemplateException wrongType(String wanted, @Nullable Object value) {
    return new TemplateException(
        "wrong type for value; expected " + wanted + "; got " + GoFormat.type(value));
  }

  private static List<SampleFields> sorted(String label, List<SampleFields> samples) {
    samples.sort(Comparator.comparing(fields -> fields.sample().labels().valueOrEmpty(label)));
    return samples;
  }

  private static String path(String url) {
    try {
      String path = URI.create(url).getPath();
      return path == null ? "" : path;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String link(String expr, int tab) {
    return "/graph?g0.expr=" + GoText.escapeQuery(expr) + "&g0.tab=" + tab;
  }
}
