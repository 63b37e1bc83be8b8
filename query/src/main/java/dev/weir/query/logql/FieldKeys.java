package dev.weir.query.logql;

import dev.weir.storage.logs.LogRows;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds the series of rows as they were stored when only some labels count and some of these are
/// fields: straight from the columns. Values seen before in the batch are found in a small cache.
/// One thread.
final class FieldKeys {
  private static final int CACHED = 64; // power of two; fields that count have few values

  private final SeriesKeys keys;
  private final List<String> by;
  private final int[] columns; // of each name, -1 when no field of these rows
  private final LabelsBuilder builder = new LabelsBuilder();
  private final @Nullable String[][] cachedValues;
  private final int[] cachedSeries = new int[CACHED];
  private Labels stream = Labels.EMPTY;

  FieldKeys(SeriesKeys keys, List<String> by) {
    this.keys = keys;
    this.by = by;
    this.columns = new int[by.size()];
    this.cachedValues = new @Nullable String[CACHED][by.size()];
  }

  /// Begins with the rows of a batch. False when all of them belong to one series, or when it takes
  /// the whole line state to tell.
  boolean begin(LogRows rows) {
    stream = rows.stream();
    Arrays.fill(cachedSeries, -1);
    boolean any = false;
    for (int i = 0; i < columns.length; i++) {
      columns[i] = stream.find(by.get(i)) == null ? column(rows, by.get(i)) : -1;
      any |= columns[i] >= 0;
    }
    return any;
  }

  private static int column(LogRows rows, String name) {
    for (int column = 0; column < rows.fieldColumns(); column++) {
      if (rows.fieldName(column).equals(name)) {
        return column;
      }
    }
    return -1;
  }

  int series(LogRows rows, int row) {
    int hash = 0;
    for (int column : columns) {
      hash = hash * 31 + (column < 0 ? 0 : Objects.hashCode(rows.fieldValue(column, row)));
    }
    int slot = (hash ^ (hash >>> 12)) & (CACHED - 1);
    if (cachedSeries[slot] < 0 || !isCached(rows, row, cachedValues[slot])) {
      cachedSeries[slot] = seriesSlow(rows, row, cachedValues[slot]);
    }
    return cachedSeries[slot];
  }

  private boolean isCached(LogRows rows, int row, @Nullable String[] values) {
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] >= 0 && !Objects.equals(values[i], rows.fieldValue(columns[i], row))) {
        return false;
      }
    }
    return true;
  }

  private int seriesSlow(LogRows rows, int row, @Nullable String[] values) {
    builder.clear();
    for (int i = 0; i < columns.length; i++) {
      values[i] = columns[i] < 0 ? null : rows.fieldValue(columns[i], row);
      String value = values[i] == null ? stream.valueOrEmpty(by.get(i)) : values[i];
      builder.set(by.get(i), value);
    }
    return keys.of(builder.build());
  }
}
