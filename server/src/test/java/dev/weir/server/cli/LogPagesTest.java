package dev.weir.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever the pages, every line is there once, in order, also those of one nanosecond and those
/// that are alike.
class LogPagesTest {
  private final List<LogLine> stored = new ArrayList<>();
  private int pageLimit = 3;

  private void add(long timeNs, String text) {
    stored.add(new LogLine(timeNs, Map.of("app", "a"), Map.of(), text));
  }

  /// A server that gives at most `pageLimit` lines, and no more than asked for.
  private List<LogLine> answer(long startNs, long endNs, int limit, boolean forward) {
    Comparator<LogLine> oldestFirst = Comparator.comparingLong(LogLine::timeNs);
    List<LogLine> sorted = new ArrayList<>(stored);
    sorted.sort(oldestFirst);
    return (forward ? sorted : sorted.reversed())
        .stream()
            .filter(line -> line.timeNs() >= startNs && line.timeNs() < endNs)
            .limit(Math.min(limit, pageLimit))
            .toList();
  }

  private static List<String> texts(List<LogLine> lines) {
    return lines.stream().map(LogLine::text).toList();
  }

  @Test
  void next_forwardAndBackward_givesEveryLineOnce() {
    for (long seed = 1; seed <= 50; seed++) {
      var random = new Random(seed);
      stored.clear();
      pageLimit = Integer.MAX_VALUE;
      for (int i = 0; i < 200; i++) {
        add(random.nextInt(100), "line " + random.nextInt(3));
      }
      for (boolean forward : new boolean[] {true, false}) {
        var pages = new LogPages(this::answer, forward, 0, 100);
        List<String> found = new ArrayList<>();
        List<LogLine> some;
        do {
          some = pages.next(1 + random.nextInt(20));
          found.addAll(texts(some));
        } while (!some.isEmpty());
        assertEquals(
            texts(answer(0, 100, Integer.MAX_VALUE, forward)), found, "seed " + seed + forward);
      }
    }
  }

  @Test
  void next_moreThanOnePage_goesOnWithinTheNanosecond() {
    pageLimit = LogPages.PAGE_LINES;
    for (int i = 0; i < LogPages.PAGE_LINES + 10; i++) {
      add(i / 2, "line " + i);
    }
    var pages = new LogPages(this::answer, true, 0, Long.MAX_VALUE);
    assertEquals(stored, pages.next(Integer.MAX_VALUE / 2));
  }

  @Test
  void after_following_printsWhatCameSinceAndNothingTwice() {
    pageLimit = Integer.MAX_VALUE;
    add(1, "old");
    add(5, "same");
    add(5, "same");
    List<LogLine> printed = new ArrayList<>(new LogPages(this::answer, false, 2, 10).next(100));
    assertEquals(List.of("same", "same"), texts(printed));
    var pages = LogPages.after(printed, this::answer, 2);
    pages.extendTo(20);
    assertEquals(List.of(), pages.next(100));
    add(5, "same");
    add(5, "other");
    add(19, "last");
    assertEquals(List.of("same", "other", "last"), texts(pages.next(100)));
    add(19, "late");
    assertEquals(List.of("late"), texts(pages.next(100)));
    add(25, "later");
    assertEquals(List.of(), pages.next(100));
    pages.extendTo(30);
    assertEquals(List.of("later"), texts(pages.next(100)));
  }

  @Test
  void after_nothingPrinted_beginsAtTheStart() {
    pageLimit = Integer.MAX_VALUE;
    var pages = LogPages.after(List.of(), this::answer, 3);
    add(2, "before");
    add(3, "first");
    pages.extendTo(10);
    assertEquals(List.of("first"), texts(pages.next(100)));
  }
}
