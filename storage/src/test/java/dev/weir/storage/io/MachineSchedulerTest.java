package dev.weir.storage.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.selfmetrics.MetricRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MachineSchedulerTest {
  private final MetricRegistry metrics = new MetricRegistry();

  @Test
  void every_goesOnAfterAnException_andCountsIt() throws InterruptedException {
    var runs = new CountDownLatch(3);
    var threadName = new AtomicReference<String>();
    try (var scheduler = new MachineScheduler(metrics)) {
      scheduler.every(
          "ticker",
          Duration.ofMillis(1),
          () -> {
            threadName.set(Thread.currentThread().getName());
            runs.countDown();
            throw new IllegalStateException("deliberate");
          });
      assertTrue(runs.await(10, TimeUnit.SECONDS));
    }
    assertEquals("ticker", threadName.get());
    assertTrue(
        metrics.counter("weir_storage_task_failures_total", "", "task", "ticker").value() >= 2);
  }

  @Test
  void every_withDelay_runsFirstAfterIt_notAfterThePeriod() throws InterruptedException {
    var ran = new CountDownLatch(1);
    try (var scheduler = new MachineScheduler(metrics)) {
      scheduler.every("soon", Duration.ZERO, Duration.ofDays(1), ran::countDown);
      assertTrue(ran.await(10, TimeUnit.SECONDS));
      assertThrows(
          IllegalArgumentException.class,
          () -> scheduler.every("x", Duration.ofNanos(-1), Duration.ofDays(1), () -> {}));
    }
  }

  @Test
  void cancel_stops_andCloseEndsPromptly() throws InterruptedException {
    var runs = new AtomicInteger();
    var first = new CountDownLatch(1);
    var scheduler = new MachineScheduler(metrics);
    Scheduler.Repeating task =
        scheduler.every(
            "ticker",
            Duration.ofMillis(1),
            () -> {
              runs.incrementAndGet();
              first.countDown();
            });
    scheduler.every("never", Duration.ofDays(1), () -> {});
    assertTrue(first.await(10, TimeUnit.SECONDS));
    task.cancel();
    long start = System.nanoTime();
    scheduler.close();
    assertTrue(System.nanoTime() - start < 1_900_000_000L);
    int after = runs.get();
    assertEquals(after, runs.get());
    assertThrows(
        IllegalStateException.class, () -> scheduler.every("x", Duration.ofDays(1), () -> {}));
    assertThrows(IllegalStateException.class, () -> scheduler.execute("x", () -> {}));
  }

  @Test
  void execute_runsOnce_underItsName() throws InterruptedException {
    var done = new CountDownLatch(1);
    var threadName = new AtomicReference<String>();
    try (var scheduler = new MachineScheduler(metrics)) {
      scheduler.execute(
          "once",
          () -> {
            threadName.set(Thread.currentThread().getName());
            done.countDown();
          });
      assertTrue(done.await(10, TimeUnit.SECONDS));
    }
    assertEquals("once", threadName.get());
  }
}
