package dev.weir.storage.logs.part;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The fields of one name in a row group being read. Immutable once filled.
final class FieldColumn {
  final String name;
  final byte[] text;
  private final int[] starts; // -1: the row has none
  private final int[] ends;

  FieldColumn(String name, byte[] text, int rows) {
    this.name = name;
    this.text = text;
    starts = new int[rows];
    ends = new int[rows];
    Arrays.fill(starts, -1);
  }

  void set(int row, int start, int end) {
    starts[row] = start;
    ends[row] = end;
  }

  boolean isPresent(int row) {
    return starts[row] >= 0;
  }

  int start(int row) {
    return starts[row];
  }

  int length(int row) {
    return ends[row] - starts[row];
  }

  /// The value as text, or null.
  @Nullable String value(int row) {
    return starts[row] < 0
        ? null
        : new String(text, starts[row], length(row), StandardCharsets.UTF_8);
  }
}
