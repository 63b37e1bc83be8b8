package dev.weir.query.promql.ast;

import java.util.List;

/// Name and types of a function. `variadic` is how often the last of `arguments` may be left out or
/// repeated: 0 exactly once, n up to n times, -1 any number of times.
public record FunctionSignature(
    String name, List<ValueType> arguments, int variadic, ValueType result) {
  public FunctionSignature {
    arguments = List.copyOf(arguments);
  }

  /// The type of argument `index`, repeated ones included.
  public ValueType argument(int index) {
    return arguments.get(Math.min(index, arguments.size() - 1));
  }

  /// How few arguments a call may have.
  public int minArguments() {
    return variadic == 0 ? arguments.size() : arguments.size() - 1;
  }

  /// How many arguments a call may have.
  public int maxArguments() {
    return switch (variadic) {
      case 0 -> arguments.size();
      case -1 -> Integer.MAX_VALUE;
      default -> arguments.size() - 1 + variadic;
    };
  }
}
