package dev.weir.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.weir.server.config.LogLevel;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// Logs to standard error; standard output belongs to what the commands print. Found by logback as
/// a service.
public final class Logging extends ContextAwareBase implements Configurator {
  /// Libraries whose INFO is chatter to an operator.
  private static final String[] QUIET = {"io.undertow", "org.xnio", "org.jboss", "net.openhft"};

  /// Warns of a module that speeds up what is not used here (vector search).
  private static final String LUCENE_VECTORS =
      "org.apache.lucene.internal.vectorization.VectorizationProvider";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var encoder = new LineEncoder();
    encoder.setContext(context);
    encoder.start();
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(console);
    root.setLevel(Level.INFO);
    for (String name : QUIET) {
      context.getLogger(name).setLevel(Level.WARN);
    }
    context.getLogger(LUCENE_VECTORS).setLevel(Level.ERROR);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// Sets how much of our own is logged.
  public static void level(LogLevel level) {
    if (LoggerFactory.getLogger("dev.weir") instanceof Logger logger) {
      logger.setLevel(Level.toLevel(level.name()));
    }
  }

  /// Brings in what libraries log through `java.util.logging`.
  public static void bridge() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
