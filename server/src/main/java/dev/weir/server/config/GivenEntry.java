package dev.weir.server.config;

import java.util.Map;

/// One map of a list of maps as somebody wrote it, its fields in the order they stand there.
public record GivenEntry(Origin origin, Map<String, Given> fields) {}
