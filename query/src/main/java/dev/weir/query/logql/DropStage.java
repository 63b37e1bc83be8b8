package dev.weir.query.logql;

import dev.weir.storage.model.Matcher;
import java.util.List;

/// `| drop`: removes labels by name, or those whose value satisfies a condition. One thread.
final class DropStage implements PipelineStage {
  private final List<String> names;
  private final List<Matcher> matchers;

  DropStage(List<String> names, List<Matcher> matchers) {
    this.names = names;
    this.matchers = matchers;
  }

  @Override
  public boolean process(LineState line) {
    for (String name : names) {
      drop(line, name);
    }
    for (Matcher matcher : matchers) {
      String value = line.label(matcher.name());
      if (value != null && matcher.matches(value)) {
        drop(line, matcher.name());
      }
    }
    return true;
  }

  private static void drop(LineState line, String name) {
    switch (name) {
      case LineState.ERROR -> line.clearError();
      case LineState.ERROR_DETAILS -> line.clearErrorDetails();
      default -> {
        if (line.label(name) != null) {
          line.delete(name);
        }
      }
    }
  }
}
