package dev.weir.query.graphite;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
  public record Description(String name, String group, String signature, String summary) {}

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
        .map(e -> new Description(e.name(), e.group(), e.signature(), e.summary()))
        .toList();
  }

  private static void add(Entry entry) {
    if (ENTRIES.put(entry.name(), entry) != null) {
      throw new IllegalStateException("BUG: two functions called " + entry.name());
    }
  }
}
