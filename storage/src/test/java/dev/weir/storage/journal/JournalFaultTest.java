package dev.weir.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.io.FaultFiles.Op;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Full devices and failing calls: what the log says, and that it recovers by itself.
class JournalFaultTest {
  private static final Path DIR = Path.of("/store/journal");

  private final MetricRegistry metrics = new MetricRegistry();
  private final FaultFiles files = new FaultFiles(new SplittableRandom(1));

  @BeforeEach
  void directory() {
    files.createDirectories(DIR);
  }

  @Test
  void fullDevice_refuses_andRecoversWhenSpaceReturns() throws IOException {
    SegmentedLog log = open(1000);
    log.append(RecordKind.SAMPLES, payload("first"));
    log.force();
    files.capacity(150);
    assertThrows(IOException.class, () -> log.append(RecordKind.SAMPLES, payload("x".repeat(90))));
    assertFalse(log.isHealthy());
    assertThrows(IOException.class, () -> log.append(RecordKind.SAMPLES, payload("x".repeat(90))));
    log.force();
    assertFalse(log.isHealthy(), "a force alone does not show that there is room");
    files.capacity(Long.MAX_VALUE);
    log.append(RecordKind.SAMPLES, payload("second"));
    assertFalse(log.isHealthy(), "not forced yet");
    log.force();
    assertTrue(log.isHealthy());
    assertEquals(1, files.list(DIR).size());
    log.close();
    assertEquals(List.of("first", "second"), texts());
    assertEquals(2, failures("append"));
  }

  @Test
  void failedForce_abandonsTheSegment_andNeverForcesItAgain() throws IOException {
    SegmentedLog log = open(1000);
    long first = log.append(RecordKind.SAMPLES, payload("first"));
    log.force();
    long second = log.append(RecordKind.SAMPLES, payload("second"));
    Path abandoned = DIR.resolve(Segment.name(0));
    List<Path> forced = new ArrayList<>();
    files.failWhen((op, path) -> {
      if (op == Op.FORCE) {
        forced.add(path);
      }
      return op == Op.FORCE;
    });
    assertThrows(IOException.class, log::force);
    assertFalse(log.isHealthy());
    assertEquals(first, log.durablePosition());
    assertThrows(IOException.class, log::force);
    assertThrows(IOException.class, () -> log.append(RecordKind.SAMPLES, payload("third")));
    assertEquals(List.of(abandoned), forced.stream().filter(abandoned::equals).toList());
    files.heal();
    log.force(); // nothing to force, but finds out that the device works again
    assertTrue(log.isHealthy());
    assertTrue(log.append(RecordKind.SAMPLES, payload("second")) > second);
    log.force();
    files.crash();
    assertEquals(List.of("first", "second"), texts());
    assertEquals(1, failures("force"));
    assertTrue(failures("create") >= 2);
  }

  @Test
  void recordThatCannotBeCutOff_neverReplays() throws IOException {
    SegmentedLog log = open(1000);
    log.append(RecordKind.SAMPLES, payload("first"));
    files.failWhen((op, path) -> op == Op.WRITE || op == Op.TRUNCATE);
    for (int i = 0; i < 5; i++) {
      assertThrows(IOException.class, () -> log.append(RecordKind.SAMPLES, payload("torn")));
    }
    files.heal();
    log.append(RecordKind.SAMPLES, payload("second"));
    log.force();
    assertTrue(log.isHealthy());
    files.crash();
    assertEquals(List.of("first", "second"), texts());
  }

  @Test
  void everyCallFailingOnce_losesNothingThatWasForced() throws IOException {
    for (int call = 1; call < 60; call++) {
      var disk = new FaultFiles(new SplittableRandom(call));
      disk.createDirectories(DIR);
      SegmentedLog log = open(disk, 200);
      List<String> forced = new ArrayList<>();
      List<String> waiting = new ArrayList<>();
      disk.failAt(call);
      for (int i = 0; i < 20; i++) {
        String text = "record " + i;
        try {
          waiting.add(text);
          log.append(RecordKind.SAMPLES, payload(text));
          log.force();
          forced.addAll(waiting);
        } catch (IOException e) {
          // not acknowledged
        }
        waiting.clear();
        if (i % 7 == 6) {
          try {
            log.truncateBefore(0);
          } catch (IOException e) {
            // tried again later
          }
        }
      }
      disk.heal();
      log.append(RecordKind.SAMPLES, payload("last"));
      log.force();
      forced.add("last");
      assertTrue(log.isHealthy(), "call " + call);
      disk.crash();
      List<String> found = new ArrayList<>();
      open(disk, 200).replay(0, (p, e, kind, bytes) -> found.add(IngestLogContract.text(bytes)));
      assertEquals(forced, found, "call " + call);
    }
  }

  @Test
  void close_thatFails_reportsIt_andLosesNothingForced() throws IOException {
    SegmentedLog log = open(1000);
    log.append(RecordKind.SAMPLES, payload("first"));
    log.force();
    files.failWhen((op, path) -> op == Op.WRITE);
    assertThrows(IOException.class, log::close);
    log.close();
    assertThrows(IllegalStateException.class, () -> log.append(RecordKind.LOGS, payload("x")));
    files.crash();
    assertEquals(List.of("first"), texts());
  }

  @Test
  void truncateBefore_dropsWholeSegments_andCountsThem() throws IOException {
    SegmentedLog log = open(60);
    long end = 0;
    for (int i = 0; i < 10; i++) {
      end = log.append(RecordKind.SAMPLES, payload("a record of some length " + i));
    }
    log.force();
    assertEquals(10, log.segmentCount());
    files.failWhen((op, path) -> op == Op.DELETE);
    long position = end;
    assertThrows(IOException.class, () -> log.truncateBefore(position));
    files.heal();
    log.truncateBefore(end);
    assertEquals(1, log.segmentCount());
    assertEquals(1, files.list(DIR).size());
    assertEquals(1, failures("delete"));
  }

  @Test
  void steadyState_allocatesNothing(@TempDir Path temporary) throws IOException {
    var payload = ByteBuffer.allocate(5000);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = 0;
    try (SegmentedLog log =
        SegmentedLog.open(
            MachineFiles.INSTANCE,
            temporary,
            new UUID(1, 2),
            Clock.SYSTEM,
            metrics,
            JournalSettings.of("test", 0, false))) {
      for (int round = 0; round < 5; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 400; i++) {
          log.append(RecordKind.SAMPLES, payload);
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
    }
    assertTrue(allocated < 400, "bytes for 400 appends: " + allocated);
  }

  private List<String> texts() throws IOException {
    List<String> texts = new ArrayList<>();
    open(1000).replay(0, (p, e, kind, bytes) -> texts.add(IngestLogContract.text(bytes)));
    return texts;
  }

  private SegmentedLog open(long segmentSizeBytes) throws IOException {
    return open(files, segmentSizeBytes);
  }

  private SegmentedLog open(FaultFiles disk, long segmentSizeBytes) throws IOException {
    return SegmentedLog.open(
        disk,
        DIR,
        new UUID(1, 2),
        Clock.SYSTEM,
        metrics,
        new JournalSettings("test", segmentSizeBytes, 0, false));
  }

  private long failures(String operation) {
    return metrics
        .counter(
            "weir_storage_journal_failures_total", "", "journal", "test", "operation", operation)
        .value();
  }

  private static ByteBuffer payload(String text) {
    return IngestLogContract.bytes(text);
  }
}
