package dev.weir.query.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Tenant;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Limits, deadline, cancellation, turns, and what workers do with failures.
final class QueryContextTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Clock clock =
      new Clock() {
        @Override
        public long wallMillis() {
          return 0;
        }

        @Override
        public long nanoTime() {
          return nanos.get();
        }
      };
  private final QueryLimits limits =
      new QueryLimits(Duration.ofSeconds(1), 100, 10, 11_000, 1000, 1);

  private QueryContext context() {
    return new QueryContext(limits, clock, Tenant.DEFAULT);
  }

  private static void assertFails(
      QueryException.Kind kind, String text, org.junit.jupiter.api.function.Executable work) {
    var error = assertThrows(QueryException.class, work);
    assertEquals(kind, error.kind());
    assertTrue(error.text().contains(text), error.text());
  }

  @Test
  void check_afterDeadline_isATimeout() {
    QueryContext context = context();
    context.check();
    nanos.addAndGet(1_000_000_001);
    assertFails(QueryException.Kind.TIMEOUT, "limit 1000 ms", context::check);
  }

  @Test
  void check_afterCancel_isCanceled() {
    QueryContext context = context();
    context.cancel();
    assertFails(QueryException.Kind.CANCELED, "canceled", context::check);
  }

  @Test
  void charges_overTheirLimit_nameIt() {
    QueryContext context = context();
    context.chargeSamples(100);
    assertFails(QueryException.Kind.EXECUTION, "limit 100", () -> context.chargeSamples(1));
    assertFails(QueryException.Kind.EXECUTION, "limit 10", () -> context.chargeSeries(11));
    context.chargeMemory(900);
    context.releaseMemory(900);
    context.chargeMemory(1000);
    assertFails(QueryException.Kind.EXECUTION, "limit 1000", () -> context.chargeMemory(1));
    assertEquals(1000, context.peakMemoryBytes());
  }

  @Test
  void run_bindsTheContext() {
    QueryContext context = context();
    assertSame(context, context.run(QueryContext::current));
    assertEquals(null, QueryContext.currentOrNull());
  }

  @Test
  void gate_whenFullUntilTheDeadline_isATimeout() {
    var gate = new QueryGate(1);
    QueryContext first = context();
    QueryContext late = context();
    nanos.addAndGet(2_000_000_000);
    gate.run(
        first,
        () -> {
          assertFails(
              QueryException.Kind.TIMEOUT,
              "1 concurrent queries",
              () -> gate.run(late, () -> "never"));
          return "";
        });
    assertEquals(1, gate.available());
  }

  @Test
  void workers_doEachPieceOnce() {
    try (var workers = new QueryWorkers(4)) {
      for (int count : new int[] {0, 1, 63, 64, 1000, 10_001}) {
        var done = new AtomicIntegerArray(count);
        workers.forEach(count, () -> done::incrementAndGet);
        for (int i = 0; i < count; i++) {
          assertEquals(1, done.get(i));
        }
      }
    }
  }

  @Test
  void workers_throwTheFirstFailure() {
    try (var workers = new QueryWorkers(4)) {
      assertFails(
          QueryException.Kind.EXECUTION,
          "piece",
          () ->
              workers.forEach(
                  10_000,
                  () ->
                      i -> {
                        if (i == 5000) {
                          throw QueryException.execution("piece " + i);
                        }
                      }));
    }
  }

  @Test
  void trace_nests() {
    var trace = new QueryTrace(clock, "query");
    try (var outer = trace.begin("outer")) {
      nanos.addAndGet(5);
      try (var inner = trace.begin("inner")) {
        inner.detail("3 series");
        nanos.addAndGet(7);
      }
      outer.detail("done");
    }
    QueryTrace.Step outer = trace.root().children().getFirst();
    assertEquals(12, outer.durationNanos());
    assertEquals(7, outer.children().getFirst().durationNanos());
    assertEquals("3 series", outer.children().getFirst().detail());
  }
}
