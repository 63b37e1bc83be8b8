package dev.weir.query.logql;

import dev.weir.query.engine.QueryContext;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.Stage;
import dev.weir.query.logql.text.GoValues;
import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The fields of a sample of lines: structured metadata, and what parsers find in the lines. A
/// query with parsers of its own is taken at its word; otherwise lines that are JSON objects are
/// read as JSON and the others as logfmt, which finds nothing in prose.
///
/// The sample is searched for once for each way of reading: at most three searches of
/// `LogSearch.limit` lines.
public final class DetectedFields {
  /// Most fields kept; lines whose keys are data would fill memory with them.
  private static final int MAX_FIELDS = 1000;

  /// Most values of one field kept: the cardinality shown goes no further.
  private static final int MAX_VALUES = 1000;

  private static final String OWN = "";

  private final SortedMap<String, Collected> fields = new TreeMap<>();

  private DetectedFields() {}

  /// A field. `type` is Loki's word: `int`, `float`, `boolean`, `duration`, `bytes`, `string`: the
  /// one that all its values have.
  public record Field(String name, String type, SortedSet<String> values, List<String> parsers) {}

  /// Looks at the lines that `search` finds for `query`.
  public static DetectedFields of(
      LogqlEngine engine, QueryContext context, LogQuery query, LogSearch search) {
    var found = new DetectedFields();
    List<String> parsers = parsers(query);
    found.addAll(lines(engine, context, query, search), parsers, true, line -> true);
    if (parsers.isEmpty()) {
      found.addAll(
          lines(engine, context, with(query, new Stage.Json(List.of())), search),
          List.of("json"),
          false,
          DetectedFields::isObject);
      found.addAll(
          lines(engine, context, with(query, new Stage.Logfmt(false, false, List.of())), search),
          List.of("logfmt"),
          false,
          line -> !isObject(line));
    }
    return found;
  }

  private static LogqlResult.Streams lines(
      LogqlEngine engine, QueryContext context, LogQuery query, LogSearch search) {
    return engine.lines(context, new QueryStats(), query, search);
  }

  private static LogQuery with(LogQuery query, Stage parser) {
    List<Stage> stages = new ArrayList<>(query.stages());
    stages.add(parser);
    return new LogQuery(query.selector(), stages);
  }

  private static boolean isObject(String line) {
    return line.stripLeading().startsWith("{");
  }

  /// The parsers that a query has.
  private static List<String> parsers(LogQuery query) {
    Set<String> parsers = new LinkedHashSet<>();
    for (Stage stage : query.stages()) {
      parsers.add(
          switch (stage) {
            case Stage.Json json -> "json";
            case Stage.Logfmt logfmt -> "logfmt";
            case Stage.Regexp regexp -> "regexp";
            case Stage.Pattern pattern -> "pattern";
            case Stage.Unpack unpack -> "unpack";
            case Stage.LineFilterStage filter -> OWN;
            case Stage.LabelFilterStage filter -> OWN;
            case Stage.LineFormat format -> OWN;
            case Stage.LabelFormat format -> OWN;
            case Stage.Decolorize decolorize -> OWN;
            case Stage.Drop drop -> OWN;
            case Stage.Keep keep -> OWN;
          });
    }
    parsers.remove(OWN);
    return List.copyOf(parsers);
  }

  private interface LineTest {
    boolean accepts(String line);
  }

  private void addAll(
      LogqlResult.Streams streams, List<String> parsers, boolean withMetadata, LineTest wanted) {
    for (LogqlResult.Stream stream : streams.streams()) {
      for (LogEntry entry : stream.entries()) {
        if (withMetadata) {
          addAll(entry.metadata(), List.of());
        }
        if (wanted.accepts(entry.line()) && entry.parsed().find(LineState.ERROR) == null) {
          addAll(entry.parsed(), parsers);
        }
      }
    }
  }

  private void addAll(Labels labels, List<String> parsers) {
    for (int i = 0; i < labels.count(); i++) {
      Collected field = fields.get(labels.name(i));
      if (field == null && fields.size() < MAX_FIELDS) {
        field = new Collected();
        fields.put(labels.name(i), field);
      }
      if (field != null) {
        field.add(labels.value(i), parsers);
      }
    }
  }

  /// The fields found, by name.
  public List<Field> fields() {
    List<Field> all = new ArrayList<>(fields.size());
    for (Map.Entry<String, Collected> field : fields.entrySet()) {
      Collected one = field.getValue();
      all.add(new Field(field.getKey(), one.type(), one.values, List.copyOf(one.parsers)));
    }
    return all;
  }

  private static final class Collected {
    final SortedSet<String> values = new TreeSet<>();
    final Set<String> parsers = new LinkedHashSet<>();

    void add(String value, List<String> foundBy) {
      parsers.addAll(foundBy);
      if (values.size() < MAX_VALUES) {
        values.add(value);
      }
    }

    String type() {
      Set<String> types = new LinkedHashSet<>();
      values.forEach(value -> types.add(DetectedFields.type(value)));
      if (types.equals(Set.of("int", "float"))) {
        return "float";
      }
      return types.size() == 1 ? types.iterator().next() : "string";
    }
  }

  /// The first type, in Loki's order, that a value can be read as.
  static String type(String value) {
    if (value.matches("[+-]?[0-9]{1,18}")) {
      return "int";
    }
    if (!GoValues.isNoNumber(GoValues.number(value))) {
      return "float";
    }
    if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
      return "boolean";
    }
    if (GoValues.duration(value) != GoValues.NO_DURATION) {
      return "duration";
    }
    return Double.isNaN(GoValues.bytes(value)) ? "string" : "bytes";
  }
}
