package dev.weir.server.cli;

import java.util.Map;

/// One line of an answer: epoch nanoseconds, the stream's labels, those of the line itself
/// (structured metadata and what the query parsed), the line.
record LogLine(long timeNs, Map<String, String> stream, Map<String, String> fields, String text) {}
