package dev.weir.server.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads lines page by page without losing or repeating any.
///
/// A page may end among lines of one nanosecond. The next one therefore begins with that very
/// nanosecond, and as many of its lines as were seen before are left out, line by line: two alike
/// are two lines. One thread.
final class LogPages {
  /// As many as the server gives at a time.
  static final int PAGE_LINES = 5000;

  /// Asks the server for `[startNs, endNs)`, at most `limit` lines; in order of time, or against it
  /// when not `forward`.
  interface Source {
    List<LogLine> lines(long startNs, long endNs, int limit, boolean forward);
  }

  private final Source source;
  private final boolean forward;
  private long startNs;
  private long endNs;
  private long lastNs = Long.MIN_VALUE;
  private final Map<LogLine, Integer> seen = new HashMap<>(); // of lastNs

  LogPages(Source source, boolean forward, long startNs, long endNs) {
    this.source = source;
    this.forward = forward;
    this.startNs = startNs;
    this.endNs = endNs;
  }

  /// Lines after those that were printed, which are in order of time and begin at `startNs` or
  /// later.
  static LogPages after(List<LogLine> printed, Source source, long startNs) {
    var pages = new LogPages(source, true, startNs, startNs);
    pages.takeNew(printed, new ArrayList<>());
    return pages;
  }

  /// Up to `limit` more lines; fewer when there are no more now.
  List<LogLine> next(int limit) {
    List<LogLine> found = new ArrayList<>();
    while (found.size() < limit && startNs < endNs) {
      int known = seen.values().stream().mapToInt(Integer::intValue).sum();
      int asked = Math.min(PAGE_LINES, limit - found.size() + known);
      List<LogLine> page = source.lines(startNs, endNs, asked, forward);
      int before = found.size();
      takeNew(page, found);
      if (page.size() < asked) {
        break;
      }
      if (found.size() == before) {
        skipNanosecond(); // more lines in it than a page holds: the rest cannot be asked for
      }
    }
    return found;
  }

  /// From now on lines up to `otherEndNs` are wanted.
  void extendTo(long otherEndNs) {
    endNs = Math.max(endNs, otherEndNs);
  }

  private void takeNew(List<LogLine> page, List<LogLine> found) {
    Map<LogLine, Integer> left = new HashMap<>(seen);
    for (LogLine line : page) {
      Integer repeats = left.get(line);
      if (repeats != null && repeats > 0) {
        left.put(line, repeats - 1);
        continue;
      }
      if (line.timeNs() != lastNs) {
        lastNs = line.timeNs();
        seen.clear();
        left.clear();
      }
      seen.merge(line, 1, Integer::sum);
      found.add(line);
    }
    if (lastNs != Long.MIN_VALUE) {
      if (forward) {
        startNs = Math.max(startNs, lastNs);
      } else {
        endNs = Math.min(endNs, lastNs + 1);
      }
    }
  }

  private void skipNanosecond() {
    if (forward) {
      startNs = lastNs + 1;
    } else {
      endNs = lastNs;
    }
    seen.clear();
  }
}
