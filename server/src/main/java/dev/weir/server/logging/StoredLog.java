package dev.weir.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.LogIntake;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/// Brings the server's own log lines into its own log store: `job="weir"`, `app="weir"`, `host` and
/// `level` as stream labels, logger and thread as fields. A line waits in a bounded queue until
/// [#store] takes it; when the queue is full the line is on standard error only, and counted.
///
/// Lines may come from any thread; `store` is called by one at a time.
public final class StoredLog extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final int QUEUE_LINES = 4096;
  private static final int ROUND_LINES = 1024;
  private static final String OURS = "dev.weir.";

  private final ArrayBlockingQueue<ILoggingEvent> queue;
  private final String host;
  private final Counter lost;

  private StoredLog(String host, int queueLines, MetricRegistry metrics) {
    this.host = host;
    queue = new ArrayBlockingQueue<>(queueLines);
    lost =
        metrics.counter(
            "weir_server_log_lines_lost_total",
            "Own log lines that could not be stored; they were written to standard error.");
  }

  /// Begins to collect; `host` becomes a label.
  public static StoredLog attach(String host, MetricRegistry metrics) {
    return attach(host, QUEUE_LINES, metrics);
  }

  static StoredLog attach(String host, int queueLines, MetricRegistry metrics) {
    var log = new StoredLog(host, queueLines, metrics);
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      log.setContext(context);
      log.setName("stored");
      log.start();
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(log);
    }
    return log;
  }

  /// Ends collecting.
  public void detach() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(this);
    }
    stop();
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    if (!queue.offer(event)) {
      lost.increment();
    }
  }

  /// Hands what was collected to `intake`.
  public void store(LogIntake intake) {
    while (!queue.isEmpty()) {
      var events = new ArrayList<ILoggingEvent>();
      queue.drainTo(events, ROUND_LINES);
      List<LogRecord> records = events.stream().map(this::record).toList();
      intake
          .append(Tenant.DEFAULT, records)
          .whenComplete((stored, failure) -> {
            if (failure != null) {
              lost.add(records.size()); // not logged: that line would be lost too
            }
          });
    }
  }

  private LogRecord record(ILoggingEvent event) {
    Instant time = event.getInstant();
    long timestampNs = time.getEpochSecond() * 1_000_000_000L + time.getNano();
    Labels stream =
        Labels.of("job", "weir", "app", "weir", "host", host, "level", level(event.getLevel()));
    Labels fields =
        new LabelsBuilder()
            .set("logger", logger(event.getLoggerName()))
            .set("thread", event.getThreadName())
            .build();
    String line = event.getFormattedMessage();
    if (event.getThrowableProxy() != null) {
      line = line + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()).stripTrailing();
    }
    return new LogRecord(timestampNs, stream, fields, line);
  }

  private static String logger(String name) {
    return name.startsWith(OURS) ? name.substring(OURS.length()) : name;
  }

  private static String level(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "error";
      case Level.WARN_INT -> "warn";
      case Level.DEBUG_INT -> "debug";
      case Level.TRACE_INT -> "trace";
      default -> "info";
    };
  }
}
