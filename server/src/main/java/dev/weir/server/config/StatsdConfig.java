package dev.weir.server.config;

import java.time.Duration;

/// `ingest.statsd.*`.
///
/// @param listen UDP and TCP
/// @param flushInterval how often the windows are flushed
public record StatsdConfig(Listen listen, Duration flushInterval) {

  static StatsdConfig read(Settings settings) {
    return new StatsdConfig(
        IngestConfig.listen(
            settings, "statsd", "127.0.0.1:8125", "statsd and DogStatsD lines, UDP and TCP."),
        settings.duration(
            "ingest.statsd.flush_interval",
            "10s",
            Duration.ofMillis(100),
            "How often counters, timers, gauges and sets become samples."));
  }
}
