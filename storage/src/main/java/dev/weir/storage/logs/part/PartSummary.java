package dev.weir.storage.logs.part;

import dev.weir.storage.model.Tenant;

/// What a part holds.
///
/// @param minNs time of its earliest row, epoch nanoseconds
/// @param maxNs time of its latest row, inclusive
/// @param lineBytes bytes of its lines as they arrived
/// @param diskBytes bytes of its files
public record PartSummary(
    Tenant tenant,
    long rows,
    long streams,
    long minNs,
    long maxNs,
    long lineBytes,
    long diskBytes) {}
