package dev.weir.alerting;

import org.jspecify.annotations.Nullable;

/// How one receiver fares.
///
/// @param name in the configuration
/// @param kind `webhook`, `slack`, ...
/// @param target where its messages go, without secrets
/// @param pending notifications that wait to be delivered
/// @param sent notifications delivered since the start
/// @param failed attempts that failed since the start
/// @param lastSuccessMs epoch milliseconds, 0 for never
/// @param lastFailureMs epoch milliseconds, 0 for never
/// @param lastError why the last attempt failed; null when none did
public record ReceiverStatus(
    String name,
    String kind,
    String target,
    int pending,
    long sent,
    long failed,
    long lastSuccessMs,
    long lastFailureMs,
    @Nullable String lastError) {}
