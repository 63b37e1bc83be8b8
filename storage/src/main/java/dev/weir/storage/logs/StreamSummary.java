package dev.weir.storage.logs;

import dev.weir.storage.model.Labels;

/// What a store holds of one stream in a range, without reading lines: exact for parts that lie
/// wholly inside, the whole part's where it straddles an end.
///
/// @param entries number of lines
/// @param bytes bytes of lines
/// @param chunks granules, parts and memtables they lie in
public record StreamSummary(Labels stream, long entries, long bytes, long chunks) {}
