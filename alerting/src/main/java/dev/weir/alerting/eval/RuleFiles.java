package dev.weir.alerting.eval;

import dev.weir.alerting.rule.RuleFile;
import dev.weir.alerting.rule.RuleGroup;
import dev.weir.alerting.rule.RuleLoader;
import dev.weir.alerting.rule.RuleProblem;
import dev.weir.alerting.rule.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The rule files as they were last read, and of each the last version without a mistake, which is
/// the one that runs. Guarded by the manager's lock.
final class RuleFiles {
  /// One file: `running` is null when there never was a sound version.
  private record Known(
      @Nullable RuleFile newest,
      @Nullable RuleFile running,
      long loadedMs,
      List<RuleProblem> problems) {}

  private final RuleLoader loader;
  private Map<String, Known> files = new TreeMap<>();
  private List<RuleProblem> unreadPatterns = List.of();

  RuleFiles(RuleLoader loader) {
    this.loader = loader;
  }

  /// Reads everything; true when anything is not as it was.
  boolean read(long nowMs) {
    Map<String, RuleFile> before = new HashMap<>();
    files.forEach((path, known) -> {
      if (known.newest() != null) {
        before.put(path, known.newest());
      }
    });
    RuleSet set = loader.load(before);
    Map<String, Known> read = new TreeMap<>();
    for (RuleFile file : set.files()) {
      read.put(file.path(), known(file, files.get(file.path()), nowMs));
    }
    var patterns = new ArrayList<RuleProblem>();
    for (RuleProblem problem : set.unread()) {
      Known old = files.get(problem.file());
      if (isPattern(problem)) {
        patterns.add(problem);
      } else {
        read.put(problem.file(), unread(problem, old));
      }
    }
    if (!patterns.isEmpty()) { // what it would have found is not known to be gone
      files.forEach(read::putIfAbsent);
    }
    boolean isChanged = !read.equals(files) || !patterns.equals(unreadPatterns);
    files = read;
    unreadPatterns = patterns;
    return isChanged;
  }

  /// A problem that concerns no single file.
  private static boolean isPattern(RuleProblem problem) {
    return problem.file().equals("alerting.rules") || problem.file().matches(".*[*?\\[].*");
  }

  private static Known known(RuleFile file, @Nullable Known old, long nowMs) {
    if (old != null && file.equals(old.newest())) {
      return old.problems().equals(file.problems())
          ? old
          : new Known(file, old.running(), old.loadedMs(), file.problems());
    }
    return file.isSound()
        ? new Known(file, file, nowMs, List.of())
        : new Known(
            file,
            old == null ? null : old.running(),
            old == null ? 0 : old.loadedMs(),
            file.problems());
  }

  private static Known unread(RuleProblem problem, @Nullable Known old) {
    return old == null
        ? new Known(null, null, 0, List.of(problem))
        : new Known(old.newest(), old.running(), old.loadedMs(), List.of(problem));
  }

  /// The groups to be evaluated, in order of file and place.
  List<RuleGroup> groups() {
    return files.values().stream()
        .flatMap(known -> known.running() == null ? null : known.running().groups().stream())
        .toList();
  }

  /// Files of which no version runs because of mistakes: what their rules were is not known.
  Set<String> unknown() {
    var unknown = new HashSet<String>();
    files.forEach((path, known) -> {
      if (known.running() == null) {
        unknown.add(path);
      }
    });
    return unknown;
  }

  /// True when a pattern could not be followed, so that files may be missing.
  boolean mayLackFiles() {
    return !unreadPatterns.isEmpty();
  }

  List<RuleProblem> problems() {
    var all = new ArrayList<>(unreadPatterns);
    files.values().forEach(known -> all.addAll(known.problems()));
    return all;
  }

  List<FileStatus> status() {
    var all = new ArrayList<FileStatus>();
    files.forEach((path, known) -> {
      RuleFile running = known.running();
      all.add(
          new FileStatus(
              path,
              known.loadedMs(),
              running == null ? 0 : running.groups().size(),
              running == null ? 0 : running.ruleCount(),
              known.problems()));
    });
    unreadPatterns.forEach(
        problem -> all.add(new FileStatus(problem.file(), 0, 0, 0, List.of(problem))));
    return all;
  }
}
