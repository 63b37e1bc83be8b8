package dev.weir.storage.logs;

import static dev.weir.storage.logs.LogFixture.DAY;
import static dev.weir.storage.logs.LogFixture.DAY_NS;
import static dev.weir.storage.logs.LogFixture.HOUR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.logs.part.PartSummary;
import dev.weir.storage.model.Tenant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergePolicyTest {
  private static final long MIB = 1 << 20;
  private static final Tenant OTHER = new Tenant("other");

  private static PartEntry part(long order, long startNs, long endNs, long bytes) {
    return part(Tenant.DEFAULT, order, startNs, endNs, bytes);
  }

  private static PartEntry part(Tenant tenant, long order, long minNs, long maxNs, long bytes) {
    return new PartEntry(
        order * 10, order, new PartSummary(tenant, 10, 1, minNs, maxNs, bytes, bytes / 10));
  }

  private static PartEntry ofDay(int day, long order, long bytes) {
    return part(order, DAY_NS + day * DAY, DAY_NS + day * DAY + HOUR, bytes);
  }

  private static List<Long> next(MergePolicy policy, PartEntry... parts) {
    return policy.next(Arrays.asList(parts)).stream().map(PartEntry::order).toList();
  }

  private static MergePolicy now() {
    return new MergePolicy(1000 * MIB, DAY_NS + 2 * HOUR, 0, false);
  }

  private static MergePolicy everything() {
    return new MergePolicy(1000 * MIB, DAY_NS + 2 * HOUR, 0, true);
  }

  @Test
  void fourOfASize_areMerged_threeAreNot() {
    PartEntry[] parts = {
      ofDay(0, 4, 60 * MIB), ofDay(0, 1, 50 * MIB), ofDay(0, 3, 64 * MIB), ofDay(0, 2, 64 * MIB)
    };
    assertEquals(List.of(1L, 2L, 3L, 4L), next(now(), parts));
    assertEquals(List.of(), next(now(), parts[0], parts[1], parts[2]));
  }

  @Test
  void aLargePart_isNotWrittenAgainForSmallOnes() {
    assertEquals(
        List.of(2L, 3L, 4L, 5L),
        next(
            now(),
            ofDay(0, 1, 600 * MIB),
            ofDay(0, 2, 50 * MIB),
            ofDay(0, 3, 50 * MIB),
            ofDay(0, 4, 50 * MIB),
            ofDay(0, 5, 50 * MIB)));
  }

  @Test
  void aMerge_staysBelowTheLimit() {
    assertEquals(
        List.of(),
        next(
            now(),
            ofDay(0, 1, 300 * MIB),
            ofDay(0, 2, 300 * MIB),
            ofDay(0, 3, 300 * MIB),
            ofDay(0, 4, 300 * MIB)));
  }

  @Test
  void daysAndTenants_areNotMixed() {
    assertEquals(
        List.of(),
        next(
            now(),
            ofDay(0, 1, 50 * MIB),
            ofDay(0, 2, 50 * MIB),
            ofDay(1, 3, 50 * MIB),
            ofDay(1, 4, 50 * MIB),
            part(OTHER, 5, DAY_NS, DAY_NS + 1, 50 * MIB),
            part(OTHER, 6, DAY_NS, DAY_NS + 1, 50 * MIB)));
  }

  @Test
  void aDayThatHasPassed_endsAsOnePart() {
    var later = new MergePolicy(1000 * MIB, DAY_NS + DAY + 3 * HOUR, 0, false);
    assertEquals(List.of(1L, 2L), next(later, ofDay(0, 1, 100 * MIB), ofDay(0, 2, 30 * MIB)));
    assertEquals(List.of(), next(now(), ofDay(0, 1, 100 * MIB), ofDay(0, 2, 30 * MIB)));
    assertEquals(List.of(), next(later, ofDay(0, 1, 500 * MIB), ofDay(0, 2, 5 * MIB)));
  }

  @Test
  void fullParts_areMergedByFourOnly() {
    PartEntry[] three = {
      ofDay(0, 1, 60 * MIB), ofDay(0, 2, 60 * MIB), ofDay(0, 3, 60 * MIB),
    };
    assertEquals(List.of(), next(everything(), three));
    PartEntry[] four = {three[0], three[1], three[2], ofDay(0, 4, 60 * MIB)};
    assertEquals(List.of(1L, 2L, 3L, 4L), next(everything(), four));
  }

  @Test
  void everything_isMergedAsFarAsItFits() {
    assertEquals(
        List.of(1L, 2L, 3L),
        next(
            everything(),
            ofDay(0, 1, 500 * MIB),
            ofDay(0, 2, 400 * MIB),
            ofDay(0, 3, 1),
            ofDay(0, 4, 600 * MIB)));
  }

  @Test
  void smallDaysThatHavePassed_areJoined() {
    var later = new MergePolicy(1000 * MIB, DAY_NS + 100 * DAY, 0, false);
    PartEntry[] days = {ofDay(1, 1, MIB), ofDay(2, 2, MIB), ofDay(3, 3, MIB), ofDay(4, 4, MIB)};
    assertEquals(List.of(1L, 2L, 3L, 4L), next(later, days));
    assertEquals(List.of(), next(now(), days));
    var brief = new MergePolicy(1000 * MIB, DAY_NS + 100 * DAY, 100 * DAY, false);
    assertEquals(List.of(), next(brief, days), "old lines would stay for a month too long");
  }

  @Test
  void aPartInBetween_keepsOthersApart() {
    // one window of 32 days holds a part of several days between parts of single days
    PartEntry across = part(3, DAY_NS + DAY, DAY_NS + 3 * DAY, 900 * MIB);
    assertEquals(
        List.of(),
        next(
            now(), ofDay(1, 1, MIB), ofDay(1, 2, MIB), across, ofDay(1, 4, MIB), ofDay(1, 5, MIB)));
  }

  @Test
  void mergingRepeatedly_ends_andKeepsOrderOfOverlappingParts() {
    for (long seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      List<PartEntry> parts = new ArrayList<>();
      int count = random.nextInt(60);
      for (int i = 1; i <= count; i++) {
        long start = DAY_NS + random.nextInt(3) * DAY + random.nextInt(20) * HOUR;
        long length = random.nextInt(6) == 0 ? 5 * DAY : HOUR;
        parts.add(part(i, start, start + length, 1 + random.nextInt(50) * MIB));
      }
      var policy = new MergePolicy(300 * MIB, DAY_NS + 40 * DAY, 0, random.nextBoolean());
      int merges = 0;
      for (List<PartEntry> group = policy.next(parts);
          !group.isEmpty();
          group = policy.next(parts)) {
        assertTrue(++merges <= count, "seed " + seed);
        PartEntry merged = merged(group, 1000 + merges);
        for (PartEntry other : parts) {
          boolean isBetween =
              other.order() > group.getFirst().order() && other.order() < merged.order();
          assertTrue(
              group.contains(other)
                  || !isBetween
                  || !other.overlaps(merged.summary().minNs(), merged.summary().maxNs()),
              "seed " + seed);
        }
        parts.removeAll(group);
        parts.add(merged);
      }
    }
  }

  private static PartEntry merged(List<PartEntry> group, long number) {
    long min = group.stream().mapToLong(part -> part.summary().minNs()).min().orElseThrow();
    long max = group.stream().mapToLong(part -> part.summary().maxNs()).max().orElseThrow();
    long bytes = group.stream().mapToLong(part -> part.summary().lineBytes()).sum();
    assertTrue(bytes <= 300 * MIB);
    return new PartEntry(
        number,
        group.getLast().order(),
        new PartSummary(Tenant.DEFAULT, 10, 1, min, max, bytes, bytes / 10));
  }
}
