package dev.weir.query.logql;

import dev.weir.storage.model.LabelNames;

/// Names of what parsers find in lines.
final class ParsedNames {
  private ParsedNames() {}

  /// A key of a log line as a label name: trimmed, then as [LabelNames#of] has it. Empty when
  /// nothing is left, unlike there: Loki leaves such a label out.
  static String sanitize(String key) {
    String trimmed = key.strip();
    return trimmed.isEmpty() ? trimmed : LabelNames.of(trimmed);
  }
}
