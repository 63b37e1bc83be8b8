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
        listen(settings, "collectd", "127.0.0.1:25826", "collectd's binary protocol, UDP."),
        listen(settings, "graphite", "127.0.0.1:2003", "Graphite plaintext, TCP and UDP."),
        listen(settings, "syslog", "127.0.0.1:5514", "Syslog (RFC 3164 and 5424), UDP and TCP."),
        listen(settings, "lines", "127.0.0.1:5170", "Raw and JSON log lines, TCP and UDP."),
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

  /// `ingest.NAME.listen` and `ingest.NAME.allow`.
  static Listen listen(Settings settings, String name, String defaultText, String doc) {
    String key = "ingest." + name;
    Listen listen = settings.listen(key + ".listen", defaultText, doc);
    return listen.from(
        settings.sources(
            key + ".allow",
            "Networks that may send to it, such as 10.0.0.0/8, 2001:db8::/32; empty is everybody."));
  }
}
