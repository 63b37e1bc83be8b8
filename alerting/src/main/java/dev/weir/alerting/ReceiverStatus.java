package dev.weir.alerting;

import org.jspecify.annotations.Nullable;

/// How delivery to one receiver goes.
///
/// @param target where it is, without anything secret: `https://hooks.example.com/…`
/// @param pending groups of alerts with something to tell
/// @param sent messages that it took
/// @param failed attempts that it did not take
/// @param lastSuccessMs epoch milliseconds; 0 for never
/// @param lastFailureMs epoch milliseconds; 0 for never
/// @param lastError of the last failure, null when there was none
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
