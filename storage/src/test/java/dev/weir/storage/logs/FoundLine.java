package dev.weir.storage.logs;

import dev.weir.storage.model.Labels;
import java.util.SortedMap;

/// A line as a search hands it over.
record FoundLine(Labels stream, long timestampNs, String line, SortedMap<String, String> fields) {}
