package dev.weir.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Several lives of one journal on a disk that fails, fills up and loses power. After each: all
/// that was forced is there once and in order, nothing is there that failed, and no position is
/// used twice.
class JournalPowerCutProperties {
  private static final int SEEDS = 500;
  private static final Path DIR = Path.of("/store/journal");

  @Test
  void everyForcedRecord_survivesEveryCrash() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new Lives(seed).run();
      } catch (AssertionError | Exception e) {
        throw new AssertionError("seed " + seed + ": " + e, e);
      }
    }
  }

  /// One seed.
  private static final class Lives {
    private final SplittableRandom random;
    private final FaultFiles files;

    /// Ids that must replay, in order, from `keptFrom` on.
    private final List<Long> kept = new ArrayList<>();

    private final List<Long> keptEnds = new ArrayList<>();

    /// Appended and not forced: may replay until the next start decides.
    private final List<Long> open = new ArrayList<>();

    private final List<Long> openEnds = new ArrayList<>();

    /// Lost to a failed force: may replay until another force succeeds.
    private final Set<Long> doubtful = new HashSet<>();

    private long truncatedBefore;
    private long highest;
    private long nextId;

    Lives(long seed) {
      random = new SplittableRandom(seed);
      files = new FaultFiles(random.split());
      files.createDirectories(DIR);
    }

    void run() throws IOException {
      for (int life = random.nextInt(2, 6); life >= 0; life--) {
        SegmentedLog log = open();
        check(log);
        live(log);
        files.capacity(Long.MAX_VALUE);
        switch (random.nextInt(4)) {
          case 0 -> closeCleanly(log);
          case 1 -> files.kill();
          default -> files.crash();
        }
      }
      check(open());
    }

    private SegmentedLog open() throws IOException {
      return SegmentedLog.open(
          files,
          DIR,
          new UUID(1, 2),
          Clock.SYSTEM,
          new MetricRegistry(),
          new JournalSettings("test", 700, 0, false));
    }

    private void closeCleanly(SegmentedLog log) throws IOException {
      files.heal();
      log.close();
      succeeded();
      files.kill();
    }

    private void live(SegmentedLog log) {
      for (int step = random.nextInt(60); step > 0; step--) {
        if (random.nextInt(12) == 0) {
          injectFault();
        }
        int action = random.nextInt(10);
        if (action < 6) {
          append(log);
        } else if (action < 9) {
          force(log);
        } else {
          truncate(log);
        }
        if (random.nextInt(6) == 0) {
          files.heal();
          files.capacity(Long.MAX_VALUE);
        }
      }
    }

    private void injectFault() {
      switch (random.nextInt(4)) {
        case 0 -> files.failAt(random.nextInt(1, 5));
        case 1 -> {
          FaultFiles.Op broken =
              FaultFiles.Op.values()[random.nextInt(FaultFiles.Op.values().length)];
          files.failWhen((op, path) -> op == broken);
        }
        case 2 -> files.failWhen((op, path) -> true);
        default -> files.capacity(random.nextInt(4000));
      }
    }

    private void append(SegmentedLog log) {
      long id = nextId++;
      var payload = ByteBuffer.allocate(8 + random.nextInt(100)).putLong(0, id);
      long durableBefore = log.durablePosition();
      try {
        long end = log.append(RecordKind.SAMPLES, payload);
        assertTrue(end > highest, "position used twice: " + end);
        highest = end;
        if (log.durablePosition() > durableBefore) {
          succeeded(); // a new segment was begun, the old one forced or abandoned
        }
        open.add(id);
        openEnds.add(end);
      } catch (IOException e) {
        doubtful.add(id); // for ever gone, unless cutting it off failed too
        afterFailure(log);
      }
    }

    private void force(SegmentedLog log) {
      try {
        log.force();
        succeeded();
      } catch (IOException e) {
        afterFailure(log);
      }
    }

    /// Whatever was open is forced now, or was abandoned before.
    private void succeeded() {
      kept.addAll(open);
      keptEnds.addAll(openEnds);
      open.clear();
      openEnds.clear();
      doubtful.clear();
    }

    /// Records beyond the durable position may be in an abandoned segment.
    private void afterFailure(SegmentedLog log) {
      while (!openEnds.isEmpty() && openEnds.getFirst() <= log.durablePosition()) {
        kept.add(open.removeFirst());
        keptEnds.add(openEnds.removeFirst());
      }
      if (!log.hasOpenSegment()) {
        doubtful.addAll(open);
        open.clear();
        openEnds.clear();
      }
    }

    private void truncate(SegmentedLog log) {
      if (!keptEnds.isEmpty()) {
        long position = keptEnds.get(random.nextInt(keptEnds.size()));
        truncatedBefore = Math.max(truncatedBefore, position);
        try {
          log.truncateBefore(position);
        } catch (IOException e) {
          // tried again with the next checkpoint
        }
      }
    }

    private void check(SegmentedLog log) throws IOException {
      assertTrue(log.endPosition() >= highest, "would hand out lost positions again");
      while (!keptEnds.isEmpty() && keptEnds.getFirst() <= truncatedBefore) {
        keptEnds.removeFirst();
        kept.removeFirst();
      }
      List<Long> found = new ArrayList<>();
      List<Long> ends = new ArrayList<>();
      log.replay(
          truncatedBefore,
          (position, end, kind, payload) -> {
            found.add(payload.getLong(payload.position()));
            ends.add(end);
          });
      int certain = kept.size();
      assertEquals(kept, found.subList(0, Math.min(certain, found.size())), "forced records");
      for (int i = certain; i < found.size(); i++) {
        long id = found.get(i);
        assertTrue(open.contains(id) || doubtful.contains(id), "replayed a failed record: " + id);
        kept.add(id);
        keptEnds.add(ends.get(i));
      }
      open.clear();
      openEnds.clear();
      doubtful.clear();
    }
  }
}
