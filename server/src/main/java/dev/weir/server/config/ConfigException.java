package dev.weir.server.config;

import java.util.List;

/// The configuration cannot be used. Holds every problem, one sentence each, with its key and
/// place.
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
