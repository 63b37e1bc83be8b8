package dev.weir.storage.logs.part;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The fields of one name in a row group being read. Immutable, any thread.
final class FieldColumn {
  final String name;
  private final ColumnReader values;
  private final short @Nullable [] rank; // by row, plus one; 0: the row has none; null: all have

  FieldColumn(String name, ColumnReader values, short @Nullable [] rank) {
    this.name = name;
    this.values = values;
    this.rank = rank;
  }

  /// Appends the value of `row`, whose time is `timeNs`, to `out` as a line of its own; false and
  /// nothing when the row has none.
  boolean append(int row, long timeNs, LineText out) {
    int index = row;
    if (rank != null) {
      index = (rank[row] & 0xffff) - 1;
      if (index < 0) {
        return false;
      }
    }
    out.reserve(ValueFormat.NUMBER_BYTES_MAX);
    values.append(index, timeNs, out);
    out.endLine();
    return true;
  }

  /// The value as text, or null; `scratch` is cleared.
  @Nullable String value(int row, long timeNs, LineText scratch) {
    scratch.clear();
    if (!append(row, timeNs, scratch)) {
      return null;
    }
    return new String(scratch.bytes, 0, scratch.length, StandardCharsets.UTF_8);
  }
}
