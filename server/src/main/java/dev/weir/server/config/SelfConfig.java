package dev.weir.server.config;

import java.time.Duration;

/// `self.*`: what the server writes about itself and its host.
///
/// @param metricsInterval how often its own metrics are stored; zero is never
/// @param hostInterval how often the host's vital signs are stored; zero is never
/// @param instance the label `instance` of both; empty is the host name
public record SelfConfig(Duration metricsInterval, Duration hostInterval, String instance) {
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
        settings.text(
            "self.instance",
            "",
            INSTANCE,
            "text of at most 255 characters",
            "The label instance of both; empty stands for the host name."));
  }
}
