package dev.weir.storage.model;

/// One log record from inside the process: Weir's own log lines, events.
///
/// `timestampNs` is epoch nanoseconds. `stream` are the few labels that identify the stream (`job`,
/// `host`, `app`, `level`; events have `job="events"`, `kind`, `host`); everything else is in
/// `fields`. `line` is what a person reads.
public record LogRecord(long timestampNs, Labels stream, Labels fields, String line) {}
