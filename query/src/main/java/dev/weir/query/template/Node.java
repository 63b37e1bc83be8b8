package dev.weir.query.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parsed template.
sealed interface Node {
  /// Text outside actions.
  record Text(String text) implements Node {}

  /// `{{ pipeline }}`: written out unless it sets variables.
  record Action(Pipe pipe) implements Node {}

  /// `{{ if }} .. {{ else }} .. {{ end }}`.
  record If(Pipe condition, List<Node> then, List<Node> otherwise) implements Node {}

  /// `{{ with }}`: the dot is the value.
  record With(Pipe value, List<Node> then, List<Node> otherwise) implements Node {}

  /// `{{ range }}`: the dot is each element.
  record Range(Pipe over, List<Node> body, List<Node> otherwise) implements Node {}

  /// `{{ break }}` or `{{ continue }}`.
  record Leave(boolean isBreak) implements Node {}

  /// `{{ template "name" pipeline }}`: another template, over the value or over nil.
  record Call(String name, @Nullable Pipe data) implements Node {}

  /// Commands, each getting the result of the one before as its last argument. Variables that the
  /// result goes to: declared, or set.
  record Pipe(List<String> variables, boolean declares, List<Command> commands) {}

  /// A function with arguments, or a single value.
  record Command(List<Arg> args) {}

  /// A part of a command.
  sealed interface Arg {
    /// A constant.
    record Literal(@Nullable Object value) implements Arg {}

    /// `.a.b`; the dot itself when there are no names.
    record Field(List<String> names) implements Arg {}

    /// `$x.a`; `$` is the data.
    record Variable(String variable, List<String> names) implements Arg {}

    /// A function's name.
    record Name(String name, TemplateFunction function) implements Arg {}

    /// `( pipeline ).a`.
    record Nested(Pipe pipe, List<String> names) implements Arg {}
  }
}
