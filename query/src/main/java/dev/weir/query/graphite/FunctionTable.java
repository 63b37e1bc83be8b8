package dev.weir.query.graphite;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All render functions by name: what `/functions` lists and the engine calls.
public final class FunctionTable {
  /// Evaluates one call.
  interface Function {
    List<GraphiteSeries> apply(CallContext call);
  }

  /// One function. `signature` is the name with parameters as graphite-web documents them,
  /// `example` a target that runs.
  record Entry(
      String name,
      String group,
      String signature,
      String summary,
      String example,
      Function function) {}

  /// What the HTTP side shows of a function.
  public record Description(
      String name, String group, String signature, String summary, List<Parameter> parameters) {}

  /// One parameter, as Grafana's editor wants to know it: `type` is graphite-web's word for it.
  public record Parameter(
      String name, String type, boolean required, boolean multiple, @Nullable String defaultValue) {

    /// All values there are, where they are few: the editor offers them as a list.
    public List<String> options() {
      return type.equals("aggFunc") ? AGGREGATIONS : List.of();
    }

    /// Values to begin with; the first one stands in a call that the editor adds.
    public List<String> suggestions() {
      return switch (type) {
        case "intOrInterval" -> List.of("5", "7", "10", "1min", "5min", "10min", "30min", "1hour");
        case "interval" -> List.of("10min", "1h", "1d");
        default -> List.of();
      };
    }
  }

  private static final List<String> AGGREGATIONS =
      List.of(
          "average",
          "avg_zero",
          "count",
          "diff",
          "last",
          "max",
          "median",
          "min",
          "multiply",
          "range",
          "stddev",
          "sum");

  private static final Map<String, Entry> ENTRIES = new TreeMap<>();

  static {
    CombineFunctions.register(FunctionTable::add);
    TransformFunctions.register(FunctionTable::add);
    CalculateFunctions.register(FunctionTable::add);
    FilterFunctions.register(FunctionTable::add);
    NameFunctions.register(FunctionTable::add);
  }

  private FunctionTable() {}

  static Entry find(String name) {
    Entry entry = ENTRIES.get(name);
    if (entry == null) {
      throw new GraphiteException("Received request for unknown function: " + name);
    }
    return entry;
  }

  static Collection<Entry> entries() {
    return ENTRIES.values();
  }

  /// All functions, by name.
  public static List<Description> descriptions() {
    return ENTRIES.values().stream()
        .map(e ->
            new Description(
                e.name(), e.group(), e.signature(), e.summary(), parameters(e.signature())))
        .toList();
  }

  /// The parameters that a signature lists: `*` marks one that repeats, `=` a default.
  static List<Parameter> parameters(String signature) {
    String inside = signature.substring(signature.indexOf('(') + 1, signature.length() - 1);
    return Arrays.stream(inside.split(",\\s*"))
        .filter(part -> !part.isEmpty())
        .map(FunctionTable::parameter)
        .toList();
  }

  private static Parameter parameter(String text) {
    boolean multiple = text.startsWith("*");
    int equals = text.indexOf('=');
    String name = (equals < 0 ? text : text.substring(0, equals)).replace("*", "");
    String otherwise = equals < 0 ? null : text.substring(equals + 1).replace("'", "");
    String single = multiple && name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    return new Parameter(
        single,
        type(single),
        equals < 0,
        multiple,
        otherwise == null || otherwise.equals("None") ? null : otherwise);
  }

  private static String type(String parameter) {
    return switch (parameter) {
      case "seriesList", "dividendSeriesList", "divisorSeries", "referenceSeries" -> "seriesList";
      case "node", "tag", "nodeNum" -> "nodeOrTag";
      case "func", "callback", "consolidationFunc" -> "aggFunc";
      case "intervalString", "timeShift" -> "interval";
      case "windowSize" -> "intOrInterval";
      case "position", "points", "precision", "start", "stop", "base" -> "integer";
      case "alignToFrom", "resetEnd", "interpolate", "reverse", "natural", "keepStep" -> "boolean";
      case "limit" -> "intOrInf";
      case "total" -> "any";
      case "newName", "search", "replace", "pattern", "label", "color", "tagExpression" -> "string";
      default -> "float";
    };
  }

  private static void add(Entry entry) {
    if (ENTRIES.put(entry.name(), entry) != null) {
      throw new IllegalStateException("BUG: two functions called " + entry.name());
    }
  }
}
