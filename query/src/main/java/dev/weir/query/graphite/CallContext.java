package dev.weir.query.graphite;

import dev.weir.storage.model.QueryBudget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call under evaluation: its arguments by position or name, evaluated when asked for, and the
/// request it is part of. Used by one thread.
final class CallContext {
  private final GraphiteEngine engine;
  private final Expr.Call call;
  private final RenderRequest request;
  private final QueryBudget budget;

  CallContext(GraphiteEngine engine, Expr.Call call, RenderRequest request, QueryBudget budget) {
    this.engine = engine;
    this.call = call;
    this.request = request;
    this.budget = budget;
  }

  RenderRequest request() {
    return request;
  }

  QueryBudget budget() {
    return budget;
  }

  GraphiteEngine engine() {
    return engine;
  }

  String text() {
    return call.text();
  }

  int positionalCount() {
    return call.args().size();
  }

  /// The argument at `index` or called `name`; null when it is not given or `None`.
  @Nullable Expr find(int index, String name) {
    Expr expr = index < call.args().size() ? call.args().get(index) : call.named().get(name);
    return expr instanceof Expr.None ? null : expr;
  }

  /// Series of the argument at `index`.
  List<GraphiteSeries> series(int index) {
    return series(index, request);
  }

  /// Series of the argument at `index`, evaluated over another range.
  List<GraphiteSeries> series(int index, RenderRequest over) {
    if (index >= call.args().size()) {
      throw wrong("needs a series as argument " + (index + 1));
    }
    return engine.evaluate(call.args().get(index), over, budget);
  }

  /// Series of all positional arguments, one after the other.
  List<GraphiteSeries> allSeries() {
    var all = new ArrayList<GraphiteSeries>();
    for (int i = 0; i < call.args().size(); i++) {
      all.addAll(series(i));
    }
    return all;
  }

  double number(int index, String name) {
    Expr expr = find(index, name);
    if (expr == null) {
      throw wrong("needs the number " + name);
    }
    return number(expr, name);
  }

  double number(int index, String name, double otherwise) {
    Expr expr = find(index, name);
    return expr == null ? otherwise : number(expr, name);
  }

  int integer(int index, String name) {
    return toInt(number(index, name), name);
  }

  int integer(int index, String name, int otherwise) {
    return toInt(number(index, name, otherwise), name);
  }

  String string(int index, String name) {
    Expr expr = find(index, name);
    if (expr == null) {
      throw wrong("needs the string " + name);
    }
    return string(expr, name);
  }

  String string(int index, String name, String otherwise) {
    Expr expr = find(index, name);
    return expr == null ? otherwise : string(expr, name);
  }

  boolean bool(int index, String name, boolean otherwise) {
    Expr expr = find(index, name);
    if (expr == null) {
      return otherwise;
    }
    if (expr instanceof Expr.Bool bool) {
      return bool.value();
    }
    throw wrong(name + " must be true or false");
  }

  /// Positional arguments from `index` on as nodes: numbers or tag names.
  List<Node> nodes(int index) {
    var nodes = new ArrayList<Node>();
    for (int i = index; i < call.args().size(); i++) {
      switch (call.args().get(i)) {
        case Expr.Num n -> nodes.add(new Node(toInt(n.value(), "node"), null));
        case Expr.Text t -> nodes.add(nodeOrTag(t.value()));
        default -> throw wrong("a node is a number or a tag name");
      }
    }
    return nodes;
  }

  private static Node nodeOrTag(String text) {
    try {
      return new Node(Integer.parseInt(text), null);
    } catch (NumberFormatException isTag) {
      return new Node(0, text);
    }
  }

  /// An exception that names this function.
  GraphiteException wrong(String what) {
    return new GraphiteException(call.name() + " " + what);
  }

  private double number(Expr expr, String name) {
    return switch (expr) {
      case Expr.Num n -> n.value();
      case Expr.Text t -> {
        try {
          yield Double.parseDouble(t.value());
        } catch (NumberFormatException e) {
          throw wrong(name + " must be a number: " + t.value());
        }
      }
      default -> throw wrong(name + " must be a number");
    };
  }

  private String string(Expr expr, String name) {
    return switch (expr) {
      case Expr.Text t -> t.value();
      case Expr.Path p -> p.pattern();
      case Expr.Num n -> Numbers.g(n.value());
      default -> throw wrong(name + " must be a string");
    };
  }

  private int toInt(double value, String name) {
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw wrong(name + " must be a whole number: " + Numbers.g(value));
    }
    return (int) value;
  }

  /// A node of a path by position (negative from the end), or a tag when `tag` is not null.
  record Node(int position, @Nullable String tag) {
    String of(GraphiteSeries series) {
      if (tag != null) {
        return series.tags().getOrDefault(tag, "");
      }
      String[] parts = Paths.first(series.name()).split(";", 2)[0].split("\\.", -1);
      int index = position < 0 ? parts.length + position : position;
      return index < 0 || index >= parts.length ? "" : parts[index];
    }
  }
}
