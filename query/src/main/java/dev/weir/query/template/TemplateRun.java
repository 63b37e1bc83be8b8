package dev.weir.query.template;

import dev.weir.query.promql.GoText;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Executes templates: a walk over the tree with a dot and a stack of variables. One thread.
final class TemplateRun {
  /// Most rounds of all `range` of one execution.
  private static final int MAX_ROUNDS = 10_000;

  /// Most templates that call each other.
  private static final int MAX_DEPTH = 100;

  private final List<String> names = new ArrayList<>();
  private final List<@Nullable Object> values = new ArrayList<>();
  private TemplateSource source = new EmptySource();
  private StringBuilder out = new StringBuilder();
  private Map<String, List<Node>> definitions = Map.of();
  private @Nullable Object data; // what `$` is
  private int rounds;
  private int depth;

  /// What stands for a value where there is none, not even nil.
  private enum Missing {
    VALUE
  }

  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  void execute(
      List<Node> nodes,
      Map<String, List<Node>> newDefinitions,
      TemplateSource newSource,
      StringBuilder newOut) {
    definitions = newDefinitions;
    source = newSource;
    data = newSource;
    out = newOut;
    rounds = 0;
    depth = 0;
    names.clear();
    values.clear();
    walk(nodes, newSource);
  }

  private Flow walk(List<Node> nodes, @Nullable Object dot) {
    for (int i = 0; i < nodes.size(); i++) {
      Flow flow = walk(nodes.get(i), dot);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow walk(Node node, @Nullable Object dot) {
    return switch (node) {
      case Node.Text text -> {
        write(text.text());
        yield Flow.NEXT;
      }
      case Node.Action action -> {
        Object value = pipe(action.pipe(), dot);
        if (action.pipe().variables().isEmpty()) {
          write(GoFormat.text(value));
        }
        yield Flow.NEXT;
      }
      case Node.If branch -> {
        int mark = names.size();
        boolean isTrue = Truth.isTrue(pipe(branch.condition(), dot));
        Flow flow = walk(isTrue ? branch.then() : branch.otherwise(), dot);
        forget(mark);
        yield flow;
      }
      case Node.With with -> {
        int mark = names.size();
        Object value = pipe(with.value(), dot);
        boolean isTrue = Truth.isTrue(value);
        Flow flow = isTrue ? walk(with.then(), value) : walk(with.otherwise(), dot);
        forget(mark);
        yield flow;
      }
      case Node.Range range -> {
        int mark = names.size();
        Flow flow = range(range, dot);
        forget(mark);
        yield flow;
      }
      case Node.Call call -> {
        call(call, dot);
        yield Flow.NEXT;
      }
      case Node.Leave leave -> leave.isBreak() ? Flow.BREAK : Flow.CONTINUE;
    };
  }

  private Flow range(Node.Range range, @Nullable Object dot) {
    Node.Pipe over = range.over();
    Object value = pipe(new Node.Pipe(List.of(), false, over.commands()), dot);
    int mark = names.size();
    boolean any = false;
    Iterable<? extends Map.Entry<?, ?>> elements = Elements.of(value);
    for (Map.Entry<?, ?> element : elements) {
      any = true;
      if (++rounds > MAX_ROUNDS) {
        throw new TemplateException("range: more than " + MAX_ROUNDS + " rounds");
      }
      bind(over, element.getKey(), element.getValue());
      Flow flow = walk(range.body(), element.getValue());
      forget(mark);
      if (flow == Flow.BREAK) {
        break;
      }
    }
    return any ? Flow.NEXT : walk(range.otherwise(), dot);
  }

  private void call(Node.Call call, @Nullable Object dot) {
    List<Node> called = definitions.get(call.name());
    if (called == null) {
      throw new TemplateException("template " + GoText.quote(call.name()) + " not defined");
    }
    if (++rounds > MAX_ROUNDS) { // two calls at each of thirty depths are a thousand million
      throw new TemplateException("template: more than " + MAX_ROUNDS + " calls");
    }
    if (++depth > MAX_DEPTH) {
      throw new TemplateException("exceeded maximum template depth (" + MAX_DEPTH + ")");
    }
    int mark = names.size();
    Object outer = data;
    data = call.data() == null ? null : pipe(call.data(), dot);
    walk(called, data);
    data = outer;
    forget(mark);
    depth--;
  }

  private void bind(Node.Pipe over, @Nullable Object key, @Nullable Object value) {
    List<String> variables = over.variables();
    if (variables.size() == 2) {
      set(variables.getFirst(), key, over.declares());
    }
    if (!variables.isEmpty()) {
      set(variables.getLast(), value, over.declares());
    }
  }

  private void forget(int mark) {
    while (names.size() > mark) {
      names.removeLast();
      values.removeLast();
    }
  }

  private void set(String variable, @Nullable Object value, boolean declares) {
    if (!declares) {
      int index = names.lastIndexOf(variable);
      if (index < 0) {
        throw new TemplateException("undefined variable " + variable);
      }
      values.set(index, value);
      return;
    }
    names.add(variable);
    values.add(value);
  }

  @Nullable Object pipe(Node.Pipe pipe, @Nullable Object dot) {
    Object value = Missing.VALUE;
    for (int i = 0; i < pipe.commands().size(); i++) {
      value = command(pipe.commands().get(i), dot, value);
    }
    for (String variable : pipe.variables()) {
      set(variable, value, pipe.declares());
    }
    return value;
  }

  private @Nullable Object command(
      Node.Command command, @Nullable Object dot, @Nullable Object last) {
    List<Node.Arg> args = command.args();
    boolean isPiped = last != Missing.VALUE;
    if (args.getFirst() instanceof Node.Arg.Name function) {
      if (function.name().equals("and") || function.name().equals("or")) {
        return shortCircuit(function.name().equals("or"), args, dot, last);
      }
      Object[] given = new Object[args.size() - 1 + (isPiped ? 1 : 0)];
      for (int i = 1; i < args.size(); i++) {
        given[i - 1] = value(args.get(i), dot);
      }
      if (isPiped) {
        given[given.length - 1] = last;
      }
      return function.function().call(given, source);
    }
    if (args.size() == 2 && !isPiped) {
      String formatted = method(args, dot);
      if (formatted != null) {
        return formatted;
      }
    }
    if (args.size() > 1 || isPiped) {
      throw new TemplateException("can't give argument to non-function");
    }
    return value(args.getFirst(), dot);
  }

  /// The one method of a value that takes an argument: `(toTime 0).Format "2006"`; null when it is
  /// none.
  private @Nullable String method(List<Node.Arg> args, @Nullable Object dot) {
    List<String> path =
        switch (args.getFirst()) {
          case Node.Arg.Field field -> field.names();
          case Node.Arg.Variable variable -> variable.names();
          case Node.Arg.Nested nested -> nested.names();
          case Node.Arg.Literal _, Node.Arg.Name _ -> List.of();
        };
    if (path.isEmpty() || !path.getLast().equals("Format")) {
      return null;
    }
    List<String> receiver = path.subList(0, path.size() - 1);
    Object value =
        switch (args.getFirst()) {
          case Node.Arg.Field _ -> fields(dot, receiver);
          case Node.Arg.Variable variable -> fields(variable(variable.variable()), receiver);
          case Node.Arg.Nested nested -> fields(pipe(nested.pipe(), dot), receiver);
          case Node.Arg.Literal _, Node.Arg.Name _ -> null;
        };
    return value instanceof ZonedDateTime time
            && value(args.getLast(), dot) instanceof String layout
        ? GoTime.format(layout, time)
        : null;
  }

  /// `and` and `or` stop at the argument that decides.
  private @Nullable Object shortCircuit(
      boolean isOr, List<Node.Arg> args, @Nullable Object dot, @Nullable Object last) {
    Object value = Missing.VALUE;
    for (int i = 1; i < args.size(); i++) {
      value = value(args.get(i), dot);
      if (Truth.isTrue(value) == isOr) {
        return value;
      }
    }
    if (last != Missing.VALUE) {
      value = last;
    }
    if (value == Missing.VALUE) {
      throw new TemplateException("wrong number of args for " + (isOr ? "or" : "and"));
    }
    return value;
  }

  private @Nullable Object value(Node.Arg arg, @Nullable Object dot) {
    return switch (arg) {
      case Node.Arg.Literal literal -> literal.value();
      case Node.Arg.Field field -> fields(dot, field.names());
      case Node.Arg.Variable variable -> fields(variable(variable.variable()), variable.names());
      case Node.Arg.Name name -> name.function().call(new Object[0], source);
      case Node.Arg.Nested nested -> fields(pipe(nested.pipe(), dot), nested.names());
    };
  }

  private @Nullable Object variable(String variable) {
    if (variable.equals("$")) {
      return data;
    }
    int index = names.lastIndexOf(variable);
    if (index < 0) {
      throw new TemplateException("undefined variable " + variable);
    }
    return values.get(index);
  }

  private static @Nullable Object fields(@Nullable Object from, List<String> path) {
    Object value = from;
    for (int i = 0; i < path.size(); i++) {
      String name = path.get(i);
      if (value instanceof TemplateSource fields) {
        value = fields.field(name);
      } else if (value instanceof Map<?, ?> map) {
        value = map.get(name);
      } else {
        throw new TemplateException(
            "can't evaluate field " + name + " in type " + GoFormat.type(value));
      }
    }
    return value;
  }

  private void write(String text) {
    if (out.length() + text.length() > Template.MAX_OUTPUT) {
      throw new TemplateException("output longer than " + Template.MAX_OUTPUT + " characters");
    }
    out.append(text);
  }

  /// What a run is over before it begins.
  private static final class EmptySource implements TemplateSource {
    @Override
    public @Nullable Object field(String name) {
      return null;
    }

    @Override
    public Map<String, ?> fields() {
      return Map.of();
    }
  }
}
