package dev.weir.server.config;

import java.time.Duration;

/// `ingest.*`: what is received, and how.
///
/// @param maxLineBytes longest line of a line protocol
/// @param maxConnections TCP connections of all line protocols together
/// @param tcpIdleTimeout how long a TCP connection may be silent
public record IngestConfig(
    StatsdConfig statsd,
    Listen collectd,
    Listen graphite,
    Listen syslog,
    Listen lines,
    PipelineConfig pipeline,
    int maxLineBytes,
    int maxConnections,
    Duration tcpIdleTimeout) {

  static IngestConfig read(Settings settings) {
    return new IngestConfig(
        StatsdConfig.read(settings),
        settings.listen(
            "ingest.collectd.listen", "127.0.0.1:25826", "collectd's binary protocol, UDP."),
        settings.listen(
            "ingest.graphite.listen", "127.0.0.1:2003", "Graphite plaintext, TCP and UDP."),
        settings.listen(
            "ingest.syslog.listen", "127.0.0.1:5514", "Syslog (RFC 3164 and 5424), UDP and TCP."),
        settings.listen(
            "ingest.lines.listen", "127.0.0.1:5170", "Raw and JSON log lines, TCP and UDP."),
        PipelineConfig.read(settings),
        Math.toIntExact(
            settings.size(
                "ingest.max_line",
                "16KiB",
                256,
                60L << 10,
                "Longest line of statsd and Graphite; a longer one is skipped and counted. (Log lines are cut at 256KiB.)")),
        settings.count(
            "ingest.max_connections",
            "1024",
            1,
            100_000,
            "TCP connections of all line protocols together; further ones are closed at once."),
        settings.duration(
            "ingest.tcp_idle_timeout",
            "10m",
            Duration.ofSeconds(1),
            "A TCP connection that is silent for longer is closed."));
  }
}
