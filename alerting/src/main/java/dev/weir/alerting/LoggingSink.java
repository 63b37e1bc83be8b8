package dev.weir.alerting;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notes how many alerts there are and tells nobody; for a server without receivers. Any thread.
public final class LoggingSink implements AlertSink {
  private static final Logger LOG = LoggerFactory.getLogger(LoggingSink.class);

  @Override
  public void publish(List<Alert> alerts) {
    LOG.debug("alerts_not_sent count={} reason=no receivers", alerts.size());
  }
}
