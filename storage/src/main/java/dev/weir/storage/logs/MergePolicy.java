package dev.weir.storage.logs;

import dev.weir.storage.model.Tenant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which parts to merge next. Pure functions.
///
/// Only parts of one tenant and window are merged, and only such that follow each other in order:
/// rows of equal time keep their order of arrival because the merged part takes one place among the
/// others. Sizes are tiered, after LSM trees: a line is written again each time the part that holds
/// it grows about threefold.
///
/// @param maxBytes most bytes of lines in a merged part
/// @param nowNs epoch nanoseconds
/// @param retentionNs how long lines are kept, 0 for ever: parts that cover more than a quarter of
///   it are not made, so that old lines go before long
/// @param everything tidy all windows as if they had passed, as `compact` does
record MergePolicy(long maxBytes, long nowNs, long retentionNs, boolean everything) {
  private static final int MIN_PARTS = 4;
  private static final int MAX_PARTS = 16;

  /// A merge pays when the parts together are so many times the largest of them.
  private static final double GAIN = 2.5;

  /// As above for windows that have passed and get a last tidying.
  private static final double GAIN_PASSED = 1.2;

  /// A part with so many bytes of lines, about what a full memtable gives, is dense and quick to
  /// search as it is: a run of nothing but such parts is merged by four only, whoever asks. Joining
  /// three of 64 MB costs as much CPU as writing them did, and saves 0.1 % of their bytes.
  private static final long FULL_BYTES = 32L << 20;

  /// Windows of a tenant whose lines together stay below this are joined once they have passed.
  private static final long SMALL_BYTES = 16L << 20;

  /// A window has passed when it ended so long ago.
  private static final long PASSED_NS = 2 * 3600 * 1_000_000_000L;

  private record Place(Tenant tenant, TimeWindow window) {}

  /// The parts to merge next, in ascending order; empty when there is nothing to do.
  List<PartEntry> next(List<PartEntry> parts) {
    for (var group : byPlace(parts).entrySet()) {
      List<PartEntry> found = inWindow(group.getKey().window(), group.getValue(), parts);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return smallWindows(parts);
  }

  private static Map<Place, List<PartEntry>> byPlace(List<PartEntry> parts) {
    var groups = new LinkedHashMap<Place, List<PartEntry>>();
    for (PartEntry part : inOrder(parts)) {
      groups
          .computeIfAbsent(
              new Place(part.summary().tenant(), part.window()), p -> new ArrayList<>())
          .add(part);
    }
    return groups;
  }

  private static List<PartEntry> inOrder(List<PartEntry> parts) {
    var sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparingLong(PartEntry::order).thenComparingLong(PartEntry::number));
    return sorted;
  }

  /// The run of neighbours that gains most, if any gains enough.
  private List<PartEntry> inWindow(TimeWindow window, List<PartEntry> group, List<PartEntry> all) {
    boolean passed = hasPassed(window);
    int fewest = everything || passed ? 2 : MIN_PARTS;
    int most = everything ? Integer.MAX_VALUE : MAX_PARTS;
    double best = everything || passed ? GAIN_PASSED : GAIN;
    List<PartEntry> found = List.of();
    for (int from = 0; from + fewest <= group.size(); from++) {
      long sum = 0;
      long largest = 1;
      long smallest = Long.MAX_VALUE;
      for (int to = from; to < group.size() && to - from < most; to++) {
        long bytes = group.get(to).summary().lineBytes();
        sum += bytes;
        largest = Math.max(largest, bytes);
        smallest = Math.min(smallest, bytes);
        int count = to + 1 - from;
        if (sum > maxBytes) {
          break;
        }
        boolean isEnough = count >= (smallest >= FULL_BYTES ? MIN_PARTS : fewest);
        double gain = (double) sum / largest;
        if (isEnough && gain > best && keepsOrder(group.subList(from, to + 1), all)) {
          best = gain;
          found = group.subList(from, to + 1);
        }
      }
    }
    return List.copyOf(found);
  }

  private boolean hasPassed(TimeWindow window) {
    return window.endNs() != Long.MAX_VALUE && window.endNs() < nowNs - PASSED_NS;
  }

  /// All parts of a longer window that hold little between them.
  private List<PartEntry> smallWindows(List<PartEntry> parts) {
    var groups = new LinkedHashMap<Place, List<PartEntry>>();
    for (PartEntry part : inOrder(parts)) {
      Tenant tenant = part.summary().tenant();
      for (TimeWindow window = part.window(); window.days() != 0; ) {
        window = window.larger();
        groups.computeIfAbsent(new Place(tenant, window), p -> new ArrayList<>()).add(part);
      }
    }
    for (var group : groups.entrySet()) {
      List<PartEntry> all = group.getValue();
      long bytes = all.stream().mapToLong(part -> part.summary().lineBytes()).sum();
      TimeWindow window = group.getKey().window();
      boolean isOver = everything || hasPassed(window);
      if (isOver
          && isShort(window)
          && all.size() >= MIN_PARTS
          && bytes <= Math.min(SMALL_BYTES, maxBytes)
          && keepsOrder(all, parts)) {
        return List.copyOf(all);
      }
    }
    return Collections.emptyList();
  }

  private boolean isShort(TimeWindow window) {
    return retentionNs == 0
        || (window.days() != 0 && window.days() * TimeWindow.DAY_NS <= retentionNs / 4);
  }

  /// True when no other part of the tenant with rows at the same times comes between these.
  private static boolean keepsOrder(List<PartEntry> group, List<PartEntry> all) {
    long minNs = Long.MAX_VALUE;
    long maxNs = Long.MIN_VALUE;
    for (PartEntry part : group) {
      minNs = Math.min(minNs, part.summary().minNs());
      maxNs = Math.max(maxNs, part.summary().maxNs());
    }
    long first = group.getFirst().order();
    long last = group.getLast().order();
    Tenant tenant = group.getFirst().summary().tenant();
    for (PartEntry part : all) {
      if (part.order() >= first
          && part.order() <= last
          && part.summary().tenant().equals(tenant)
          && part.overlaps(minNs, maxNs)
          && !group.contains(part)) {
        return false;
      }
    }
    return true;
  }
}
