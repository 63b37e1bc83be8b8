package dev.weir.alerting.rule;

/// A mistake and its place, both from 1; line 0 is the file as a whole. Columns count characters.
public record RuleProblem(String file, int line, int column, String message)
    implements Comparable<RuleProblem> {
  /// A mistake of the file as a whole.
  static RuleProblem ofFile(String file, String message) {
    return new RuleProblem(file, 0, 0, message);
  }

  @Override
  public int compareTo(RuleProblem other) {
    int order = file.compareTo(other.file);
    order = order != 0 ? order : Integer.compare(line, other.line);
    return order != 0 ? order : Integer.compare(column, other.column);
  }

  /// `file:line:column: message`.
  @Override
  public String toString() {
    return line == 0 ? file + ": " + message : file + ":" + line + ":" + column + ": " + message;
  }
}
