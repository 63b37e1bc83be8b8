package dev.weir.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// One event as `2026-11-20T21:38:22.123Z INFO ingest.ring event key=value`, with a stack trace
/// below when there is one. Control characters in the message become `?`, so that nothing a sender
/// wrote can forge a line. Stateless; any thread.
final class LineEncoder extends EncoderBase<ILoggingEvent> {
  private static final String OURS = "dev.weir.";
  private static final byte[] NOTHING = {};

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    var out = new StringBuilder(160);
    String time =
        Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS).toString();
    out.append(time, 0, 19);
    int millis = (int) Math.floorMod(event.getTimeStamp(), 1000L);
    out.append('.').append((char) ('0' + millis / 100)).append((char) ('0' + millis / 10 % 10));
    out.append((char) ('0' + millis % 10)).append("Z ");
    String level = event.getLevel().toString();
    out.append(level).append(level.length() == 4 ? "  " : " ");
    out.append(shortName(event.getLoggerName())).append(' ');
    appendPrintable(out, event.getFormattedMessage());
    out.append('\n');
    if (event.getThrowableProxy() != null) {
      out.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  /// `dev.weir.ingest.ring.IngestRing` becomes `ingest.ring`; foreign names stay.
  private static String shortName(String logger) {
    if (!logger.startsWith(OURS)) {
      return logger;
    }
    int end = logger.lastIndexOf('.');
    return end < OURS.length()
        ? logger.substring(OURS.length())
        : logger.substring(OURS.length(), end);
  }

  private static void appendPrintable(StringBuilder out, String message) {
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      out.append(Character.isISOControl(c) ? '?' : c);
    }
  }
}
