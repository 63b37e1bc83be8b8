package dev.weir.storage.selfmetrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/// All metrics of one server. Asking twice for the same name and labels gives the same counter or
/// histogram; a second gauge under the same name and labels replaces the first. Registration locks
/// and belongs to start-up or to the first sight of a label value from a small closed set.
public final class MetricRegistry {
  /// Receives every metric, families in name order.
  public interface Visitor {
    /// A family begins; `type` is `counter`, `gauge` or `histogram`.
    void family(String name, String type, String help);

    /// One sample of the family. `suffix` is empty, or `_bucket`, `_sum`, `_count`; `labels`
    /// alternate names and values.
    void sample(String name, String suffix, List<String> labels, double value);
  }

  private static final class Family {
    final String type;
    final String help;
    final Map<List<String>, Object> members = new LinkedHashMap<>();

    Family(String type, String help) {
      this.type = type;
      this.help = help;
    }
  }

  private final TreeMap<String, Family> families = new TreeMap<>();

  /// A counter; `labels` alternate names and values.
  public synchronized Counter counter(String name, String help, String... labels) {
    return (Counter)
        family(name, "counter", help).members.computeIfAbsent(key(labels), k -> new Counter());
  }

  /// A gauge read when asked for. `value` must be cheap and safe from any thread.
  public synchronized void gauge(String name, String help, DoubleSupplier value, String... labels) {
    family(name, "gauge", help).members.put(key(labels), value);
  }

  /// A counter whose value lives elsewhere (the kernel's drop count); read when asked for.
  public synchronized void counterFrom(
      String name, String help, DoubleSupplier value, String... labels) {
    family(name, "counter", help).members.put(key(labels), value);
  }

  /// A histogram of durations in seconds.
  public synchronized Histogram histogram(String name, String help, String... labels) {
    return (Histogram)
        family(name, "histogram", help).members.computeIfAbsent(key(labels), k -> new Histogram());
  }

  /// Calls `visitor` for everything there is.
  public synchronized void visit(Visitor visitor) {
    families.forEach((name, family) -> {
      visitor.family(name, family.type, family.help);
      family.members.forEach((labels, member) -> visitMember(visitor, name, labels, member));
    });
  }

  private static void visitMember(
      Visitor visitor, String name, List<String> labels, Object member) {
    switch (member) {
      case Counter counter -> visitor.sample(name, "", labels, counter.value());
      case DoubleSupplier gauge -> visitor.sample(name, "", labels, gauge.getAsDouble());
      case Histogram histogram -> histogram.visit(visitor, name, labels);
      default -> throw new IllegalStateException("BUG: unknown metric " + member.getClass());
    }
  }

  private Family family(String name, String type, String help) {
    Family family = families.computeIfAbsent(name, n -> new Family(type, help));
    if (!family.type.equals(type)) {
      throw new IllegalArgumentException(name + " is a " + family.type + ", not a " + type);
    }
    return family;
  }

  private static List<String> key(String... labels) {
    if ((labels.length & 1) != 0) {
      throw new IllegalArgumentException("label name without a value: " + labels.length);
    }
    return new ArrayList<>(List.of(labels));
  }
}
