package dev.weir.storage.logs.part;

import dev.weir.storage.model.Labels;

/// Goes over rows in the order that parts keep: by stream labels, then time, then arrival. What
/// memtables, parts and merges of them hand to a [PartWriter]. Everything returned is valid until
/// the next call of [#next()]. One thread.
public interface RowCursor {
  /// Goes to the next row; false after the last.
  boolean next();

  /// Labels of the row's stream; the same instance as before while the stream stays the same.
  Labels stream();

  /// Epoch nanoseconds.
  long timestampNs();

  /// The bytes that the offsets refer to.
  byte[] bytes();

  int lineOffset();

  int lineLength();

  /// Number of fields of the row.
  int fields();

  String fieldName(int index);

  int fieldOffset(int index);

  int fieldLength(int index);
}
