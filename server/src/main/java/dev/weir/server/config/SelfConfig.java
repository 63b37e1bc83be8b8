package dev.weir.server.config;

import java.time.Duration;

/// `self.*`: what the server writes about itself and its host.
///
/// @param metricsInterval how often its own metrics are stored; zero is never
/// @param hostInterval how often the host's vital signs are stored; zero is never
/// @param logs whether its own log lines are stored
/// @param instance the label `instance` of the metrics and `host` of the lines; empty is the host
///   name
public record SelfConfig(
    Duration metricsInterval, Duration hostInterval, boolean logs, String instance) {
  private static final java.util.regex.Pattern INSTANCE =
      java.util.regex.Pattern.compile("[^\\p{Cntrl}]{0,255}");

  static SelfConfig read(Settings settings) {
    return new SelfConfig(
        settings.durationOrZero(
            "self.metrics_interval",
            "10s",
            Duration.ofSeconds(1),
            "How often the server stores its own metrics (job=\"weir\"); 0 is never."),
        settings.durationOrZero(
            "self.host_interval",
            "10s",
            Duration.ofSeconds(1),
            "How often this host's vital signs are stored (job=\"node\"); 0 is never."),
        settings.flag(
            "self.logs",
            true,
            "Whether the server stores its own log lines (job=\"weir\"), besides writing them to"
                + " standard error."),
        settings.text(
            "self.instance",
            "",
            INSTANCE,
            "text of at most 255 characters",
            "The label instance of the metrics and host of the lines; empty stands for the host name."));
  }
}
