package dev.weir.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class StoredLogTest {
  private static final Logger LOG = LoggerFactory.getLogger("dev.weir.stored.Test");

  private final MetricRegistry metrics = new MetricRegistry();
  private final StoredLog stored = StoredLog.attach("web01", 20, metrics);

  @AfterEach
  void detach() {
    stored.detach();
  }

  private List<LogRecord> drain() {
    var found = new ArrayList<LogRecord>();
    stored.store((tenant, records) -> {
      records.stream()
          .filter(record -> record.fields().valueOrEmpty("logger").equals("stored.Test"))
          .forEach(found::add);
      return CompletableFuture.completedFuture(null);
    });
    return found;
  }

  private double lost() {
    return metrics.counter("weir_server_log_lines_lost_total", "").value();
  }

  @Test
  void linesHaveStreamLabelsAndFields() {
    LOG.warn("journal_slow millis={}", 42);
    LogRecord record = drain().getLast();
    assertEquals("journal_slow millis=42", record.line());
    assertEquals(
        Labels.of("job", "weir", "app", "weir", "host", "web01", "level", "warn"), record.stream());
    assertEquals(Thread.currentThread().getName(), record.fields().find("thread"));
    long now = System.currentTimeMillis();
    assertTrue(Math.abs(record.timestampNs() / 1_000_000 - now) < 60_000, record.toString());
  }

  @Test
  void stackTraceIsPartOfTheLine() {
    LOG.error("broken", new IOException("no device"));
    String line = drain().getLast().line();
    assertTrue(line.startsWith("broken\njava.io.IOException: no device"), line);
    assertTrue(line.contains("StoredLogTest"), line);
  }

  @Test
  void aFullQueueIsCounted() {
    drain();
    for (int i = 0; i < 30; i++) {
      LOG.info("line {}", i);
    }
    assertTrue(lost() >= 10, "lost " + lost());
    assertEquals(20, drain().size());
  }

  @Test
  void whatTheStoreRefusesIsCounted() {
    drain();
    double before = lost();
    LOG.info("nowhere to go");
    stored.store((tenant, records) -> CompletableFuture.failedFuture(new IOException("closed")));
    assertTrue(lost() > before);
  }
}
