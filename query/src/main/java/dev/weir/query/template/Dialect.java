package dev.weir.query.template;

import java.util.Map;

/// What a language of templates offers beyond the actions that all have.
///
/// @param functions by name; `and` and `or` are among them and evaluated by the engine
/// @param hasDefinitions whether `define`, `template` and `block` are allowed
public record Dialect(Map<String, TemplateFunction> functions, boolean hasDefinitions) {
  public Dialect {
    functions = Map.copyOf(functions);
  }
}
