package dev.weir.server.config;

/// A value as somebody wrote it.
public record Given(String text, Origin origin) {}
