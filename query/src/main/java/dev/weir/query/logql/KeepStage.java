package dev.weir.query.logql;

import dev.weir.storage.model.Matcher;
import java.util.ArrayList;
import java.util.List;

/// `| keep`: removes all labels but those named, or those whose value satisfies their condition.
/// Errors stay. One thread.
final class KeepStage implements PipelineStage {
  private final List<String> names;
  private final List<Matcher> matchers;
  private final List<String> scratch = new ArrayList<>();

  KeepStage(List<String> names, List<Matcher> matchers) {
    this.names = names;
    this.matchers = matchers;
  }

  @Override
  public boolean process(LineState line) {
    scratch.clear();
    line.addNames(scratch);
    for (String name : scratch) {
      String value = line.label(name);
      if (value != null && !isKept(name, value)) {
        line.delete(name);
      }
    }
    return true;
  }

  private boolean isKept(String name, String value) {
    if (names.contains(name)) {
      return true;
    }
    for (Matcher matcher : matchers) {
      if (matcher.name().equals(name) && matcher.matches(value)) {
        return true;
      }
    }
    return false;
  }
}
