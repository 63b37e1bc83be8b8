package dev.weir.alerting.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/// Collects what is wrong with one file.
final class ProblemList {
  /// Mistakes listed of one file; a file that is no rule file at all has one for each line.
  private static final int MAX_PROBLEMS = 1_000;

  private final String file;
  private final List<RuleProblem> problems = new ArrayList<>();

  ProblemList(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  void add(Node node, String message) {
    add(node.getStartMark(), message);
  }

  void add(Optional<Mark> mark, String message) {
    if (mark.isPresent()) {
      add(SourceText.place(mark.get()), message);
    } else {
      put(RuleProblem.ofFile(file, message));
    }
  }

  void add(SourceText.Place place, String message) {
    put(new RuleProblem(file, place.line(), place.column(), message));
  }

  void addToFile(String message) {
    put(RuleProblem.ofFile(file, message));
  }

  private void put(RuleProblem problem) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(problem);
    } else if (problems.size() == MAX_PROBLEMS) {
      problems.add(RuleProblem.ofFile(file, "more than " + MAX_PROBLEMS + " mistakes; stopped"));
    }
  }

  List<RuleProblem> sorted() {
    return problems.stream().sorted().toList();
  }
}
